//! The command line: calls the stations in order, prints findings and errors, and turns the result into an exit code.
//!
//! Data goes to stdout, messages for people to stderr. Nothing here knows a rule, a form or a layout.

mod args;
mod batch;
mod build;
mod check;
mod console;
mod diff;
mod cell_grid;
mod columns;
mod duties;
mod exit;
mod explain;
mod explain_duty;
mod explain_form;
mod arg_values;
mod inspect;
mod new;
mod pack_check;
mod report;
mod resume;
mod review;
mod parallel_map;
mod trace;
mod usage;
mod verdict;
mod verify;
mod wrapping;

pub use exit::Exit;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::ArgMatches;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::pack::{Assets, Pack};
use crate::source::{self, Budget, Reading};
use console::Console;

/// Runs the program with its arguments (the first is its own name) and returns its exit code.
/// `program` reads in a process of its own what cannot be streamed: `bogo` itself.
pub fn run(args: impl IntoIterator<Item = OsString>, program: Option<PathBuf>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    if source::serve(&args) {
        return Exit::Clean;
    }
    let lang = arg_values::language(&args);
    // The embedded pack is part of the binary: that it loads is a test, not an event.
    let base = match Pack::load(Assets::embedded()) {
        Ok(pack) => pack,
        Err(error) => return Console::plain(lang).bare_fault(&error),
    };
    let args = arg_values::asked_for_help(args);
    let matches = match args::command(&base, lang).try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error, &base, lang, arg_values::wants_json(&args)),
    };
    let console = Console::new(&matches, lang);
    let work = || {
        let reading = Reading { budget: limits(&matches)?, child: program };
        match chosen(&matches)? {
            Some(pack) => dispatch(&matches, &pack, &console, &reading),
            None => dispatch(&matches, &base, &console, &reading),
        }
    };
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Internal, "internal-fault").with("what", "panic").detail(panicked()))
    });
    outcome.unwrap_or_else(|error| {
        if console.format == console::OutputFormat::Json {
            let document = console.fault_json(&error, &base, None);
            console.line(console::Stream::Out, &format!("{document:#}"));
        }
        console.fault(&error, &base)
    })
}

/// What the last panic said. A panic is answered where it is caught; its own words help only whoever asked for inner causes.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);

/// Keeps panics from writing to the screen, whatever `RUST_BACKTRACE` says: the program says what happened in its own words.
/// A library that is embedded leaves the hook to its host.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.to_string());
    }));
}

/// What the last panic said.
#[doc(hidden)]
#[must_use]
pub fn panicked() -> String {
    PANICKED.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// The budget with the limits that `--limit` sets.
fn limits(matches: &ArgMatches) -> Result<Budget> {
    let mut budget = Budget::default();
    let words = arg_values::innermost(matches).map(|matches| arg_values::texts(matches, "limit")).unwrap_or_default();
    match words.iter().find(|words| !budget.set(words)) {
        None => Ok(budget),
        Some(words) => {
            let names: Vec<&str> = budget.limits().iter().map(|(name, _)| *name).collect();
            let error = Error::new(ErrorKind::Input, "limit-unknown").with("value", words.as_str());
            Err(error.with("allowed", names.join(", ")))
        }
    }
}

/// The pack that `--pack` names, with the files of `--templates` in front; `None` without these options.
fn chosen(matches: &ArgMatches) -> Result<Option<Pack>> {
    let Some(matches) = arg_values::innermost(matches) else { return Ok(None) };
    let (dir, id) = (arg_values::optional_path(matches, "templates"), arg_values::optional_text(matches, "pack"));
    if dir.is_none() && id.is_none() {
        return Ok(None);
    }
    let assets = match dir {
        Some(dir) if !dir.is_dir() => {
            return Err(Error::new(ErrorKind::Pack, "templates-missing").with("path", dir.display().to_string()));
        }
        Some(dir) => Assets::with_overlay(&dir),
        None => Assets::embedded(),
    };
    let Some(id) = id else { return Pack::load(assets).map(Some) };
    let packs = assets.packs();
    if !packs.contains(&id) {
        let allowed = packs.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Error::new(ErrorKind::Pack, "pack-unknown").with("pack", id).with("allowed", allowed));
    }
    Pack::load_named(assets, &id).map(Some)
}

fn dispatch(matches: &ArgMatches, pack: &Pack, console: &Console, reading: &Reading) -> Result<Exit> {
    match matches.subcommand() {
        Some(("new", matches)) => new::run(matches, pack, console),
        Some(("build", matches)) => build::run(matches, pack, console, reading),
        Some(("check", matches)) => check::run(matches, pack, console, reading),
        Some(("duties", matches)) => duties::run(matches, pack, console, reading),
        Some(("trace", matches)) => trace::run(matches, pack, console, reading),
        Some(("diff", matches)) => diff::run(matches, pack, console, reading),
        Some(("review", matches)) => review::run(matches, pack, console),
        Some(("verify", matches)) => verify::run(matches, pack, console, reading),
        Some(("explain", matches)) => explain::run(matches, pack, console),
        Some(("inspect", matches)) => inspect::run(matches, pack, console, reading),
        Some(("pack", matches)) => pack_check::run(matches, pack, console),
        Some(("completions", matches)) => Ok(args::completions(matches, pack, console)),
        _ => Err(Error::new(ErrorKind::Internal, "internal-fault").with("what", "no command")),
    }
}

/// Language of a person's messages when nothing was said: Korean.
const DEFAULT_LANG: Lang = Lang::Ko;
