//! The arguments: one builder, its words taken from `templates/base/cli.toml`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::Exit;
use super::console::{Console, Stream};
use crate::dossier::Edition;
use crate::lang::Lang;
use crate::pack::Pack;
use crate::pipeline::FORMATS_ON_DEMAND;

/// The command with its help in `lang`.
pub(super) fn command(pack: &Pack, lang: Lang) -> Command {
    let text = |key: &str| pack.say(lang, key, &[]);
    let option = |name: &'static str, value: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(text(&format!("cli-{name}")))
            .help_heading(text("cli-heading-options"))
    };
    let target = |name: &'static str, value: &'static str, help: &str| {
        Arg::new(name).value_name(value).help(text(help)).help_heading(text("cli-heading-arguments"))
    };
    let case = || target("case", "CASE", "cli-arg-case").required(true).value_parser(value_parser!(PathBuf));
    let cases = || case().num_args(1..);
    let one_case = || case().help(text("cli-arg-one-case"));
    let stage = || option("stage", "STAGE");
    let editions = Edition::ALL.map(Edition::code);
    let edition = || option("edition", "EDITION").value_parser(PossibleValuesParser::new(editions));
    let form = || option("form", "ID").action(ArgAction::Append);
    let formats = ["html", "pdf", "hwpx", "json", "txt"];
    let build = [
        cases(),
        option("out", "DIR").default_value("out").value_parser(value_parser!(PathBuf)),
        form(),
        option("format", "LIST")
            .value_delimiter(',')
            .default_value(formats.join(","))
            .value_parser(PossibleValuesParser::new(formats.into_iter().chain(FORMATS_ON_DEMAND))),
        stage(),
        edition(),
        option("law-date", "DATE"),
        option("draft", "").action(ArgAction::SetTrue),
        option("attach-inputs", "").action(ArgAction::SetTrue),
        option("jobs", "N").value_parser(value_parser!(u16).range(1..=256)),
        option("resume", "").action(ArgAction::SetTrue),
    ];
    let annotate = option("annotate", "DIR").value_parser(value_parser!(PathBuf));
    let check_form = form().help(text("cli-check-form"));
    let check_edition = edition().help(text("cli-check-edition"));
    let check = [cases(), check_form, stage(), check_edition, option("law-date", "DATE"), annotate];
    let kinds = pack.worktable.case.keys().cloned().collect::<Vec<_>>();
    let kind = option("kind", "KIND").value_parser(PossibleValuesParser::new(kinds)).default_value("incident");
    let folder = target("dir", "DIR", "cli-arg-new-dir").required(true).value_parser(value_parser!(PathBuf));
    let calendar =
        option("format", "FORMAT").help(text("cli-duties-format")).value_parser(PossibleValuesParser::new(["ics"]));
    let duties = [one_case(), option("law-date", "DATE"), calendar];
    let reverse = option("reverse", "CELL").conflicts_with("figure");
    let trace = [one_case(), target("figure", "ID", "cli-arg-figure"), reverse];
    let subjects = target("path", "BUNDLE|PDF|HWPX", "cli-arg-verify").required(true).num_args(1..);
    let filings = target("file", "FILE", "cli-arg-review").required(true).num_args(1..);
    let review_out = option("out", "DIR").help(text("cli-review-out")).value_parser(value_parser!(PathBuf));
    let review = [filings.value_parser(value_parser!(PathBuf)), review_out];
    let rebuild = option("rebuild", "CASE").value_parser(value_parser!(PathBuf));
    let verify = [subjects.value_parser(value_parser!(PathBuf)), rebuild];
    let side = |name, value, help| target(name, value, help).required(true).value_parser(value_parser!(PathBuf));
    let page = option("out", "FILE.html").help(text("cli-diff-out")).value_parser(value_parser!(PathBuf));
    let diff = [
        side("old", "OLD", "cli-arg-diff-old").display_order(0),
        side("new", "NEW", "cli-arg-diff-new").display_order(1),
        page,
    ];
    let explain = [target("topic", "TOPIC", "cli-arg-topic")];
    let files =
        target("file", "FILE", "cli-arg-file").required(true).value_parser(value_parser!(PathBuf)).num_args(1..);
    let inspect = [files, option("write", "").action(ArgAction::SetTrue)];
    let pack_check = [target("dir", "DIR", "cli-arg-pack-dir").required(true).value_parser(value_parser!(PathBuf))];
    let shell = target("shell", "SHELL", "cli-arg-shell").required(true).value_parser(value_parser!(Shell));
    Command::new("bogo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("cli-about"))
        .after_help(text("cli-after"))
        .help_template(commands_template("bogo", &text))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help(&text("cli-help")))
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(text("cli-version")))
        .subcommand_required(true)
        .subcommand(subcommand("new", [folder, kind, form().help(text("cli-new-form"))], pack, lang))
        .subcommand(subcommand("build", build, pack, lang))
        .subcommand(subcommand("inspect", inspect, pack, lang))
        .subcommand(subcommand("check", check, pack, lang))
        .subcommand(subcommand("duties", duties, pack, lang))
        .subcommand(subcommand("trace", trace, pack, lang))
        .subcommand(subcommand("diff", diff, pack, lang))
        .subcommand(subcommand("verify", verify, pack, lang))
        .subcommand(subcommand("review", review, pack, lang))
        .subcommand(subcommand("explain", explain, pack, lang))
        .subcommand(
            Command::new("pack")
                .about(text("cli-pack-command"))
                .help_template(commands_template("bogo pack", &text))
                .subcommand_required(true)
                .disable_help_flag(true)
                .disable_help_subcommand(true)
                .arg(help(&text("cli-help")))
                .subcommand(subcommand("pack check", pack_check, pack, lang)),
        )
        .subcommand(subcommand("completions", [shell], pack, lang))
}

