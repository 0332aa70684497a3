//! `bogo explain FORM` and `bogo explain FORM:ITEM`: who asks for it and since when, its items, and what settles each.

use super::console::{Console, Stream};
use crate::korean;
use crate::lang::Lang;
use crate::law::addressee;
use crate::pack::{Article, Audience, Duty, Form, Item, ItemKind, Pack, Path, PhrasePiece, Requirement, Test, Tests};

/// A form: who asks for it, then its sections and items.
pub(super) fn form(form: &Form, pack: &Pack, console: &Console) -> String {
    let page = FormPage { pack, console };
    let mut out = format!("{} ({})\n", page.named(&form.title, &form.en), form.id);
    out.push_str(&format!("  {}\n", page.say(audience(form.audience))));
    let duties: Vec<&Duty> =
        pack.duties.duties.iter().filter(|duty| duty.form.as_deref() == Some(form.id.as_str())).collect();
    if !duties.is_empty() {
        out.push_str(&page.heading("explain-asked-by"));
    }
    for duty in &duties {
        out.push_str(&page.duty(duty));
    }
    // What the duties do not rest on already.
    let own: Vec<&String> =
        form.basis.iter().filter(|id| !duties.iter().any(|duty| duty.article.contains(id))).collect();
    if !own.is_empty() {
        out.push_str(&page.heading("say-basis"));
        out.extend(own.iter().map(|id| page.article(id)));
    }
    for (position, section) in form.section.iter().enumerate() {
        let name = page.named(&section.label, &section.en);
        let inside = if section.inside { format!(" [{}]", page.say("explain-inside")) } else { String::new() };
        out.push_str(&format!("\n{} {name}{inside}\n", korean::item_mark(0, position)));
        for (position, item) in section.item.iter().enumerate() {
            let basis: Vec<String> = item.basis.iter().filter_map(|id| page.number(id)).collect();
            let basis = if basis.is_empty() { String::new() } else { format!(" · {}", basis.join(", ")) };
            let asked = page.say(requirement(item.requirement));
            let name = page.named(&item.label, &item.en);
            out.push_str(&format!("  {} {name} ({}) [{asked}{basis}]\n", korean::item_mark(1, position), item.id));
        }
    }
    out
}

/// One item: what it is called, what it holds, when it is asked for, by which law, and the cell that settles it.
pub(super) fn item(form: &Form, item: &Item, pack: &Pack, console: &Console) -> String {
    let page = FormPage { pack, console };
    let mut out = format!("{} ({}:{})\n", page.named(&item.label, &item.en), form.id, item.id);
    let kind = match &item.content {
        ItemKind::Text { .. } => "explain-type-text",
        ItemKind::Facts { .. } => "explain-type-facts",
        ItemKind::Table(_) => "explain-type-table",
        ItemKind::Chart(_) => "explain-type-chart",
    };
    let mut line = |key: &str, text: &str| out.push_str(&format!("  {}: {text}\n", page.say(key)));
    line("explain-form", &page.named(&form.title, &form.en));
    line("explain-requirement", &page.say(requirement(item.requirement)));
    line("explain-type", &page.say(kind));
    if let Some(sheet) = item.each.as_deref().and_then(|sheet| pack.sheets.get(sheet)) {
        line("explain-each", page.choose(&sheet.ko, &sheet.en));
    }
    if !item.when.0.is_empty() {
        line("explain-condition", &page.tests(&item.when, item.each.as_deref()));
    }
    if item.first {
        line("explain-first", &page.say("explain-first-yes"));
    }
    if let Some(path) = &item.from {
        line("explain-settled-by", &page.cell(path));
    }
    if let Some(nothing) = &item.nothing {
        line("explain-nothing", nothing);
    }
    out.push_str(&page.heading("say-basis"));
    if item.basis.is_empty() {
        out.push_str(&format!("  {}\n", page.say("explain-no-basis")));
    }
    item.basis.iter().for_each(|id| out.push_str(&page.article(id)));
    out
}

fn requirement(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Required => "say-required",
        Requirement::Conditional => "say-conditional",
        Requirement::Practice => "say-practice",
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Agency => "explain-audience-agency",
        Audience::Letter => "explain-audience-letter",
        Audience::Users => "explain-audience-users",
        Audience::Internal => "explain-audience-internal",
    }
}

struct FormPage<'a> {
    pack: &'a Pack,
    console: &'a Console,
}

impl<'a> FormPage<'a> {
    fn say(&self, key: &str) -> String {
        self.console.say(self.pack, key, &[])
    }

    fn heading(&self, key: &str) -> String {
        format!("\n{}\n", self.console.style(Stream::Out, "1", &self.say(key)))
    }

    fn choose<'t>(&self, ko: &'t str, en: &'t str) -> &'t str {
        if self.console.lang == Lang::En && !en.is_empty() { en } else { ko }
    }

    /// A Korean name, in English with the Korean one behind it: it is what the page prints.
    fn named(&self, ko: &str, en: &str) -> String {
        let name = self.choose(ko, en);
        if name == ko { ko.to_owned() } else { format!("{name} ({ko})") }
    }

    fn found(&self, id: &str) -> Option<(&'a str, &'a Article)> {
        self.pack.statutes.iter().find(|(_, article)| article.id == id)
    }

    /// The statute with the article's latest number.
    fn number(&self, id: &str) -> Option<String> {
        let (statute, article) = self.found(id)?;
        Some(format!("{statute} {}", article.version.last().map_or("", |version| &version.number)))
    }

