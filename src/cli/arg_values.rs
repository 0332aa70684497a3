//! What was given on the command line: the getters of its arguments, and the two that count before anything is parsed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;

use super::DEFAULT_LANG;
use crate::lang::Lang;

/// Finds `--lang` before anything is parsed, so that even a usage error speaks the right language.
pub(super) fn language(args: &[OsString]) -> Lang {
    let mut words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("en") => return Lang::En,
            Some("ko") => return Lang::Ko,
            _ => {}
        }
    }
    DEFAULT_LANG
}

/// Whether `--message-format json` was asked for, before anything is parsed.
pub(super) fn wants_json(args: &[OsString]) -> bool {
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    words.iter().any(|word| word == "--message-format=json")
        || words.windows(2).any(|pair| pair[0] == "--message-format" && pair[1] == "json")
}

/// The arguments of the command itself: `pack check` stands two levels down.
pub(super) fn innermost(matches: &ArgMatches) -> Option<&ArgMatches> {
    let (_, inner) = matches.subcommand()?;
    Some(innermost(inner).unwrap_or(inner))
}

pub(super) fn optional_text(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.try_get_one::<String>(name).ok().flatten().cloned()
}

pub(super) fn texts(matches: &ArgMatches, name: &str) -> Vec<String> {
    matches.try_get_many::<String>(name).ok().flatten().map(|values| values.cloned().collect()).unwrap_or_default()
}

pub(super) fn optional_path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.try_get_one::<PathBuf>(name).ok().flatten().cloned()
}

pub(super) fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.try_get_many::<PathBuf>(name).ok().flatten().map(|values| values.cloned().collect()).unwrap_or_default()
}

pub(super) fn flag(matches: &ArgMatches, name: &str) -> bool {
    matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false)
}

/// `bogo help build` as `bogo build --help`.
pub(super) fn asked_for_help(args: Vec<OsString>) -> Vec<OsString> {
    if args.get(1).is_none_or(|word| word != "help") {
        return args;
    }
    let words = args.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, word)| word.clone());
    words.chain(["--help".into()]).collect()
}
