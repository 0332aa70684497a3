//! The built binary as a process: how long it runs and how much memory it holds.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs the binary; its time and the most memory it held, in KiB (0 where the system does not tell).
pub(crate) fn run(arguments: &[PathBuf]) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bogo"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let exit = loop {
        peak = peak.max(high_water(&status));
        if let Some(exit) = child.try_wait().expect("it can be asked") {
            break exit;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(exit.code(), Some(0), "the case is clean");
    (started.elapsed(), peak)
}

/// The resident high-water mark so far, in KiB.
fn high_water(status: &str) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
