//! The one door to stdout and stderr: data on the first, messages on the second, colour and progress only on a terminal.

use std::io::{self, IsTerminal, Write};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Exit, args};
use crate::error::Error;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::pack::Pack;

/// Form of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Human,
    Json,
}

/// Where a run talks to.
#[derive(Debug)]
pub(super) struct Console {
    pub lang: Lang,
    pub format: Format,
    pub verbose: bool,
    pub quiet: bool,
    colour_out: bool,
    colour_err: bool,
}

/// A stream's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

impl Console {
    pub(super) fn new(matches: &ArgMatches, lang: Lang) -> Self {
        let Some((_, matches)) = matches.subcommand() else { return Self::plain(lang) };
        let choice = args::optional_text(matches, "color").unwrap_or_default();
        let wanted = |terminal: bool| match choice.as_str() {
            "always" => true,
            "never" => false,
            _ => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let json = args::optional_text(matches, "message-format").is_some_and(|format| format == "json");
        Self {
            lang,
            format: if json { Format::Json } else { Format::Human },
            verbose: args::flag(matches, "verbose"),
            quiet: args::flag(matches, "quiet"),
            colour_out: wanted(io::stdout().is_terminal()),
            colour_err: wanted(io::stderr().is_terminal()),
        }
    }

    /// Before any argument is understood.
    pub(super) fn plain(lang: Lang) -> Self {
        Self { lang, format: Format::Human, verbose: false, quiet: false, colour_out: false, colour_err: false }
    }

    /// Writes text. A reader that has gone away (a closed pipe) is not an error of ours.
    #[expect(clippy::unused_self, reason = "the door is opened by those who hold the console")]
    pub(super) fn write(&self, stream: Stream, text: &str) {
        let result = match stream {
            Stream::Out => io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()),
            Stream::Err => io::stderr().lock().write_all(text.as_bytes()),
        };
        // Nowhere is left to report that neither stream can be written.
        let _ = result;
    }

    pub(super) fn line(&self, stream: Stream, text: &str) {
        self.write(stream, &format!("{text}\n"));
    }

    /// Text in the colour of a severity, where colour is wanted.
    pub(super) fn paint(&self, stream: Stream, severity: Severity, text: &str) -> String {
        let colour = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.style(stream, colour, text)
    }

    /// Text in an ANSI style, where colour is wanted.
    pub(super) fn style(&self, stream: Stream, style: &str, text: &str) -> String {
        let wanted = match stream {
            Stream::Out => self.colour_out,
            Stream::Err => self.colour_err,
        };
        if wanted { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A sentence of `messages.toml` or `cli.toml`.
    pub(super) fn say(&self, pack: &Pack, key: &str, args: &[(&'static str, String)]) -> String {
        say(pack, self.lang, key, args)
    }

    /// Prints an error with its remedy; the library's own words only under `--verbose`.
    pub(super) fn fault(&self, error: &Error, pack: &Pack) -> Exit {
        let Some(message) = pack.messages.get(error.key) else { return self.bare_fault(error) };
        let mut text = format!(
            "{}: {}\n",
            self.paint(Stream::Err, Severity::Error, &say(pack, self.lang, "severity-error", &[])),
            message.text.fill(self.lang, &error.args)
        );
        if let Some(help) = &message.help {
            text.push_str(&format!(
                "  = {}: {}\n",
                say(pack, self.lang, "say-fix", &[]),
                help.fill(self.lang, &error.args)
            ));
        }
        if let Some(detail) = error.detail.as_ref().filter(|_| self.verbose) {
            text.push_str(&format!("  = {detail}\n"));
        }
        self.write(Stream::Err, &text);
        Exit::CouldNotWork
    }

    /// The same before the words could be loaded.
    pub(super) fn bare_fault(&self, error: &Error) -> Exit {
        self.line(Stream::Err, &format!("bogo: {error}"));
        Exit::CouldNotWork
    }

    /// A bar on a terminal, nothing elsewhere.
    pub(super) fn progress(&self, steps: u64) -> ProgressBar {
        let shown = !self.quiet && self.format == Format::Human && io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        bar
    }
}

/// A sentence of the catalogue; its key when the catalogue lacks it.
pub(super) fn say(pack: &Pack, lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    let args = args.iter().map(|(name, value)| (*name, value.clone().into())).collect();
    pack.messages.get(key).map_or_else(|| key.to_owned(), |message| message.text.fill(lang, &args))
}
