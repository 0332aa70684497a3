//! Tries out the templates of a pack: every name in every expression is one that the view has, on either side of every
//! condition, and what is printed keeps to the vocabulary.
//!
//! tera is silent about a misspelt field in a condition. So each template is rewritten line by line: names are asked for
//! one by one, conditions always hold, and the whole is rendered on a view in which everything is there.

use std::collections::BTreeSet;

use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use super::document::Document;
use super::view::View;
use super::{page, theme, vocabulary};
use crate::pack::{Pack, PackProblem};

/// More than this in one template nobody reads.
const LIMIT: usize = 50;
/// Stands around the name in the message of a probe.
const MARK: char = '\u{1f}';
/// Words of tera's own.
const WORDS: [&str; 11] = ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "loop"];

/// All that is wrong with the templates of the pack's forms.
#[must_use]
pub fn templates(pack: &Pack) -> Vec<PackProblem> {
    let mut problems = Vec::new();
    for form in pack.forms.keys() {
        let path = pack.template(form);
        if pack.assets.text(&path).is_err() {
            problems.push(PackProblem::new("pack-template-missing", &path, 1).with("name", form.as_str()));
            continue;
        }
        let before = problems.len();
        names(pack, form, &path, &mut problems);
        if problems.len() == before {
            problems.extend(printed(pack, form, &path));
        }
    }
    problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    problems.dedup();
    problems
}

/// Asks for every name; what is not there is left out and the rest is asked again.
fn names(pack: &Pack, form: &str, path: &str, problems: &mut Vec<PackProblem>) {
    let mut skipped: BTreeSet<(String, String)> = BTreeSet::new();
    let Ok(context) = Context::from_serialize(&View::sample(form)) else { return };
    for _ in 0..LIMIT {
        let Err(error) = asked(pack, &skipped).and_then(|tera| tera.render(path, &context)) else { return };
        let Some((problem, name)) = told(pack, &error, path) else { return };
        let key = (problem.path.clone(), name);
        let again = !skipped.insert(key);
        // Pages of the pack and the frame they share are one concern: a form is named by its own template.
        if !problems.contains(&problem) {
            problems.push(problem);
        }
        if again {
            return;
        }
    }
}

/// The templates with every name asked for.
fn asked(pack: &Pack, skipped: &BTreeSet<(String, String)>) -> tera::TeraResult<Tera> {
    let mut tera = page::engine(|_: Kwargs, _: &State| Ok(Value::from("")));
    tera.register_filter("probe", |value: Value, kwargs: Kwargs, _: &State| {
        let name: String = kwargs.must_get("name")?;
        if value.is_undefined() { Err(tera::Error::message(format!("{MARK}{name}{MARK}"))) } else { Ok("") }
    });
    let texts = page::texts(pack)?;
    let rewritten: Vec<(String, String)> = texts
        .into_iter()
        .map(|(path, text)| {
            let skip = |name: &str| skipped.contains(&(path.clone(), name.to_owned()));
            let text = rewrite(&text, &skip);
            (path, text)
        })
        .collect();
    tera.add_raw_templates(rewritten.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    Ok(tera)
}

/// A library's error as a problem, with the name it is about, or the line where it cannot be read.
fn told(pack: &Pack, error: &tera::Error, path: &str) -> Option<(PackProblem, String)> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut name = None;
    let mut place = None;
    while let Some(found) = cause {
        if let Some(error) = found.downcast_ref::<tera::Error>() {
            match error.kind() {
                ErrorKind::SyntaxError(report) => place = Some((report, "pack-template-syntax")),
                ErrorKind::RenderingError(report) => place = Some((report, "pack-template-name")),
                _ => {}
            }
        }
        let said = found.to_string();
        name = name.or_else(|| said.split(MARK).nth(1).map(str::to_owned));
        cause = found.source();
    }
    let Some((report, code)) = place else {
        return Some((PackProblem::new("pack-template-syntax", path, 1).with("name", path), String::new()));
    };
    let file = if report.filename().is_empty() { path } else { report.filename() };
    let line = report.span().start_line;
    // A name is said by the probe; what cannot be read is shown as it stands.
    let text = pack.assets.text(file).unwrap_or_default();
    let row = || text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned();
    let name = name.filter(|_| code == "pack-template-name").unwrap_or_else(row);
    Some((PackProblem::new(code, file, line).with("name", name.as_str()), name))
}

/// Prints the view for real and reads it back in the vocabulary.
fn printed(pack: &Pack, form: &str, path: &str) -> Option<PackProblem> {
    let mut tera = page::engine(|_: Kwargs, _: &State| Ok(Value::from("")));
    let texts = page::texts(pack).ok()?;
    if let Err(error) = tera.add_raw_templates(texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))) {
        return told(pack, &error, path).map(|(problem, _)| problem);
    }
    let (theme, vocabulary) = (theme(pack).ok()?, vocabulary(pack).ok()?);
    let context = Context::from_serialize(&View::sample(form)).ok()?;
    let text = match tera.render(path, &context) {
        Ok(text) => text,
        Err(error) => return told(pack, &error, path).map(|(problem, _)| problem),
    };
    let why = Document::read(&text, &vocabulary, &theme).err()?;
    let name = why.message.split(['`', '\'']).nth(1).unwrap_or(&why.message);
    // Where the template says the word; the page's own line would mean nothing to its author.
    let own = texts.iter().find(|(found, _)| found == path).map_or("", |(_, text)| text);
    let says = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == name);
    let line = own.lines().position(says).map_or(1, |at| at + 1);
    Some(PackProblem::new("pack-template-page", path, line).with("name", name))
}

