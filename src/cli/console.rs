//! The one door to stdout and stderr: data on the first, messages on the second, colour and progress only on a terminal.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::wrapping::{flowed, wrapped};
use super::{Exit, arg_values};
use crate::error::Error;
use crate::finding::{Arg, Severity};
use crate::lang::Lang;
use crate::mapping::masked;
use crate::pack::Pack;
use serde_json::{Value as Json, json};

/// Version of the JSON shape of an error.
const ERROR_VERSION: u32 = 1;
/// Narrower terminals are not wrapped for: nothing would be readable.
const NARROWEST: usize = 40;
/// Wider lines tire the eye.
const WIDEST: usize = 120;

/// Form of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputFormat {
    Human,
    Json,
}

/// Where a run talks to.
#[derive(Debug)]
pub(super) struct Console {
    pub lang: Lang,
    pub format: OutputFormat,
    pub verbose: bool,
    pub quiet: bool,
    colour_out: bool,
    colour_err: bool,
    /// Columns of the terminal, or those that `COLUMNS` asks for; `None` where there are none.
    width_out: Option<usize>,
    width_err: Option<usize>,
    /// What was said, where it is held back instead of said at once.
    held: Option<Mutex<Vec<Said>>>,
}

/// A text and the stream it is for.
pub(super) type Said = (Stream, String);

/// A stream's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

