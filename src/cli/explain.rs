//! `bogo explain CODE|FORM|FORM:ITEM|DUTY|ARTICLE`: the rule, its law, an example, the remedy; an article's numbers.

use clap::ArgMatches;

use super::console::{Console, Stream};
use super::{Exit, explain_duty, explain_form, given};
use crate::error::{Error, Kind, Result};
use crate::korean;
use crate::lang::Lang;
use crate::pack::{Article, Duty, Form, Item, Pack, Rule, Standing};

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let Some(topic) = given::optional_text(matches, "topic") else {
        console.write(Stream::Out, &everything(pack, console));
        return Ok(Exit::Clean);
    };
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
        return Err(Error::new(Kind::Input, "unknown-topic").with("topic", topic));
    }
    console.write(Stream::Out, &text);
    Ok(Exit::Clean)
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

fn rule(rule: &Rule, pack: &Pack, console: &Console) -> String {
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
    pack.statutes
        .iter()
        .filter(|(statute, article)| {
            article.id == wanted
                || article.version.iter().any(|version| {
                    let number = bare(&version.number);
                    number == wanted
                        || number.starts_with(&format!("{wanted}제"))
                        || format!("{}{number}", bare(statute)) == wanted
                })
        })
        .map(|(statute, found)| article(statute, found, pack, console))
        .collect::<Vec<_>>()
        .join("\n")
}

fn article(statute: &str, article: &Article, pack: &Pack, console: &Console) -> String {
    let mut out = format!("{statute}: {} ({})\n", article.title, article.id);
    // A version known only up to some day leaves open when the next one began.
    let mut key = "say-since";
    for version in &article.version {
        let since = console.say(pack, key, &[("date", korean::date(version.from))]);
        key = if version.through.is_some() { "say-since-at-latest" } else { "say-since" };
        out.push_str(&format!("  {} {since}: {}\n", version.number, version.summary));
    }
    if let Some(day) = article.repealed {
        out.push_str(&format!("  {}\n", console.say(pack, "say-repealed", &[("date", korean::date(day))])));
    }
    let standing = match article.standing {
        Standing::Verified => "say-verified",
        Standing::Reported => "say-reported",
        Standing::Unverified => "say-unverified",
    };
    out.push_str(&format!("  [{}] {}\n", console.say(pack, standing, &[]), article.source));
    out
}
