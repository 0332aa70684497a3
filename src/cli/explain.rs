//! `bogo explain CODE|FORM|FORM:ITEM|DUTY|ARTICLE`: the rule, its law, an example, the remedy; an article's numbers.

use clap::ArgMatches;

use super::console::{Console, Stream};
use super::{Exit, arg_values, explain_duty, explain_form};
use crate::error::{Error, ErrorKind, Result};
use crate::korean;
use crate::lang::Lang;
use crate::mapping;
use crate::pack::{Article, Duty, Form, Item, Pack, RuleWording, TextStatus, Version};

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let Some(topic) = arg_values::optional_text(matches, "topic") else {
        console.tell(Stream::Out, &everything(pack, console));
        return Ok(Exit::Clean);
    };
    let current = pack.current(&topic).to_owned();
    let redirected = (current != topic).then(|| {
        format!("{}\n\n", console.say(pack, "say-redirected", &[("old", topic.clone()), ("new", current.clone())]))
    });
    let topic = current;
    let code = topic.to_uppercase();
    let text = if let Some(found) = pack.rules.get(&code) {
        rule(found, pack, console)
    } else if let Some(found) = pack.forms.get(&topic) {
        explain_form::form(found, pack, console)
    } else if let Some((form, item)) = item(&topic, pack) {
        explain_form::item(form, item, pack, console)
    } else if let Some(found) = duty(&topic, pack) {
        explain_duty::text(found, pack, console)
    } else {
        articles(&topic, pack, console)
    };
    if text.is_empty() {
        let known = topics(pack);
        let hint = mapping::near(pack, &topic, known.iter().map(String::as_str));
        return Err(Error::new(ErrorKind::Input, "unknown-topic").with("topic", topic).with("hint", hint));
    }
    console.tell(Stream::Out, &format!("{}{text}", redirected.unwrap_or_default()));
    Ok(Exit::Clean)
}

/// All words that name something to explain.
fn topics(pack: &Pack) -> Vec<String> {
    let codes = pack.rules.iter().map(|rule| rule.code.clone());
    let forms = pack.forms.values().flat_map(|form| {
        let items = form.items().map(|item| format!("{}:{}", form.id, item.id));
        [form.id.clone()].into_iter().chain(items)
    });
    let duties = pack.duties.duties.iter();
    let duties = duties.flat_map(|duty| [duty.id.clone(), duty.label.ko.clone(), duty.label.en.clone()]);
    let articles = pack.statutes.iter().flat_map(|(_, article)| {
        let numbers = article.version.iter().map(|version| version.number.clone());
        [article.id.clone()].into_iter().chain(numbers)
    });
    codes.chain(forms).chain(duties).chain(articles).collect()
}

/// A duty by its id, or by its name in either language.
fn duty<'a>(topic: &str, pack: &'a Pack) -> Option<&'a Duty> {
    let named = |duty: &&Duty| duty.id == topic || duty.label.ko == topic || duty.label.en == topic;
    pack.duties.duties.iter().find(named)
}

/// An item of a form, `FORM:ITEM`.
fn item<'a>(topic: &str, pack: &'a Pack) -> Option<(&'a Form, &'a Item)> {
    let (form, item) = topic.split_once(':')?;
    let form = pack.forms.get(form)?;
    Some((form, form.items().find(|found| found.id == item)?))
}

/// All there is to explain.
fn everything(pack: &Pack, console: &Console) -> String {
    let heading = |key: &str| format!("{}\n", console.style(Stream::Out, "1", &console.say(pack, key, &[])));
    let mut out = heading("say-rules");
    for rule in pack.rules.iter() {
        out.push_str(&format!("  {:<8} {}\n", rule.code, rule.title.get(console.lang)));
    }
    out.push_str(&heading("say-forms"));
    for form in pack.forms.values() {
        let title = if console.lang == Lang::En && !form.en.is_empty() { &form.en } else { &form.title };
        out.push_str(&format!("  {}  {title}\n", form.id));
    }
    out.push_str(&heading("say-duties"));
    for duty in &pack.duties.duties {
        out.push_str(&format!("  {}  {}\n", duty.id, duty.label.get(console.lang)));
    }
    out.push_str(&heading("say-articles"));
    for (statute, article) in pack.statutes.iter() {
        let number = article.version.last().map_or("", |version| &version.number);
        out.push_str(&format!("  {}  {statute} {number} {}\n", article.id, article.title));
    }
    out
}