/// Help of a command that only holds others.
fn commands_template(name: &str, text: &impl Fn(&str) -> String) -> String {
    format!(
        "{{about-with-newline}}\n{}: {name} <COMMAND>\n\n{}:\n{{subcommands}}\n\n{}:\n{{options}}{{after-help}}",
        text("cli-usage"),
        text("cli-heading-commands"),
        text("cli-heading-options")
    )
}

/// One subcommand (`name` as the command line spells it): its own arguments first, the common ones last, allowed and default values in our words.
fn subcommand(name: &'static str, own: impl IntoIterator<Item = Arg>, pack: &Pack, lang: Lang) -> Command {
    let text = |key: &str| pack.say(lang, key, &[]);
    let common = common(pack, lang).into_iter().chain([help(&text("cli-help"))]);
    let common = common.map(|arg| arg.help_heading(text("cli-heading-common")));
    let args: Vec<Arg> = own.into_iter().chain(common).map(|arg| in_words(arg, pack, lang)).collect();
    let values = args.iter().filter(|arg| arg.is_positional()).map(|arg| {
        let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        let many = if arg.get_num_args().is_some_and(|range| range.max_values() > 1) { "..." } else { "" };
        if arg.is_required_set() { format!(" <{name}>{many}") } else { format!(" [{name}]") }
    });
    let usage = format!("bogo {name} [{}]{}", text("cli-heading-options"), values.collect::<String>());
    Command::new(name.rsplit(' ').next().unwrap_or(name))
        .about(text(&format!("cli-{}", name.replace(' ', "-"))))
        .help_template(format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}", text("cli-usage")))
        .override_usage(usage)
        .disable_help_flag(true)
        .args(args)
}

/// The same argument with its allowed and default values said in the help text.
fn in_words(arg: Arg, pack: &Pack, lang: Lang) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let list = |values: Vec<String>| values.join(", ");
    let allowed = list(arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect());
    let default = list(arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect());
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    // A place in the line names its values in its own help.
    if !allowed.is_empty() && !arg.is_positional() {
        help.push_str(&pack.say(lang, "cli-allowed", &[("values", allowed)]));
    }
    if !default.is_empty() {
        help.push_str(&pack.say(lang, "cli-default", &[("value", default)]));
    }
    arg.help(help).hide_possible_values(true).hide_default_value(true)
}

fn help(text: &str) -> Arg {
    Arg::new("help").long("help").short('h').action(ArgAction::Help).help(text.to_owned())
}

/// The options every command takes.
fn common(pack: &Pack, lang: Lang) -> Vec<Arg> {
    let option = |name: &'static str| Arg::new(name).long(name).help(pack.say(lang, &format!("cli-{name}"), &[]));
    vec![
        option("templates").value_name("DIR").value_parser(value_parser!(PathBuf)),
        option("pack").value_name("ID"),
        option("limit").value_name("NAME=N").action(ArgAction::Append),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Assets;

    #[test]
    fn the_command_holds_together_in_both_languages() {
        let pack = Pack::load(Assets::embedded()).expect("the packaged templates load");
        for lang in [Lang::Ko, Lang::En] {
            command(&pack, lang).debug_assert();
        }
    }
}
