//! The child process that reads what cannot be streamed: the same program, under a limit of memory and of time.
//!
//! The memory limit is the operating system's (`RLIMIT_AS`). Windows has none of this kind: there the budgets of the
//! look beforehand and the time limit remain.

use std::ffi::OsString;
use std::io::{self, BufWriter, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::budget::Budget;
use super::ipc::{DecodedRows, Refused};
use super::unstreamed::{self, WholeFormat};
use super::workbook::input;
use super::{Location, Reading};
use crate::error::{Error, ErrorKind, Result};

/// The command by which the program calls itself. It is no part of the command line that people use.
const COMMAND: &str = "__read";
/// How often and how long the parent waits for the end of a child that has said everything.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(5));

/// Serves as the child when the arguments say so, and says whether they did.
#[must_use]
pub fn serve(args: &[OsString]) -> bool {
    let [_, command, format, path, limits @ ..] = args else { return false };
    let Some(format) = format.to_str().and_then(WholeFormat::of_word).filter(|_| command == COMMAND) else {
        return false;
    };
    let mut budget = Budget::default();
    for limit in limits {
        budget.set(&limit.to_string_lossy());
    }
    // A child that cannot limit itself does not read; its parent sees that it said nothing.
    if limit(&budget).is_ok() {
        let _ =
            unstreamed::write(&Location::from(Path::new(path)), format, &budget, BufWriter::new(io::stdout().lock()));
    }
    true
}

/// Limits memory, time on the processor, and keeps a crash from leaving its memory on the disk.
#[cfg(unix)]
fn limit(budget: &Budget) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    for (resource, most) in [(Resource::As, budget.memory), (Resource::Cpu, budget.seconds), (Resource::Core, 0)] {
        let known = getrlimit(resource).maximum;
        let most = known.map_or(most, |known| known.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: &Budget) -> io::Result<()> {
    Ok(())
}

/// The cells of a workbook that cannot be streamed: read by a child process where there is a program for it, else in this one.
///
/// # Errors
/// Kind Input when the file cannot be read within the budget.
pub(super) fn read(location: &Location, format: WholeFormat, name: &str, reading: &Reading) -> Result<DecodedRows> {
    match (&reading.child, location) {
        (Some(program), Location::Disk(path)) => read_in_child(program, path, format, name, &reading.budget),
        _ => read_here(location, format, name, &reading.budget),
    }
}

fn read_here(location: &Location, format: WholeFormat, name: &str, budget: &Budget) -> Result<DecodedRows> {
    let mut bytes = Vec::new();
    unstreamed::write(location, format, budget, &mut bytes)
        .map_err(|error| input("input-broken", name).detail(error))?;
    DecodedRows::check(bytes).map_err(|refused| told(refused, None, name))
}

/// The cells of a workbook that a child read.
///
/// # Errors
/// Kind Input when the child gives up, is ended by a limit, or sends what no sound child sends.
fn read_in_child(program: &Path, path: &Path, format: WholeFormat, name: &str, budget: &Budget) -> Result<DecodedRows> {
    let fault = |what: &str| Error::new(ErrorKind::Internal, "internal-fault").with("what", what);
    let limits = budget.limits().into_iter().map(|(name, value)| format!("{name}={value}"));
    let mut command = Command::new(program);
    command.arg(COMMAND).arg(format.word()).arg(path).args(limits);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| fault("child").detail(error))?;
    let Some(output) = child.stdout.take() else { return Err(fault("child")) };
    let child = Arc::new(Mutex::new(child));
    let (finished, is_over) = watch(&child, Duration::from_secs(budget.seconds));
    let mut bytes = Vec::new();
    let read = output.take(budget.part + 1).read_to_end(&mut bytes);
    let status = end(&child);
    drop(finished);
    let is_over = is_over.join().unwrap_or(false);
    if is_over {
        return Err(input("input-too-slow", name));
    }
    if bytes.len() as u64 > budget.part {
        return Err(input("input-too-large", name).detail("cells"));
    }
    read.map_err(|error| input("input-broken", name).detail(error))?;
    DecodedRows::check(bytes).map_err(|refused| told(refused, status, name))
}

/// Ends the child when its time is over; the answer of the thread says whether it was.
fn watch(child: &Arc<Mutex<Child>>, most: Duration) -> (mpsc::Sender<()>, thread::JoinHandle<bool>) {
    let (finished, wait) = mpsc::channel::<()>();
    let child = Arc::clone(child);
    let thread = thread::spawn(move || {
        let is_over = matches!(wait.recv_timeout(most), Err(mpsc::RecvTimeoutError::Timeout));
        if is_over {
            let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
        }
        is_over
    });
    (finished, thread)
}

/// Waits for a child that has closed its output, and ends it when it does not go by itself.
fn end(child: &Mutex<Child>) -> Option<ExitStatus> {
    let (times, pause) = PATIENCE;
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..times {
        match child.try_wait() {
            Ok(None) => thread::sleep(pause),
            Ok(status) => return status,
            Err(_) => break,
        }
    }
    let _ = child.kill();
    child.wait().ok()
}

fn told(refused: Refused, status: Option<ExitStatus>, name: &str) -> Error {
    match refused {
        Refused::Failure(key, detail) => input(key, name).detail(detail),
        // It had to stop in the middle: more memory or time than it may have.
        Refused::Short if !status.is_some_and(|status| status.success()) => {
            input("input-too-large", name).detail("the child was ended")
        }
        Refused::Short => input("input-broken", name).detail("the child fell silent"),
        Refused::Unsound(what) => input("input-broken", name).detail(what),
    }
}
