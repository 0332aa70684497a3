//! The arguments: one builder, its words taken from `templates/base/cli.toml`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::console::{Console, Stream, say};
use super::{DEFAULT_LANG, Exit};
use crate::lang::Lang;
use crate::pack::Pack;

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

/// The command with its help in `lang`.
pub(super) fn command(pack: &Pack, lang: Lang) -> Command {
    let text = |key: &str| say(pack, lang, key, &[]);
    let template = |usage: bool| {
        let commands =
            if usage { format!("\n{}:\n{{subcommands}}\n", text("cli-heading-commands")) } else { String::new() };
        format!("{{about-with-newline}}\n{}: {{usage}}\n{commands}\n{{all-args}}{{after-help}}", text("cli-usage"))
    };
    let sub = |name: &'static str| {
        Command::new(name)
            .about(text(&format!("cli-{name}")))
            .help_template(template(false))
            .disable_help_flag(true)
            .arg(help(&text("cli-help"), &text("cli-heading-common")))
            .args(common(pack, lang))
    };
    let case = |many: bool| {
        let arg = Arg::new("case")
            .value_name("CASE")
            .help(text("cli-arg-case"))
            .help_heading(text("cli-heading-arguments"))
            .required(true)
            .value_parser(value_parser!(PathBuf));
        if many { arg.num_args(1..) } else { arg }
    };
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(text(&format!("cli-{name}")))
            .help_heading(text("cli-heading-options"))
    };
    let stage = || option("stage", "STAGE");
    let form = || option("form", "ID").action(ArgAction::Append);
    Command::new("bogo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("cli-about"))
        .after_help(format!("\n{}", text("cli-after")))
        .help_template(template(true))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help(&text("cli-help"), &text("cli-heading-options")))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(text("cli-version"))
                .help_heading(text("cli-heading-options")),
        )
        .subcommand_required(true)
        .subcommand(
            sub("build")
                .arg(case(true))
                .arg(option("out", "DIR").default_value("out").value_parser(value_parser!(PathBuf)))
                .arg(form())
                .arg(
                    option("format", "LIST")
                        .value_delimiter(',')
                        .default_value("html,pdf,json")
                        .value_parser(PossibleValuesParser::new(["html", "pdf", "json"])),
                )
                .arg(stage())
                .arg(option("draft", "").action(ArgAction::SetTrue))
                .arg(option("jobs", "N").value_parser(value_parser!(u16).range(1..=256))),
        )
        .subcommand(sub("check").arg(case(true)).arg(form()).arg(stage()))
        .subcommand(
            sub("trace").arg(case(false)).arg(
                Arg::new("figure")
                    .value_name("FIGURE")
                    .help(text("cli-arg-figure"))
                    .help_heading(text("cli-heading-arguments")),
            ),
        )
        .subcommand(
            sub("explain").arg(
                Arg::new("topic")
                    .value_name("CODE|FORM|ARTICLE")
                    .help(text("cli-arg-topic"))
                    .help_heading(text("cli-heading-arguments")),
            ),
        )
        .subcommand(
            sub("completions").arg(
                Arg::new("shell")
                    .value_name("SHELL")
                    .required(true)
                    .help(text("cli-arg-shell"))
                    .help_heading(text("cli-heading-arguments"))
                    .value_parser(value_parser!(Shell)),
            ),
        )
}

fn help(text: &str, heading: &str) -> Arg {
    Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .help(text.to_owned())
        .help_heading(heading.to_owned())
}

/// The options every command takes.
fn common(pack: &Pack, lang: Lang) -> Vec<Arg> {
    let option = |name: &'static str| {
        Arg::new(name)
            .long(name)
            .help(say(pack, lang, &format!("cli-{name}"), &[]))
            .help_heading(say(pack, lang, "cli-heading-common", &[]))
            .display_order(900)
    };
    vec![
        option("templates").value_name("DIR").value_parser(value_parser!(PathBuf)),
        option("lang").value_name("LANG").value_parser(PossibleValuesParser::new(["ko", "en"])),
        option("message-format").value_name("FORMAT").value_parser(PossibleValuesParser::new(["human", "json"])),
        option("color").value_name("WHEN").value_parser(PossibleValuesParser::new(["auto", "always", "never"])),
        option("verbose").short('v').action(ArgAction::SetTrue),
        option("quiet").short('q').action(ArgAction::SetTrue),
    ]
}

/// A completion script on stdout.
pub(super) fn completions(matches: &ArgMatches, pack: &Pack, console: &Console) -> Exit {
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut command(pack, console.lang), "bogo", &mut script);
        console.write(Stream::Out, &String::from_utf8_lossy(&script));
    }
    Exit::Clean
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
