//! The thin binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    bogo::cli::quiet_panics();
    bogo::cli::run(std::env::args_os(), std::env::current_exe().ok()).into()
}
