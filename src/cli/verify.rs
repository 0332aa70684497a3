//! `bogo verify BUNDLE|PDF...`: whether what was received is whole and agrees with itself, told by file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, check};
use crate::bundle::{self, AttachedData, Failure, Verified, VerifyMessage};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::pack::Pack;
use crate::pipeline::hold_against_case;
use crate::source::{CaseFiles, Reading};

/// Version of the JSON shape (`docs/schema/verify.v1.json`).
const VERSION: u32 = 1;
/// Largest file that is read, bytes.
const FILE: u64 = 512 << 20;

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    let paths = arg_values::paths(matches, "path");
    let (data, subjects): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| ends(path, "json"));
    if let Some(path) = data.first().filter(|_| subjects.is_empty()) {
        return Err(Error::new(ErrorKind::Input, "verify-json-alone").with("path", path.display().to_string()));
    }
    let case = arg_values::optional_path(matches, "rebuild");
    let case = case.map(|dir| CaseFiles::at(dir).read_with(reading.clone()));
    let mut exit = Exit::Clean;
    let mut documents = Vec::new();
    for path in &subjects {
        match one(path, &subjects, &data, case.as_ref(), pack) {
            Ok(verified) => {
                exit = exit.max(end(&verified));
                match console.format {
                    OutputFormat::Human => print(path, &verified, pack, console),
                    OutputFormat::Json => documents.push(to_json(path, &verified, pack, console)),
                }
            }
            Err(error) => {
                documents.push(console.fault_json(&error, pack, Some(path)));
                exit = exit.max(console.fault(&error, pack));
            }
        }
    }
    if console.format == OutputFormat::Json {
        check::print(documents, console);
    }
    Ok(exit)
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// Verifies what one argument names. Data sent apart belong to the PDF of their name, or to the only one.
fn one(path: &Path, subjects: &[PathBuf], data: &[PathBuf], case: Option<&CaseFiles>, pack: &Pack) -> Result<Verified> {
    if path.is_dir() {
        let mut verified = bundle::verify_bundle(pack, path)?;
        case.map_or(Ok(()), |case| hold_against_case(&mut verified, path, None, case, pack))?;
        return Ok(verified);
    }
    let bytes = read(path)?;
    if !bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Err(Error::new(ErrorKind::Input, "verify-not-a-pdf").with("path", path.display().to_string()));
    }
    let named = data.iter().find(|data| data.file_stem() == path.file_stem());
    let only = || data.first().filter(|_| data.len() == 1 && subjects.len() == 1);
    let json = named.or_else(only).map(|data| read(data)).transpose()?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut verified = bundle::verify_pdf(pack, &bytes, &name, AttachedData { json: json.as_deref() })?;
    case.map_or(Ok(()), |case| hold_against_case(&mut verified, path, Some(&bytes), case, pack))?;
    Ok(verified)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |why: std::io::Error| {
        Error::new(ErrorKind::Input, "verify-unreadable").with("path", path.display().to_string()).detail(why)
    };
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(FILE).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

fn end(verified: &Verified) -> Exit {
    if !verified.failures.is_empty() {
        Exit::Findings
    } else if verified.indeterminate {
        Exit::CouldNotWork
    } else {
        Exit::Clean
    }
}

fn verdict(verified: &Verified) -> &'static str {
    match end(verified) {
        Exit::Clean => "clean",
        Exit::Findings => "findings",
        Exit::CouldNotWork => "indeterminate",
    }
}

pub(super) fn words(said: &VerifyMessage, pack: &Pack, console: &Console) -> String {
    let args: Vec<(&'static str, String)> = said.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    console.say(pack, said.key, &args)
}

fn print(path: &Path, verified: &Verified, pack: &Pack, console: &Console) {
    let say = |key: &str, args: &[(&'static str, String)]| console.say(pack, key, args);
    let mut text = String::new();
    for failure in &verified.failures {
        let class = say(&format!("verify-class-{}", failure.class.word()), &[]);
        let class = console.paint(Stream::Out, Severity::Error, &class);
        let line = format!("{class} {}: {}", failure.path, words(&failure.said, pack, console));
        text.push_str(&console.wrap(Stream::Out, &line, "", "    "));
    }
    if !console.quiet {
        // The same said of many files is said once.
        let mut notes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (of, said) in &verified.notes {
            notes.entry(words(said, pack, console)).or_default().push(of);
        }
        let note = console.paint(Stream::Out, Severity::Note, &say("severity-note", &[]));
        for (said, files) in notes {
            let line = format!("{note}: {said} ({})", files.join(", "));
            text.push_str(&console.wrap(Stream::Out, &line, "", "    "));
        }
        for (of, signature) in &verified.signatures {
            let covers = say(if signature.covers_all { "verify-covers" } else { "verify-covers-part" }, &[]);
            let line = say(
                "verify-signature",
                &[
                    ("name", signature.name.clone()),
                    ("form", signature.form.clone()),
                    ("at", signature.at.clone()),
                    ("covers", covers),
                ],
            );
            text.push_str(&console.wrap(Stream::Out, &format!("{note}: {line} ({of})"), "", "    "));
        }
        for (of, seal) in &verified.seals {
            let maker = &seal.maker;
            let args = [
                ("tool", format!("{} {}", maker.tool, maker.tool_version)),
                ("pack", format!("{} {}", maker.pack, maker.pack_version)),
                ("day", seal.law_date.clone()),
                ("verdict", super::verdict::words(&maker.verdict, seal.draft, maker.findings, pack, console)),
                ("inputs", maker.inputs.len().to_string()),
            ];
            text.push_str(&console.wrap(Stream::Out, &format!("  {of}: {}", say("verify-made", &args)), "", "    "));
        }
    }
    let key = format!("verify-verdict-{}", verdict(verified));
    let args = [
        ("path", path.display().to_string()),
        ("files", verified.files.to_string()),
        ("words", crate::korean::grouped(&verified.words.into())),
        ("count", verified.failures.len().to_string()),
    ];
    text.push_str(&console.wrap(Stream::Out, &say(&key, &args), "", "    "));
    console.write(Stream::Out, &text);
}

/// A failure for machines.
pub(super) fn failure_json(failure: &Failure, pack: &Pack, console: &Console) -> Json {
    json!({
        "class": failure.class.word(),
        "path": failure.path,
        "code": failure.said.key,
        "message": words(&failure.said, pack, console),
        "facts": failure.said.args,
    })
}

fn to_json(path: &Path, verified: &Verified, pack: &Pack, console: &Console) -> Json {
    let failures = verified.failures.iter().map(|failure| failure_json(failure, pack, console));
    let notes = verified
        .notes
        .iter()
        .map(|(of, said)| json!({ "path": of, "code": said.key, "message": words(said, pack, console) }));
    let signatures = verified.signatures.iter().map(|(of, one)| {
        json!({ "path": of, "name": one.name, "form": one.form, "at": one.at, "covers_all": one.covers_all })
    });
    let claims = verified
        .claims
        .iter()
        .map(|(of, claims)| json!({ "path": of, "pdf_a": claims.archive, "pdf_ua": claims.accessible }));
    let seals = verified.seals.iter().map(|(of, seal)| json!({ "path": of, "seal": seal }));
    json!({
        "version": VERSION,
        "path": path.display().to_string(),
        "verdict": verdict(verified),
        "files": verified.files,
        "words": verified.words,
        "failures": failures.collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
        "signatures": signatures.collect::<Vec<_>>(),
        "claims": claims.collect::<Vec<_>>(),
        "seals": seals.collect::<Vec<_>>(),
    })
}
