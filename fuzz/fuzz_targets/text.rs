//! Drives `bogo::fuzz::workbook` with files that are read as text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let scratch = std::env::temp_dir().join(format!("bogo-fuzz-{}.csv", std::process::id()));
    let _ = bogo::fuzz::workbook(bytes, &scratch);
});
