//! A panic that is caught is answered in words where it is caught, and writes nothing itself.

use std::panic::catch_unwind;
use std::process::Command;

/// Not a test of its own: what [`a_caught_panic_leaves_no_trace`] runs.
#[test]
#[ignore = "run by another test"]
fn panics() {
    bogo::cli::quiet_panics();
    assert!(catch_unwind(|| panic!("said inside")).is_err());
    assert!(bogo::cli::panicked().contains("said inside"));
}

#[test]
fn a_caught_panic_leaves_no_trace() {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--ignored", "--exact", "panics::panics", "--nocapture"]).env("RUST_BACKTRACE", "full");
    let output = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "the test has another name");
    assert!(!told.contains("panicked") && !told.contains("said inside") && !told.contains("backtrace"), "{told}");
}
