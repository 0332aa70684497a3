//! The cases of one `bogo build`: side by side, each failing alone, told in the order given, summed up at the end.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use serde_json::Value as Json;

use super::build::{self, BuildPlan};
use super::console::{Console, OutputFormat, Said, Stream};
use super::parallel_map::{Came, each};
use super::{Exit, check, resume};
use crate::dossier;
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Pack;
use crate::pipeline::examine;
use crate::source::CaseFiles;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaseEnd {
    /// A bundle or a draft was written.
    Built,
    /// Errors to correct: nothing was written.
    Findings,
    Failed,
    /// The bundle in place is what this build would write.
    Skipped,
}

impl CaseEnd {
    /// Key of its word.
    fn word(self) -> &'static str {
        match self {
            Self::Built => "batch-built",
            Self::Findings => "batch-findings",
            Self::Failed => "batch-failed",
            Self::Skipped => "batch-skipped",
        }
    }
}

/// What a case leaves to be told.
pub(super) struct CaseReport {
    pub exit: Exit,
    pub end: CaseEnd,
    /// For `--message-format json`.
    pub document: Json,
}

/// What all cases of the command share.
struct CaseBatch<'a> {
    dirs: &'a [PathBuf],
    /// Asked before anything is written: of two cases with one id neither is built.
    ids: Vec<Option<String>>,
    plan: &'a BuildPlan<'a>,
    pack: &'a Pack,
    console: &'a Console,
    /// Steps of a case that is alone, cases of many.
    bar: ProgressBar,
}

/// Builds each case; one that fails does not stop the others.
pub(super) fn run(dirs: &[PathBuf], plan: &BuildPlan<'_>, pack: &Pack, console: &Console) -> Result<Exit> {
    let left = console.say(pack, "batch-left", &[]);
    let bar = match dirs.len() {
        1 => console.progress(3, None),
        count => console.progress(u64::try_from(count).unwrap_or(u64::MAX), Some(&left)),
    };
    let ids = dirs.iter().map(|dir| dossier::case_id(dir, pack)).collect();
    let batch = CaseBatch { dirs, ids, plan, pack, console, bar };
    if !batch.is_alone() {
        // Drawn from the start: the first of many cases may take its time.
        batch.bar.tick();
    }
    let mut exit = Exit::Clean;
    let (mut documents, mut ends) = (Vec::new(), Vec::new());
    let arrived = || {
        if !batch.is_alone() {
            batch.bar.inc(1);
        }
    };
    each(
        plan.jobs,
        dirs.len(),
        |place| batch.case(place),
        arrived,
        |place, came| {
            let (told, said) = batch.settled(place, came);
            exit = exit.max(told.exit);
            ends.push(told.end);
            documents.push(told.document);
            batch.tell(place, told.end, said);
        },
    )?;
    batch.bar.finish_and_clear();
    if console.format == OutputFormat::Json {
        check::print(documents, console);
    } else if dirs.len() > 1 {
        batch.sum_up(&ends);
    }
    Ok(exit)
}

impl CaseBatch<'_> {
    fn is_alone(&self) -> bool {
        self.dirs.len() == 1
    }

    /// One case from its folder to its bundle, with what it said on the way.
    fn case(&self, place: usize) -> (CaseReport, Vec<Said>) {
        let console = self.console.holding();
        let told = self.built(place, &console).unwrap_or_else(|error| self.failed(place, &error, &console));
        (told, console.release())
    }

    fn built(&self, place: usize, console: &Console) -> Result<CaseReport> {
        let dir = &self.dirs[place];
        self.other(place).map_or(Ok(()), Err)?;
        let files = CaseFiles::at(dir).read_with(self.plan.reading.clone());
        if self.plan.resume
            && let Some(told) = resume::standing(&files, self.plan, self.pack, console)
        {
            return Ok(told);
        }
        self.step(0, "say-reading");
        let examined = examine(&files, self.pack, &self.plan.bundler.order().options)?;
        self.step(1, "say-rendering");
        build::one(&examined, self.plan, self.pack, console)
    }

    /// Tells how far a case that is alone has come.
    fn step(&self, done: u64, key: &str) {
        if self.is_alone() {
            self.bar.set_position(done);
            self.bar.set_message(self.console.say(self.pack, key, &[]));
        }
    }

    /// An error when another folder has the id of this one.
    fn other(&self, place: usize) -> Option<Error> {
        let id = self.ids[place].as_ref()?;
        let other = (0..self.ids.len()).find(|other| *other != place && self.ids[*other].as_ref() == Some(id))?;
        let path = |place: usize| self.dirs[place].display().to_string();
        let error = Error::new(ErrorKind::Case, "case-id-twice").with("id", id.as_str());
        Some(error.with("first", path(place)).with("second", path(other)))
    }

    /// A case that could not be worked on.
    fn failed(&self, place: usize, error: &Error, console: &Console) -> CaseReport {
        let document = console.fault_json(error, self.pack, Some(self.dirs[place].as_path()));
        CaseReport { exit: console.fault(error, self.pack), end: CaseEnd::Failed, document }
    }

    /// What came of a case; a panic in it is a failure of its own.
    fn settled(&self, place: usize, came: Came<(CaseReport, Vec<Said>)>) -> (CaseReport, Vec<Said>) {
        came.unwrap_or_else(|_| {
            let console = self.console.holding();
            let error = Error::new(ErrorKind::Internal, "internal-fault").with("what", "panic");
            let told = self.failed(place, &error, &console);
            (told, console.release())
        })
    }

    /// Says what a case said, and how it ended where no bar shows how far the whole is.
    fn tell(&self, place: usize, end: CaseEnd, said: Vec<Said>) {
        self.bar.suspend(|| {
            for (stream, text) in said {
                self.console.write(stream, &text);
            }
            if !self.is_alone() && !self.console.draws() && self.is_told() {
                let args = [
                    ("at", (place + 1).to_string()),
                    ("of", self.dirs.len().to_string()),
                    ("case", shown(&self.dirs[place])),
                    ("end", self.console.say(self.pack, end.word(), &[])),
                ];
                self.console.sentence(Stream::Err, &self.console.say(self.pack, "batch-case", &args));
            }
        });
    }

    fn is_told(&self) -> bool {
        self.console.format == OutputFormat::Human && !self.console.quiet
    }

    /// The one line that says how all of them ended.
    fn sum_up(&self, ends: &[CaseEnd]) {
        let count = |wanted: CaseEnd| ends.iter().filter(|end| **end == wanted).count().to_string();
        let args = [
            ("total", ends.len().to_string()),
            ("built", count(CaseEnd::Built)),
            ("findings", count(CaseEnd::Findings)),
            ("failed", count(CaseEnd::Failed)),
            ("skipped", count(CaseEnd::Skipped)),
        ];
        self.console.sentence(Stream::Err, &self.console.say(self.pack, "batch-summary", &args));
    }
}

fn shown(dir: &Path) -> String {
    dir.display().to_string()
}