/// Inside a template.
enum Around {
    If,
    Other,
}

/// The template with its names asked for and its conditions always true; its lines stay.
fn rewrite(text: &str, skip: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut around: Vec<Around> = Vec::new();
    let mut rest = text;
    while let Some(open) = ["{{", "{%", "{#"].iter().filter_map(|mark| rest.find(mark)).min() {
        out.push_str(&rest[..open]);
        let mark = &rest[open..open + 2];
        let end = match mark {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let Some(length) = rest[open + 2..].find(end) else {
            out.push_str(&rest[open..]);
            return out;
        };
        let tag = &rest[open..open + length + 4];
        let inside = tag[2..tag.len() - 2].trim_matches('-').trim();
        let newlines = "\n".repeat(tag.matches('\n').count());
        match mark {
            "{{" => out.push_str(&value(inside, tag, skip)),
            "{%" => out.push_str(&statement(inside, tag, &mut around, skip)),
            _ => {}
        }
        if !out.ends_with(tag) {
            out.push_str(&newlines);
        }
        rest = &rest[open + length + 4..];
    }
    out + rest
}

fn value(inside: &str, tag: &str, skip: &dyn Fn(&str) -> bool) -> String {
    let paths = paths(inside);
    if paths.iter().any(|path| is_skipped(path, skip)) {
        return String::new();
    }
    // A part is called with what it takes; everything else is asked for and not printed.
    if inside.starts_with('<') { probes(&paths, skip) + tag } else { probes(&paths, skip) }
}

fn statement(inside: &str, tag: &str, around: &mut Vec<Around>, skip: &dyn Fn(&str) -> bool) -> String {
    let (word, expression) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let asked = probes(&paths(expression), skip);
    match word {
        "if" => {
            around.push(Around::If);
            format!("{asked}{{% if true %}}")
        }
        "elif" => format!("{{% endif %}}{asked}{{% if true %}}"),
        "else" if matches!(around.last(), Some(Around::If)) => "{% endif %}{% if true %}".to_owned(),
        "for" => {
            around.push(Around::Other);
            let (variable, list) = expression.split_once(" in ").unwrap_or((expression, ""));
            let list_paths = paths(list);
            if list_paths.iter().any(|path| is_skipped(path, skip)) {
                return format!("{{% for {variable} in [] %}}");
            }
            probes(&list_paths, skip) + tag
        }
        "endif" | "endfor" => {
            around.pop();
            tag.to_owned()
        }
        _ => tag.to_owned(),
    }
}

/// A name that was told already: alone, or as the last part of a path.
fn is_skipped(path: &str, skip: &dyn Fn(&str) -> bool) -> bool {
    skip(path) || path.rsplit('.').next().is_some_and(skip)
}

fn probes(paths: &[String], skip: &dyn Fn(&str) -> bool) -> String {
    let asked = paths.iter().filter(|path| !is_skipped(path, skip));
    asked.map(|path| format!("{{{{ {path} | probe(name=\"{path}\") }}}}")).collect()
}

/// The names of an expression: what is neither quoted, called, a filter, a test, an argument's name nor a word of tera's.
fn paths(expression: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = expression.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut at = 0;
    let mut before = b' ';
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'"' || byte == b'\'' {
            at += 1 + expression[at + 1..].find(char::from(byte)).map_or(bytes.len(), |length| length + 1);
            before = byte;
            continue;
        }
        if !is_name(byte) || byte.is_ascii_digit() {
            if !byte.is_ascii_whitespace() {
                before = byte;
            }
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len()
            && (is_name(bytes[at]) || bytes[at] == b'.' && bytes.get(at + 1).is_some_and(|next| is_name(*next)))
        {
            at += 1;
            // A single element of a list, such as `notes[0]`.
            if let Some(close) = expression[at..].strip_prefix('[').and_then(|rest| rest.find(']'))
                && expression[at + 1..at + 1 + close].bytes().all(|byte| byte.is_ascii_digit())
            {
                at += close + 2;
            }
        }
        let name = &expression[start..at];
        let behind = expression[at..].trim_start();
        let called = behind.starts_with('(') || (behind.starts_with('=') && !behind.starts_with("=="));
        let test = found.last().is_some_and(|last: &String| last == "is");
        let own = WORDS.contains(&name.split('.').next().unwrap_or_default());
        if before != b'|' && before != b'<' && before != b'/' && !called && !test && !own {
            found.push(name.to_owned());
        }
        before = bytes[at - 1];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_an_expression_are_found() {
        assert_eq!(paths("line.value | length > 1 and not item.kind == \"text\""), ["line.value", "item.kind"]);
        assert_eq!(paths("<runs runs={line.value[:1]}/>"), ["line.value"]);
        assert_eq!(paths("group.notes[0].no"), ["group.notes[0].no"]);
        assert_eq!(paths("drawing(no=figure.drawing)"), ["figure.drawing"]);
        assert_eq!(paths("loop.first"), Vec::<String>::new());
    }

    #[test]
    fn both_sides_of_a_condition_are_rendered_and_lines_stay() {
        let text = "{% if a.b %}\n{{ a.c }}\n{% else %}{{ a.d }}{% endif %}";
        let rewritten = rewrite(text, &|_| false);
        assert_eq!(rewritten.lines().count(), text.lines().count());
        for name in ["a.b", "a.c", "a.d"] {
            assert!(rewritten.contains(&format!("{{{{ {name} | probe(")), "{rewritten}");
        }
        assert!(!rewrite(text, &|name| name == "c").contains("a.c"));
    }
}
