//! All that is wrong with a pack, not only the first: what is wrong is cut out in memory and the rest is read again.
//!
//! A cut leaves the lines where they were. What is wrong only because of an earlier cut is not told: a thing around a cut,
//! or a name that stood in one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{argument, line, place};
use super::{Assets, Message, Pack};
use crate::error::Error;
use crate::finding::Arg;
use crate::lang::Lang;

/// More than this nobody reads; it also bounds the work on a file of noise.
const LIMIT: usize = 200;
/// Folders whose files are found by listing: one that cannot be repaired is left out.
const LISTED: [&str; 3] = ["duties/", "forms/", "statutes/"];
/// Problems with a name that is defined elsewhere.
const REFERENCES: [&str; 10] = [
    "pack-no-act",
    "pack-no-article",
    "pack-no-agency",
    "pack-no-method",
    "pack-no-list",
    "pack-no-code",
    "pack-no-parameter",
    "pack-no-row",
    "pack-no-form",
    "pack-no-duty",
];
/// Keys whose text must say something.
const SPOKEN: [&str; 9] = ["ko", "en", "label", "title", "name", "head", "summary", "number", "say"];

/// Something wrong with a pack, at a line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// Key of its sentence in `templates/base/cli.toml`: stable, so that scripts may rely on it.
    pub code: &'static str,
    /// From the folder that holds the pack, such as `kr/duties/outage-notice.toml`.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    pub args: BTreeMap<&'static str, Arg>,
}

impl PackProblem {
    #[must_use]
    pub fn new(code: &'static str, path: &str, line: usize) -> Self {
        Self { code, path: path.to_owned(), line, args: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.insert(name, value.into());
        self
    }

    /// At the line where the file says `name`, inside the thing called `of`.
    #[must_use]
    pub fn at_name(mut self, assets: &Assets, of: &str, name: &str) -> Self {
        let sought = Error::new(crate::error::ErrorKind::Pack, self.code).with("of", of).with("name", name);
        if let Ok(text) = assets.text(&self.path) {
            self.line = line(&text, place(&text, &sought));
        }
        self
    }

    /// The sentence; the key itself where the messages lack it.
    #[must_use]
    pub fn sentence(&self, messages: &BTreeMap<String, Message>, lang: Lang) -> String {
        let of = match self.args.get("of") {
            Some(Arg::Plain(of)) => format!("`{of}`: "),
            _ => String::new(),
        };
        let text =
            messages.get(self.code).map_or_else(|| self.code.to_owned(), |found| found.text.fill(lang, &self.args));
        format!("{of}{text}")
    }
}

/// What could be read of a pack, and all that was wrong.
#[derive(Debug)]
pub struct Diagnosis {
    /// Without the parts that were wrong; `None` where nothing could be made of the rest.
    pub pack: Option<Pack>,
    /// By file and line.
    pub problems: Vec<PackProblem>,
}

impl Diagnosis {
    /// Whether the file had a problem: what is read of it is not all of it.
    #[must_use]
    pub fn is_whole(&self, path: &str) -> bool {
        self.problems.iter().all(|problem| problem.path != path)
    }
}

/// What was cut out.
struct CutOut {
    path: String,
    range: Range<usize>,
    text: String,
}

impl CutOut {
    /// Whether what was cut out is what a name stands for.
    fn defined(&self, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        let own = |line: &str| line.trim_start().starts_with(&format!("{last} ="));
        !last.is_empty()
            && (self.text.contains(&format!("id = \"{name}\""))
                || self.text.contains(&format!(".{last}]"))
                || self.text.lines().any(own))
    }
}

/// Reads a pack to its end.
#[must_use]
pub fn diagnose(mut assets: Assets) -> Diagnosis {
    let mut problems = empty_words(&assets);
    let mut cuts: Vec<CutOut> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pack = None;
    for _ in 0..LIMIT {
        let read = Pack::parts(assets.clone()).and_then(|pack| {
            pack.duties.duties.iter().try_for_each(|duty| pack.cases(duty).map(drop))?;
            Ok(pack)
        });
        let error = match read {
            Ok(whole) => {
                pack = Some(whole);
                break;
            }
            Err(error) => error,
        };
        let path = argument(&error, "path").unwrap_or_default().to_owned();
        let text = assets.text(&path).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let at = place(&text, &error);
        let range = cut(&text, at, error.key == "pack-unknown-key");
        let around = |cut: &CutOut| {
            let inside =
                range.as_ref().is_none_or(|range| range.start <= cut.range.start && cut.range.end <= range.end);
            cut.path == path && inside
        };
        let refers = REFERENCES.contains(&error.key);
        // A file is also named for the one thing that it defines.
        let of_file = |cut: &CutOut, name: &str| cut.path.ends_with(&format!("/{name}.toml"));
        let named = |cut: &CutOut| {
            refers && argument(&error, "name").is_some_and(|name| cut.defined(name) || of_file(cut, name))
        };
        let consequence = cuts.iter().any(|cut| around(cut) || named(cut));
        if !consequence && seen.insert((path.clone(), at, error.key)) {
            let args = error.args.iter().filter(|(name, _)| !matches!(**name, "path" | "at"));
            let args = args.map(|(name, value)| (*name, value.clone())).collect();
            problems.push(PackProblem { code: error.key, path: path.clone(), line: line(&text, at), args });
        }
        match range {
            Some(range) => {
                cuts.push(CutOut { path: path.clone(), range: range.clone(), text: text[range.clone()].to_owned() });
                assets.edit(&path, Some(blanked(&text, range)));
            }
            None if LISTED.iter().any(|folder| path.starts_with(&assets.own(folder))) => {
                assets.edit(&path, None);
                cuts.push(CutOut { path, range: 0..text.len(), text });
            }
            None => break,
        }
    }
    problems.sort_by(|a, b| (&a.path, a.line, a.code).cmp(&(&b.path, b.line, b.code)));
    Diagnosis { pack, problems }
}

/// The text with spaces in place of what is cut out; its lines stay.
fn blanked(text: &str, range: Range<usize>) -> String {
    let blank: String = text[range.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    format!("{}{blank}{}", &text[..range.start], &text[range.end..])
}

/// The smallest part around a byte that can go while the rest remains a file: an element of a list, or a key alone.
fn cut(text: &str, at: usize, key_alone: bool) -> Option<Range<usize>> {
    let tree = DeTable::parse(text).ok()?;
    let root = Spanned::new(0..text.len(), DeValue::Table(tree.into_inner()));
    let mut found = None;
    if key_alone {
        key(&root, text, at, &mut found);
    }
    if found.is_none() {
        element(&root, text, at, &mut found);
    }
    found
        .map(|range| with_comma(text, range))
        .or_else(|| block(text, at))
        .filter(|range| !text[range.clone()].trim().is_empty())
}

/// A key written on the spot, with its value.
fn key(value: &Spanned<DeValue<'_>>, text: &str, at: usize, found: &mut Option<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => {
            for (name, inner) in table {
                let header = text[..name.span().start].rsplit('\n').next().is_some_and(|line| line.starts_with('['));
                if name.span().start == at && !header && inner.span().end > at {
                    *found = Some(at..inner.span().end);
                }
                key(inner, text, at, found);
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| key(item, text, at, found)),
        _ => {}
    }
}

/// The innermost element of a list in brackets.
fn element(value: &Spanned<DeValue<'_>>, text: &str, at: usize, found: &mut Option<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => table.iter().for_each(|(_, inner)| element(inner, text, at, found)),
        DeValue::Array(items) => {
            for item in items {
                let span = item.span();
                let header = text[span.clone()].starts_with('[') && item.get_ref().is_table();
                if span.contains(&at) && !header {
                    *found = Some(span);
                }
                element(item, text, at, found);
            }
        }
        _ => {}
    }
}