fn rule(rule: &RuleWording, pack: &Pack, console: &Console) -> String {
    let lang = console.lang;
    let heading = |key: &str| console.style(Stream::Out, "1", &console.say(pack, key, &[]));
    let severity = console.say(pack, &format!("severity-{}", rule.severity), &[]);
    let mut out = format!("{} ({severity}, {}): {}\n", rule.code, rule.since, rule.title.get(lang));
    let mut part =
        |key: &str, text: &str| out.push_str(&format!("\n{}\n  {}\n", heading(key), text.trim().replace('\n', "\n  ")));
    part("say-what", rule.explain.what.get(lang));
    let law: Vec<String> = rule
        .law
        .iter()
        .filter_map(|id| pack.statutes.iter().find(|(_, article)| article.id == *id))
        .map(|(statute, article)| {
            let mut numbers: Vec<&str> = article.version.iter().map(|version| version.number.as_str()).collect();
            numbers.dedup();
            format!("{statute} {} ({})", numbers.join(" → "), article.title)
        })
        .collect();
    if !law.is_empty() {
        part("say-basis", &law.join("\n"));
    }
    part("say-why", rule.explain.why.get(lang));
    part("say-example", rule.explain.example.get(lang));
    part("say-how", rule.explain.fix.get(lang));
    if !rule.related.is_empty() {
        part("say-related-rules", &rule.related.join(", "));
    }
    out
}

/// Articles by id, or by any number they ever had.
fn articles(topic: &str, pack: &Pack, console: &Console) -> String {
    let wanted: String = topic.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let asked = |statute: &str, version: &Version| {
        let number = bare(&version.number);
        number == wanted || number.starts_with(&format!("{wanted}제")) || format!("{}{number}", bare(statute)) == wanted
    };
    let found = || {
        pack.statutes.iter().filter(|(statute, article)| {
            article.id == wanted || article.version.iter().any(|version| asked(statute, version))
        })
    };
    let mut meanings = String::new();
    for (statute, article) in found().filter(|(_, article)| article.id != wanted) {
        meant(statute, article, &|version| asked(statute, version), pack, console, &mut meanings);
    }
    let texts: Vec<String> = found().map(|(statute, found)| self::article(statute, found, pack, console)).collect();
    if meanings.is_empty() { texts.join("\n") } else { format!("{meanings}\n{}", texts.join("\n")) }
}

/// What a number meant, and from when to when.
fn meant(
    statute: &str,
    article: &Article,
    asked: &dyn Fn(&Version) -> bool,
    pack: &Pack,
    console: &Console,
    out: &mut String,
) {
    let mut rows = article.version.iter().enumerate().filter(|(_, version)| asked(version)).peekable();
    while let Some((at, version)) = rows.next() {
        let (mut at, mut last) = (at, version);
        // Versions one after the other under the same number are one meaning.
        while let Some((next, following)) =
            rows.next_if(|(next, following)| *next == at + 1 && following.number == last.number)
        {
            (at, last) = (next, following);
        }
        let next = article.version.get(at + 1).and_then(|next| next.from.pred_opt());
        let until = last.through.or(next).or(article.repealed.and_then(|day| day.pred_opt()));
        let mut args = vec![
            ("number", format!("{statute} {}", version.number)),
            ("from", korean::date(version.from)),
            ("title", article.title.clone()),
        ];
        let key = if until.is_some() { "say-number-meant" } else { "say-number-means" };
        args.extend(until.map(|day| ("until", korean::date(day))));
        out.push_str(&format!("{}\n", console.say(pack, key, &args)));
        if until.is_some() {
            let number = ("number", version.number.clone());
            out.push_str(&format!("  {}\n", console.say(pack, "say-number-after", &[number])));
        }
    }
}

fn article(statute: &str, article: &Article, pack: &Pack, console: &Console) -> String {
    let mut out = format!("{statute}: {} ({})\n", article.title, article.id);
    // A version known only up to some day leaves open when the next one began.
    let mut key = "say-since";
    for version in &article.version {
        let since = console.say(pack, key, &[("date", korean::date(version.from))]);
        key = if version.through.is_some() { "say-since-at-latest" } else { "say-since" };
        let open = version.from_standing.is_some_and(|standing| standing != TextStatus::Verified);
        let open = if open { format!(" ({})", console.say(pack, "say-first-day-open", &[])) } else { String::new() };
        out.push_str(&format!("  {} {since}{open}: {}\n", version.number, version.summary));
    }
    if let Some(day) = article.repealed {
        out.push_str(&format!("  {}\n", console.say(pack, "say-repealed", &[("date", korean::date(day))])));
    }
    let standing = match article.standing {
        TextStatus::Verified => "say-verified",
        TextStatus::Reported => "say-reported",
        TextStatus::Unverified => "say-unverified",
    };
    out.push_str(&format!("  [{}] {}\n", console.say(pack, standing, &[]), article.source));
    if !article.item.is_empty() {
        out.push_str(&format!("  {}\n", console.style(Stream::Out, "1", &console.say(pack, "say-ledger", &[]))));
    }
    for item in &article.item {
        let why =
            |key: &str, text: &crate::lang::Text| console.say(pack, key, &[("why", text.get(console.lang).to_owned())]);
        let account = match (&item.left, &item.undone) {
            (Some(text), _) => why("say-left", text),
            (_, Some(text)) => why("say-undone", text),
            _ => item.by.join(", "),
        };
        let gone = item.repealed.map(|day| console.say(pack, "say-repealed", &[("date", korean::date(day))]));
        let gone = gone.map(|gone| format!(" ({gone})")).unwrap_or_default();
        out.push_str(&format!("    {}{gone} {}: {account}\n", item.at, item.what.get(console.lang)));
    }
    out
}
