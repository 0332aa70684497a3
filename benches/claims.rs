//! The Kakao case with 105,116 claim rows: the whole build beside a bare calamine pass over the same file, in one run.
//!
//! ```text
//! cargo bench --bench claims
//! ```
//!
//! Prints seconds, peak memory of the build and the ratio. It judges nothing: a machine's speed is not a test.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and prints it")]

mod support;

use fixtures::case;
use support::bare::bare_pass;
use support::process::{median, run};

/// Runs of each, taken in turn so that both see the same machine.
const RUNS: usize = 5;

fn main() {
    let folder = std::env::temp_dir().join("bogo-bench-claims");
    case::write_claims(&folder).expect("the synthetic case is written");
    let file = folder.join("피해접수.xlsx");
    let (mut bare, mut checks, mut builds, mut peak) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        bare.push(bare_pass(&file));
        checks.push(run(&["check".into(), folder.clone()]).0);
        let (seconds, memory) = run(&["build".into(), folder.clone(), "--out".into(), folder.join("out")]);
        builds.push(seconds);
        peak = peak.max(memory);
    }
    let (bare, check, build) = (median(bare), median(checks), median(builds));
    println!("bare calamine pass {:.3} s", bare.as_secs_f64());
    println!("bogo check         {:.3} s, {:.2} x", check.as_secs_f64(), check.as_secs_f64() / bare.as_secs_f64());
    println!(
        "bogo build         {:.3} s, {:.2} x, peak {} MB",
        build.as_secs_f64(),
        build.as_secs_f64() / bare.as_secs_f64(),
        peak / 1024
    );
}
