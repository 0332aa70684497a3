//! `bogo diff OLD NEW`: what changed between two bundles, PDFs, filings or case folders, by form, item and figure.
//!
//! A side that does not hold is refused with what failed: of changed bytes nobody may say what was filed.

mod json;
mod page;
mod text;

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::json;

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, verify};
use crate::bundle::{self, Comparand};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::filing::difference::{Difference, pairs};
use crate::finding::Severity;
use crate::pack::Pack;
use crate::pipeline::{Options, examine};
use crate::render;
use crate::source::{CaseFiles, Reading};

/// Version of the JSON shape (`docs/schema/diff.v1.json`).
const VERSION: u32 = 1;

/// What a side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SideKind {
    /// A bundle or a PDF that holds.
    Verified,
    /// Data that nothing vouches for.
    Unverified,
    /// A case folder, read and filled now.
    Case,
}

impl SideKind {
    fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Case => "case",
        }
    }
}

/// A side that holds, with its filings.
struct Read {
    path: PathBuf,
    kind: SideKind,
    filings: Vec<Filing>,
}

/// A form of one side or of both.
struct FormDifference<'a> {
    old: Option<&'a Filing>,
    new: Option<&'a Filing>,
    /// Empty where only one side has the form.
    difference: Difference,
}

impl FormDifference<'_> {
    fn is_same(&self) -> bool {
        self.old.is_some() && self.new.is_some() && self.difference.is_empty()
    }

    /// The filing that names it.
    fn named(&self) -> Option<&Filing> {
        self.new.or(self.old)
    }
}

/// Both sides with what differs between them.
struct Comparison<'a> {
    sides: [&'a Read; 2],
    forms: Vec<FormDifference<'a>>,
}

impl Comparison<'_> {
    fn is_same(&self) -> bool {
        self.forms.iter().all(FormDifference::is_same)
    }
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let paths = ["old", "new"].map(|name| arg_values::optional_path(matches, name).unwrap_or_default());
    let out = arg_values::optional_path(matches, "out");
    if let Some(out) = out.as_ref().filter(|out| paths.iter().any(|path| is_same_place(path, out))) {
        return Err(Error::new(ErrorKind::Output, "diff-out-is-side").with("path", out.display().to_string()));
    }
    let mut sides = Vec::with_capacity(paths.len());
    let mut refused = Vec::new();
    for path in &paths {
        match read(path, pack, reading)? {
            Ok(side) => sides.push(side),
            Err(side) => refused.push((path, side)),
        }
    }
    let [old, new] = sides.as_slice() else {
        refuse(&refused, pack, console);
        return Ok(Exit::CouldNotWork);
    };
    let forms = pairs(&old.filings, &new.filings).into_iter().map(|(old, new)| {
        let difference = old.zip(new).map(|(old, new)| Difference::between(old, new)).unwrap_or_default();
        FormDifference { old, new, difference }
    });
    let comparison = Comparison { sides: [old, new], forms: forms.collect() };
    if let Some(out) = &out {
        let html = render::difference(pack, page::compared(&comparison, pack, console))?;
        bundle::write_atomically(out, html.as_bytes())?;
    }
    match console.format {
        OutputFormat::Human => console.tell(Stream::Out, &text::print(&comparison, pack, console)),
        OutputFormat::Json => {
            console.line(Stream::Out, &format!("{:#}", json::document(&comparison)));
        }
    }
    if let (Some(out), OutputFormat::Human) = (&out, console.format) {
        let args = [("path", out.display().to_string())];
        console.sentence(Stream::Err, &console.say(pack, "diff-page-written", &args));
    }
    Ok(if comparison.is_same() { Exit::Clean } else { Exit::Findings })
}

/// Whether what is written would be part of a side: the side itself, or a file in a bundle, which would not be whole with
/// it. In a case folder it is in nobody's way.
fn is_same_place(side: &Path, out: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let Some(side) = real(side) else { return false };
    let is_inside = real(folder).is_some_and(|folder| folder.starts_with(&side)) && !side.join("case.toml").is_file();
    is_inside || real(out).is_some_and(|out| out == side)
}

/// Reads one side; what is refused comes back as such.
fn read(path: &Path, pack: &Pack, reading: &Reading) -> Result<std::result::Result<Read, Comparand>> {
    let path = path.to_owned();
    if path.join("case.toml").is_file() {
        let filings = examine(CaseFiles::folder(&path).read_with(reading.clone()), pack, &Options::default())?.filings;
        return Ok(Ok(Read { path, kind: SideKind::Case, filings }));
    }
    let side = bundle::comparand(pack, &path)?;
    if !side.holds() {
        return Ok(Err(side));
    }
    let kind = if side.verified { SideKind::Verified } else { SideKind::Unverified };
    Ok(Ok(Read { path, kind, filings: side.filings }))
}

/// Says which side does not hold, and why.
fn refuse(refused: &[(&PathBuf, Comparand)], pack: &Pack, console: &Console) {
    let say = |key: &str, args: &[(&'static str, String)]| console.say(pack, key, args);
    if console.format == OutputFormat::Json {
        let sides = refused.iter().map(|(path, side)| {
            let failures = side.failures.iter().map(|failure| verify::failure_json(failure, pack, console));
            json!({ "path": path.display().to_string(), "failures": failures.collect::<Vec<_>>() })
        });
        let document = json!({ "version": VERSION, "refused": sides.collect::<Vec<_>>() });
        console.line(Stream::Out, &format!("{document:#}"));
        return;
    }
    let error = console.paint(Stream::Err, Severity::Error, &say("severity-error", &[]));
    for (path, side) in refused {
        let key = if side.failures.is_empty() { "diff-side-indeterminate" } else { "diff-side-refused" };
        let line = format!("{error}: {}", say(key, &[("path", path.display().to_string())]));
        console.write(Stream::Err, &console.wrap(Stream::Err, &line, "", "  "));
        for failure in &side.failures {
            let class = say(&format!("verify-class-{}", failure.class.word()), &[]);
            let line = format!("{class} {}: {}", failure.path, verify::words(&failure.said, pack, console));
            console.write(Stream::Err, &console.wrap(Stream::Err, &line, "  ", "    "));
        }
    }
}
