//! Thousands of broken files, made of good ones from seeds: each is read or refused in our words, none panics, hangs or
//! takes more memory than the budget allows.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bogo::error::{Error, ErrorKind};
use bogo::fuzz;
use bogo::pack::{Assets, Pack};
use bogo::source::{Budget, Workbook};
use fixtures::mutate;
use fixtures::mutate::Random;

use crate::support::{self, samples};

/// Mutants of each good file.
const MUTANTS: u64 = 560;
/// Mutants of each format that really goes through the child process.
const IN_CHILD: u64 = 12;
/// Longest that one file may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A mutant of a good file.
fn mutant(good: &[u8], is_archive: bool, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    if is_archive && random.below(4) > 0 {
        return mutate::inside(good, &mut random);
    }
    let mut bytes = good.to_vec();
    mutate::raw(&mut bytes, &mut random);
    bytes
}

/// Runs jobs on all processors; a job that neither ends nor fails within its time fails the test by name.
fn watched(jobs: Vec<(String, Box<dyn FnOnce() -> Result<u64, Error> + Send>)>) -> Vec<(String, Result<u64, Error>)> {
    let count = jobs.len();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = std::sync::Arc::new(std::sync::Mutex::new(jobs));
    let (send, receive) = mpsc::channel();
    for _ in 0..threads {
        let (jobs, send) = (std::sync::Arc::clone(&jobs), send.clone());
        thread::spawn(move || {
            while let Some((name, job)) = { jobs.lock().expect("no job panics under the lock").pop() } {
                let _ = send.send((name.clone(), None));
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                let _ = send.send((name, Some(outcome)));
            }
        });
    }
    drop(send);
    let (mut done, mut open) = (Vec::new(), BTreeSet::new());
    while done.len() < count {
        match receive.recv_timeout(PATIENCE) {
            Ok((name, None)) => {
                open.insert(name);
            }
            Ok((name, Some(Ok(outcome)))) => {
                open.remove(&name);
                done.push((name, outcome));
            }
            Ok((name, Some(Err(_)))) => panic!("{name} panicked"),
            Err(mpsc::RecvTimeoutError::Timeout | mpsc::RecvTimeoutError::Disconnected) => {
                panic!("one of these hangs: {open:?}")
            }
        }
    }
    done
}

/// Every refusal is an input error with a sentence of ours; returns how many files were read after all.
fn judged(outcomes: &[(String, Result<u64, Error>)]) -> usize {
    let pack = Pack::load(Assets::embedded()).expect("the packaged templates load");
    for (name, outcome) in outcomes {
        if let Err(error) = outcome {
            assert_eq!(error.kind, ErrorKind::Input, "{name}: {error}");
            assert!(pack.messages.contains_key(error.key), "{name}: no sentence for {}", error.key);
        }
    }
    outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).count()
}

/// The most memory that this process ever had, where the system tells.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

#[test]
fn no_mutant_of_a_good_file_does_harm() {
    support::in_a_process_of_its_own("mutants::mutants_read_in_this_process");
}

#[test]
#[ignore = "measures the peak of its process: run alone by `no_mutant_of_a_good_file_does_harm`"]
fn mutants_read_in_this_process() {
    std::panic::set_hook(Box::new(|_| {}));
    let dir = tempfile::tempdir().expect("a folder");
    let samples = samples::all();
    let mut jobs: Vec<(String, Box<dyn FnOnce() -> Result<u64, Error> + Send>)> = Vec::new();
    for (format, good) in &samples {
        let whole = fuzz::workbook(good, &dir.path().join(format)).unwrap_or_else(|error| panic!("{format}: {error}"));
        assert!(whole > 5, "{format}: {whole} cells");
        for seed in 0..MUTANTS {
            let (name, scratch) = (format!("{format} {seed}"), dir.path().join(format!("{seed}-{format}")));
            let (good, is_archive) = (good.clone(), good.starts_with(b"PK"));
            let job = move || {
                let outcome = fuzz::workbook(&mutant(&good, is_archive, seed), &scratch);
                let _ = std::fs::remove_file(scratch);
                outcome
            };
            jobs.push((name, Box::new(job)));
        }
    }
    assert!(jobs.len() >= 5_000, "{}", jobs.len());
    let outcomes = watched(jobs);
    let read = judged(&outcomes);
    assert!(read > outcomes.len() / 20 && read < outcomes.len() * 19 / 20, "{read} of {} were read", outcomes.len());
    if let Some(peak) = peak_bytes() {
        assert!(peak < 600 << 20, "{} MB at the peak", peak >> 20);
    }
}

#[test]
fn no_mutant_harms_the_parent_of_the_child_that_reads_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut jobs: Vec<(String, Box<dyn FnOnce() -> Result<u64, Error> + Send>)> = Vec::new();
    for (format, good) in samples::all().into_iter().filter(|(format, _)| ["xls", "ods"].contains(format)) {
        // From behind the seeds of the other test.
        for seed in MUTANTS..MUTANTS + IN_CHILD {
            let path = dir.path().join(format!("{seed}-{format}"));
            let is_archive = good.starts_with(b"PK");
            std::fs::write(&path, mutant(&good, is_archive, seed)).expect("a file");
            let job = move || {
                let book = Workbook::open(&path, "file", 1, &support::as_the_program(Budget::default()))?;
                Ok(book.sheets.len() as u64)
            };
            jobs.push((format!("{format} {seed}"), Box::new(job)));
        }
    }
    judged(&watched(jobs));
}
