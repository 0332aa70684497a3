//! The thin binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Some formats are read by a child process: this program again.
    if let Ok(program) = std::env::current_exe() {
        bogo::source::read_with(program);
    }
    bogo::cli::run(std::env::args_os()).into()
}