    /// An article with its numbers over time, what each says, and where it was read.
    fn article(&self, id: &str) -> String {
        let Some((statute, article)) = self.found(id) else { return String::new() };
        let mut out = String::new();
        for version in &article.version {
            let since = self.console.say(self.pack, "say-since", &[("date", korean::date(version.from))]);
            out.push_str(&format!("  {statute} {} {since}: {}\n", version.number, version.summary));
        }
        if let Some(day) = article.repealed {
            let repealed = self.console.say(self.pack, "say-repealed", &[("date", korean::date(day))]);
            out.push_str(&format!("    {repealed}\n"));
        }
        out.push_str(&format!("    {}\n", article.source));
        out
    }

    /// A duty that asks for a form: to whom, since when, on which articles, at which price.
    fn duty(&self, duty: &Duty) -> String {
        let lang = self.console.lang;
        let mut out = format!("  {} ({})\n", duty.label.get(lang), duty.id);
        let day = self.pack.manifest.verified_on;
        let named = duty.recipients().map(|id| addressee(self.pack, lang, id, day));
        let recipient = named.collect::<Vec<_>>().join(", ");
        out.push_str(&format!("    {}: {recipient}\n", self.say("duties-recipient")));
        for (key, day) in [("duties-since", duty.in_force), ("duties-held-since", duty.modelled_from)] {
            if let Some(day) = day {
                out.push_str(&format!("    {}\n", self.console.say(self.pack, key, &[("date", korean::date(day))])));
            }
        }
        let days: Vec<String> = duty.changes().into_iter().skip(1).map(korean::date).collect();
        if !days.is_empty() {
            out.push_str(&format!("    {}: {}\n", self.say("explain-changes"), days.join(", ")));
        }
        out.push_str(&format!("    {}: {}\n", self.say("duties-penalty"), duty.penalty.get(lang)));
        duty.article.iter().for_each(|id| out.push_str(&self.article(id)));
        out
    }

    /// `sheet.field` by its names.
    fn cell(&self, path: &str) -> String {
        let Some((sheet, field)) = path.split_once('.') else { return path.to_owned() };
        if let Some(setting) = self.pack.settings.setting.iter().find(|setting| setting.key == path) {
            let words = &self.pack.settings;
            let (sheet, label) = (words.sheet.get(self.console.lang), setting.label.get(self.console.lang));
            return format!("{sheet} / {label} ({path})");
        }
        let schema = self.pack.sheets.get(sheet);
        let found = schema.and_then(|sheet| sheet.field.iter().find(|found| found.id == field));
        match (schema, found) {
            (Some(sheet), Some(field)) => {
                let (sheet, field) = (self.choose(&sheet.ko, &sheet.en), self.choose(&field.ko, &field.en));
                format!("{sheet} / {field} ({path})")
            }
            _ => path.to_owned(),
        }
    }

    fn tests(&self, tests: &Tests, row: Option<&str>) -> String {
        tests.0.iter().map(|test| self.test(test, row)).collect::<Vec<_>>().join(" & ")
    }

    fn test(&self, test: &Test, row: Option<&str>) -> String {
        match test {
            Test::Known(path) => format!("{} {}", self.path(path, row), self.say("explain-known")),
            Test::Pending(path) => format!("{} {}", self.path(path, row), self.say("explain-pending")),
            Test::Unknown(path) => format!("{} {}", self.path(path, row), self.say("explain-unknown")),
            Test::Is { path, words, wanted } => {
                let sign = if *wanted { "=" } else { "≠" };
                format!("{} {sign} {}", self.path(path, row), words.join(", "))
            }
            Test::Within { path, words } => format!("{} ⊆ {}", self.path(path, row), words.join(", ")),
            Test::Has { path, words } => {
                format!("{} {} {}", self.path(path, row), self.say("explain-has"), words.join(", "))
            }
            Test::Same { left, right, .. } => format!("{} = {}", self.path(left, row), self.path(right, row)),
            Test::Not(test) => format!("{} ({})", self.say("explain-not"), self.test(test, row)),
            Test::Any(choices) => {
                let all: Vec<String> = choices.iter().map(|tests| self.tests(tests, row)).collect();
                self.console.say(self.pack, "explain-one-of", &[("tests", all.join(" / "))])
            }
            Test::Rows { sheet, tests, wanted } => {
                let key = if *wanted { "explain-any" } else { "explain-none" };
                let name =
                    self.pack.sheets.get(sheet).map_or(sheet.as_str(), |found| self.choose(&found.ko, &found.en));
                let inner = self.tests(tests, Some(sheet));
                self.console.say(self.pack, key, &[("sheet", name.to_owned()), ("tests", inner)])
            }
        }
    }

    /// A path by the names of its sheet and field where it has them.
    fn path(&self, path: &Path, row: Option<&str>) -> String {
        match path {
            Path::Named(name) if name.contains('.') => self.cell(name),
            Path::Named(name) => row.map_or_else(|| name.clone(), |sheet| self.cell(&format!("{sheet}.{name}"))),
            Path::Joined { sheet, to, .. } => self.cell(&format!("{sheet}.{to}")),
            Path::Figure(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    PhrasePiece::Text(text) => text.clone(),
                    PhrasePiece::Field(field) => format!("{{{field}}}"),
                })
                .collect(),
        }
    }
}