impl Console {
    pub(super) fn new(matches: &ArgMatches, lang: Lang) -> Self {
        let Some(matches) = arg_values::innermost(matches) else { return Self::plain(lang) };
        let choice = arg_values::optional_text(matches, "color").unwrap_or_default();
        let wanted = |terminal: bool| match choice.as_str() {
            "always" => true,
            "never" => false,
            _ => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let json = arg_values::optional_text(matches, "message-format").is_some_and(|format| format == "json");
        Self {
            lang,
            format: if json { OutputFormat::Json } else { OutputFormat::Human },
            verbose: arg_values::flag(matches, "verbose"),
            quiet: arg_values::flag(matches, "quiet"),
            colour_out: wanted(io::stdout().is_terminal()),
            colour_err: wanted(io::stderr().is_terminal()),
            width_out: columns(io::stdout()),
            width_err: columns(io::stderr()),
            held: None,
        }
    }

    /// Before any argument is understood.
    pub(super) fn plain(lang: Lang) -> Self {
        Self {
            lang,
            format: OutputFormat::Human,
            verbose: false,
            quiet: false,
            colour_out: false,
            colour_err: false,
            width_out: columns(io::stdout()),
            width_err: columns(io::stderr()),
            held: None,
        }
    }

    /// The same console, with what is said held back until [`Self::release`]: of cases built side by side each speaks
    /// in its turn.
    pub(super) fn holding(&self) -> Self {
        Self { held: Some(Mutex::default()), ..*self }
    }

    /// What was held back, in the order it was said.
    pub(super) fn release(self) -> Vec<Said> {
        self.held.map(|held| held.into_inner().unwrap_or_else(PoisonError::into_inner)).unwrap_or_default()
    }

    /// Writes text. A reader that has gone away (a closed pipe) is not an error of ours.
    pub(super) fn write(&self, stream: Stream, text: &str) {
        if let Some(held) = &self.held {
            held.lock().unwrap_or_else(PoisonError::into_inner).push((stream, text.to_owned()));
            return;
        }
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

    /// Lines for people, broken to the width of a terminal; what a machine reads goes through [`Self::line`].
    pub(super) fn tell(&self, stream: Stream, page: &str) {
        self.write(stream, &flowed(page, self.columns(stream)));
    }

    /// A sentence for people as lines of its own.
    pub(super) fn sentence(&self, stream: Stream, text: &str) {
        self.tell(stream, &format!("{text}\n"));
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
        pack.say(self.lang, key, args)
    }

    /// Prints an error with its remedy; the library's own words only under `--verbose`.
    pub(super) fn fault(&self, error: &Error, pack: &Pack) -> Exit {
        let (message, help) = self.words(error, pack);
        let severity = pack.say(self.lang, "severity-error", &[]);
        let head = self.paint(Stream::Err, Severity::Error, &severity);
        let mut text = self.wrap(Stream::Err, &format!("{head}: {message}"), "", "  ");
        if !help.is_empty() {
            let fix = pack.say(self.lang, "say-fix", &[]);
            text.push_str(&self.wrap(Stream::Err, &format!("= {fix}: {help}"), "  ", "    "));
        }
        if let Some(detail) = error.detail.as_ref().filter(|_| self.verbose) {
            text.push_str(&format!("  = {detail}\n"));
        }
        self.write(Stream::Err, &text);
        for other in &error.also {
            self.fault(other, pack);
        }
        Exit::CouldNotWork
    }

    /// The sentence of an error and its remedy. A key without a sentence is a fault of ours and says so.
    fn words(&self, error: &Error, pack: &Pack) -> (String, String) {
        let fill = |key: &str, args: &BTreeMap<&'static str, Arg>| {
            let message = pack.messages.get(key)?;
            let help = message.help.as_ref().map(|help| help.fill(self.lang, args)).unwrap_or_default();
            Some((masked(&message.text.fill(self.lang, args)), masked(&help)))
        };
        let unknown = || BTreeMap::from([("what", Arg::from(error.key))]);
        let words = fill(error.key, &error.args).or_else(|| fill("internal-fault", &unknown()));
        words.unwrap_or_else(|| (error.key.to_owned(), String::new()))
    }

    /// An error for machines (`docs/schema/check.v1.json`); `folder` is the case as the command line named it.
    pub(super) fn fault_json(&self, error: &Error, pack: &Pack, folder: Option<&Path>) -> Json {
        let (message, help) = self.words(error, pack);
        let mut document = json!({
            "version": ERROR_VERSION,
            "error": { "key": error.key, "message": message, "help": help },
        });
        if let (Json::Object(map), false) = (&mut document, error.also.is_empty()) {
            let others = error.also.iter().map(|other| {
                let (message, help) = self.words(other, pack);
                json!({ "key": other.key, "message": message, "help": help })
            });
            map.insert("also".to_owned(), others.collect());
        }
        if let (Json::Object(map), Some(folder)) = (&mut document, folder) {
            map.insert("folder".to_owned(), json!(folder.display().to_string()));
        }
        document
    }

    /// Text broken at spaces to the width of a terminal; elsewhere one line stays one line.
    pub(super) fn wrap(&self, stream: Stream, text: &str, first: &str, rest: &str) -> String {
        wrapped(text, self.columns(stream), first, rest)
    }

    /// Columns of the terminal behind a stream, or those that `COLUMNS` asks for; `None` where there are none.
    pub(super) fn columns(&self, stream: Stream) -> Option<usize> {
        match stream {
            Stream::Out => self.width_out,
            Stream::Err => self.width_err,
        }
    }

    /// The same before the words could be loaded.
    pub(super) fn bare_fault(&self, error: &Error) -> Exit {
        self.line(Stream::Err, &format!("bogo: {error}"));
        Exit::CouldNotWork
    }

    /// Whether progress is drawn: on a terminal, for a person who wants to see it.
    pub(super) fn draws(&self) -> bool {
        !self.quiet && self.format == OutputFormat::Human && io::stderr().is_terminal()
    }

    /// A bar on a terminal, nothing elsewhere. `left` are the words before the time left.
    pub(super) fn progress(&self, steps: u64, left: Option<&str>) -> ProgressBar {
        let target = if self.draws() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        let time = left.map(|words| format!("· {words} {{eta}} ")).unwrap_or_default();
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:24}} {{pos}}/{{len}} {time}{{wide_msg}}")) {
            bar.set_style(style);
        }
        bar
    }
}

/// Columns of the terminal behind a stream; elsewhere those that `COLUMNS` asks for, as of other programs.
fn columns(stream: impl AsFd + IsTerminal) -> Option<usize> {
    let columns = if stream.is_terminal() {
        usize::from(rustix::termios::tcgetwinsize(stream).ok()?.ws_col)
    } else {
        std::env::var("COLUMNS").ok()?.trim().parse().ok()?
    };
    (columns >= NARROWEST).then_some(columns.min(WIDEST))
}