/// With the comma that would be left over.
fn with_comma(text: &str, range: Range<usize>) -> Range<usize> {
    let behind = text[range.end..].trim_start();
    if behind.starts_with(',') {
        return range.start..text.len() - behind.len() + 1;
    }
    let before = text[..range.start].trim_end();
    if before.ends_with(',') { before.len() - 1..range.end } else { range }
}

/// The `[[…]]` around a byte with all that belongs to it, or the `[…]` where there is none.
fn block(text: &str, at: usize) -> Option<Range<usize>> {
    let mut headers = Vec::new();
    let mut start = 0;
    for row in text.split_inclusive('\n') {
        let name = row.trim_end().trim_start_matches('[').split(']').next().unwrap_or_default().trim();
        if row.starts_with('[') {
            headers.push((start, row.starts_with("[["), name));
        }
        start += row.len();
    }
    let last = headers.iter().rposition(|(start, ..)| *start <= at)?;
    let below = |outer: &str, inner: &str| {
        inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
    };
    let name = headers[last].2;
    let first = headers[..=last].iter().rposition(|(_, many, outer)| *many && below(outer, name)).unwrap_or(last);
    let (start, many, outer) = headers[first];
    let inside = |(_, other_many, inner): &(usize, bool, &str)| {
        below(outer, inner) && !(*inner == outer && (many || *other_many))
    };
    let end = headers[first + 1..].iter().find(|header| !inside(header)).map_or(text.len(), |header| header.0);
    Some(start..end)
}

/// Words that say nothing, in the pack's own files.
fn empty_words(assets: &Assets) -> Vec<PackProblem> {
    let folders = [String::new(), "duties".to_owned(), "forms".to_owned(), "statutes".to_owned()];
    let paths = folders.iter().flat_map(|folder| assets.list(assets.own(folder).trim_end_matches('/'), "toml"));
    let mut problems = Vec::new();
    for path in paths {
        let Ok(text) = assets.text(&path) else { continue };
        let (tree, _) = DeTable::parse_recoverable(&text);
        let root = Spanned::new(0..text.len(), DeValue::Table(tree.into_inner()));
        empty(&root, &mut |name, at| {
            problems.push(PackProblem::new("pack-empty", &path, line(&text, at)).with("name", name));
        });
    }
    problems
}

fn empty(value: &Spanned<DeValue<'_>>, tell: &mut dyn FnMut(&str, usize)) {
    match value.get_ref() {
        DeValue::Table(table) => {
            for (name, inner) in table {
                let blank = inner.get_ref().as_str().is_some_and(|text| text.trim().is_empty());
                if blank && SPOKEN.contains(&name.get_ref().as_ref()) {
                    tell(name.get_ref(), name.span().start);
                }
                empty(inner, tell);
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| empty(item, tell)),
        _ => {}
    }
}
