//! `bogo explain DUTY`: what, who, when, exemptions, deadlines, numbers over time, penalty and articles.

use super::console::{Console, Stream};
use crate::korean;
use crate::lang::Lang;
use crate::law::{addressee, parameter};
use crate::pack::{Due, DueRule, Duty, FactType, Force, Limit, Pack, RowTest, RuleRow};

pub(super) fn text(duty: &Duty, pack: &Pack, console: &Console) -> String {
    let lang = console.lang;
    let say = |key: &str| console.say(pack, key, &[]);
    let heading = |key: &str| console.style(Stream::Out, "1", &say(key));
    let mut out = format!("{} ({})\n  {}\n", duty.label.get(lang), duty.id, duty.what.get(lang));
    let since =
        [("duties-since", duty.in_force), ("duties-held-since", duty.modelled_from), ("say-repealed", duty.repealed)];
    for (key, day) in since {
        if let Some(day) = day {
            out.push_str(&format!("  {}\n", console.say(pack, key, &[("date", korean::date(day))])));
        }
    }
    out.push_str(&format!("\n{}\n", heading("say-basis")));
    for id in &duty.article {
        if let Some((statute, article)) = pack.statutes.iter().find(|(_, article)| article.id == *id) {
            for version in &article.version {
                let since = console.say(pack, "say-since", &[("date", korean::date(version.from))]);
                out.push_str(&format!("  {statute} {} {since}: {}\n", version.number, version.summary));
            }
        }
    }
    for (key, list) in [("duties-who", &duty.who), ("duties-when", &duty.when), ("duties-exempt", &duty.exempt)] {
        if !list.is_empty() {
            out.push_str(&format!("\n{}\n", heading(key)));
            for found in list {
                row(found, 1, "", pack, console, &mut out);
            }
        }
    }
    if !duty.parameters.is_empty() {
        out.push_str(&format!("\n{}\n", heading("duties-numbers")));
    }
    for (name, found) in &duty.parameters {
        let list = match &found.kind {
            FactType::Codes(list) => Some(list.as_str()),
            _ => None,
        };
        for value in &found.values {
            let since = console.say(pack, "say-since", &[("date", korean::date(value.from))]);
            let notes: Vec<&str> = value.at.iter().chain(&value.act).map(String::as_str).collect();
            let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
            out.push_str(&format!("  {name} {since}: {}{notes}\n", parameter(pack, list, value.value.as_ref())));
        }
    }
    out.push_str(&format!("\n{}\n", heading("duties-due")));
    duty.due.iter().for_each(|found| out.push_str(&due(found, duty, pack, console)));
    out.push_str(&format!("\n{}\n", heading("duties-recipient")));
    let named = |id: &str| addressee(pack, lang, id, pack.manifest.verified_on);
    let either = duty.either.iter().map(|id| named(id));
    let first = either.fold(named(&duty.recipient), |first, next| {
        console.say(pack, "duties-either", &[("first", first), ("next", next)])
    });
    out.push_str(&format!("  {first}\n"));
    for more in &duty.more {
        let rows = duty.rows().flat_map(|row| {
            let mut found = Vec::new();
            row.walk(&mut |row| found.extend(more.rows.contains(&row.id).then(|| row.text.get(lang).to_owned())));
            found
        });
        let when: Vec<String> = rows.collect();
        let when = if when.is_empty() { String::new() } else { format!(" [{}]", when.join(" · ")) };
        out.push_str(&format!("  {}{when}\n", named(&more.to)));
    }
    out.push_str(&format!("\n{}\n  {}\n", heading("duties-penalty"), duty.penalty.get(lang)));
    out
}

fn row(row: &RuleRow, depth: usize, mark: &str, pack: &Pack, console: &Console, out: &mut String) {
    let mut notes: Vec<String> = row.at.iter().cloned().collect();
    if matches!(row.body, RowTest::Ask) {
        notes.push(console.say(pack, "duties-ask", &[]));
    }
    if row.standing != crate::pack::TextStatus::Verified {
        notes.push(console.say(pack, "say-reported", &[]));
    }
    for (key, day) in [("say-since", row.from), ("say-repealed", row.repealed)] {
        notes.extend(day.map(|day| console.say(pack, key, &[("date", korean::date(day))])));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join(", ")) };
    out.push_str(&format!("{}{mark}{}{notes}\n", "  ".repeat(depth), row.text.get(console.lang)));
    if let RowTest::All(rows) | RowTest::Any(rows) = &row.body {
        let mark = if matches!(row.body, RowTest::Any(_)) { "· " } else { "- " };
        for below in rows {
            self::row(below, depth + 1, mark, pack, console, out);
        }
    }
    let unless = format!("{}: ", console.say(pack, "duties-unless", &[]));
    row.unless.iter().for_each(|below| self::row(below, depth + 1, &unless, pack, console, out));
}

fn due(due: &Due, duty: &Duty, pack: &Pack, console: &Console) -> String {
    let lang = console.lang;
    let text = due.text.as_ref().map(|text| format!("{} ", text.get(lang))).unwrap_or_default();
    let rule = match &due.rule {
        DueRule::Word(word) => word.get(lang).to_owned(),
        DueRule::After { period, method } => {
            let period = match period {
                Limit::Fixed(period) => period.to_string(),
                Limit::Parameter(name) => duty
                    .parameters
                    .get(name)
                    .map(|found| {
                        found.values.iter().map(|row| parameter(pack, None, row.value.as_ref())).collect::<Vec<_>>()
                    })
                    .unwrap_or_default()
                    .join(" → "),
            };
            let method = pack.methods.get(method).map_or("", |method| method.label.get(lang));
            format!("{period} ({method})")
        }
        DueRule::Stated(_) => String::new(),
        DueRule::Yearly { month, day } => format!("{month}. {day}."),
    };
    let mark = match due.force {
        Force::Enforced => format!(" [{}]", console.say(pack, "duties-enforced", &[])),
        Force::Statute | Force::Demand => String::new(),
    };
    let terms = due.methods.iter().filter_map(|code| pack.terms.term("filing_method", code));
    let names: Vec<&str> = terms.map(|term| if lang == Lang::Ko { &*term.ko } else { &*term.en }).collect();
    let by = console.say(pack, "duties-by-method", &[("methods", names.join(", "))]);
    let by = if names.is_empty() { String::new() } else { format!(" [{by}]") };
    format!("  {}{by}{mark}\n", format!("{text}{rule}").trim_end())
}
