//! Drives `bogo::fuzz::table`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let dir = std::env::temp_dir().join(format!("bogo-fuzz-{}", std::process::id()));
    let _ = bogo::fuzz::table(bytes, &dir);
});
