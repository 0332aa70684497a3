//! The command line: calls the stations in order, prints findings and errors, and turns the result into an exit code.
//!
//! Data goes to stdout, messages for people to stderr. Nothing here knows a rule, a form or a layout.

mod args;
mod build;
mod check;
mod console;
mod drawing;
mod duties;
mod examine;
mod exit;
mod explain;
mod explain_duty;
mod report;
mod trace;
mod usage;

pub use examine::{Examined, Options, examine};
pub use exit::Exit;

use std::ffi::OsString;

use clap::ArgMatches;

use crate::error::{Error, Kind, Result};
use crate::lang::Lang;
use crate::pack::{Assets, Pack};
use console::Console;

/// Runs the program with its arguments (the first is its own name) and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = args::language(&args);
    // The embedded pack is part of the binary: that it loads is a test, not an event.
    let base = match Pack::load(Assets::embedded()) {
        Ok(pack) => pack,
        Err(error) => return Console::plain(lang).bare_fault(&error),
    };
    let matches = match args::command(&base, lang).try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error, &base, lang),
    };
    let console = Console::new(&matches, lang);
    let outcome = overlaid(&matches, base).and_then(|pack| {
        let result = dispatch(&matches, &pack, &console);
        result.or_else(|error| Ok(console.fault(&error, &pack)))
    });
    outcome.unwrap_or_else(|error| console.bare_fault(&error))
}

/// The pack with the files of `--templates` in front.
fn overlaid(matches: &ArgMatches, base: Pack) -> Result<Pack> {
    let Some((_, matches)) = matches.subcommand() else { return Ok(base) };
    match args::optional_path(matches, "templates") {
        Some(dir) => Pack::load(Assets::with_overlay(&dir)),
        None => Ok(base),
    }
}

fn dispatch(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    match matches.subcommand() {
        Some(("build", matches)) => build::run(matches, pack, console),
        Some(("check", matches)) => check::run(matches, pack, console),
        Some(("duties", matches)) => duties::run(matches, pack, console),
        Some(("trace", matches)) => trace::run(matches, pack, console),
        Some(("explain", matches)) => explain::run(matches, pack, console),
        Some(("completions", matches)) => Ok(args::completions(matches, pack, console)),
        _ => Err(Error::new(Kind::Internal, "internal-fault").with("what", "no command")),
    }
}

/// Language of a person's messages when nothing was said: Korean.
const DEFAULT_LANG: Lang = Lang::Ko;
