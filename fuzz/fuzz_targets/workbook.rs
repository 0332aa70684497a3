//! Drives `bogo::fuzz::workbook` with files of any format.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let scratch = std::env::temp_dir().join(format!("bogo-fuzz-{}.bin", std::process::id()));
    let _ = bogo::fuzz::workbook(bytes, &scratch);
});
