//! Turns clap's errors into sentences of ours.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Exit;
use super::console::{Console, Stream};
use crate::error::{Error, ErrorKind as Situation};
use crate::lang::Lang;
use crate::pack::Pack;

/// Prints what was wrong with the command line; help and version are not wrong.
pub(super) fn explain(error: &clap::Error, pack: &Pack, lang: Lang, json: bool) -> Exit {
    let console = Console::plain(lang);
    let context = |kind: ContextKind| error.get(kind).map(words).filter(|text| !text.is_empty()).unwrap_or_default();
    let fault = |key: &'static str| Error::new(Situation::Input, key);
    let error = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console.tell(Stream::Out, &error.render().to_string());
            return Exit::Clean;
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let mut command = super::args::command(pack, lang);
            console.tell(Stream::Err, &command.render_help().to_string());
            return Exit::CouldNotWork;
        }
        ErrorKind::UnknownArgument => {
            fault("usage-unknown-argument").with("argument", context(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidSubcommand => {
            let all = super::args::command(pack, lang);
            // Inside a command that holds others, those are meant.
            let inside = all.find_subcommand(command_of(error)).filter(|inside| inside.has_subcommands());
            let command = inside.unwrap_or(&all);
            let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            fault("usage-unknown-command")
                .with("argument", context(ContextKind::InvalidSubcommand))
                .with("allowed", names.join(", "))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => fault("usage-invalid-value")
            .with("argument", context(ContextKind::InvalidArg))
            .with("value", context(ContextKind::InvalidValue))
            .with(
                "allowed",
                Some(context(ContextKind::ValidValue)).filter(|text| !text.is_empty()).unwrap_or("1–256".into()),
            ),
        ErrorKind::MissingRequiredArgument => {
            fault("usage-missing").with("argument", context(ContextKind::InvalidArg)).with("command", command_of(error))
        }
        _ => fault("usage-other"),
    }
    .detail(error);
    if json {
        console.line(Stream::Out, &format!("{:#}", console.fault_json(&error, pack, None)));
    }
    let exit = console.fault(&error, pack);
    let suggestion = suggestion(&error, pack, lang);
    if let Some(suggestion) = suggestion {
        console.sentence(Stream::Err, &format!("  = {suggestion}"));
    }
    exit
}

/// The near miss that clap found.
fn suggestion(error: &Error, pack: &Pack, lang: Lang) -> Option<String> {
    let given = match error.args.get("argument")? {
        crate::finding::Arg::Plain(text) => text.clone(),
        crate::finding::Arg::Term { .. } => return None,
    };
    let command = super::args::command(pack, lang);
    let options = command
        .get_subcommands()
        .flat_map(|sub| sub.get_arguments().filter_map(clap::Arg::get_long).map(|long| format!("--{long}")));
    let commands = command.get_subcommands().map(|sub| sub.get_name().to_owned());
    let known: std::collections::BTreeSet<String> = match error.key {
        "usage-unknown-argument" => options.collect(),
        "usage-unknown-command" => commands.collect(),
        _ => return None,
    };
    let near = crate::korean::nearest(&given, known.iter().map(String::as_str))?;
    Some(pack.say(lang, "usage-did-you-mean", &[("suggestion", near.to_owned())]))
}

/// The subcommand a usage line names.
fn command_of(error: &clap::Error) -> String {
    error
        .get(ContextKind::Usage)
        .map(words)
        .and_then(|usage| usage.split_whitespace().skip_while(|word| *word != "bogo").nth(1).map(str::to_owned))
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .unwrap_or_else(|| "build".to_owned())
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
