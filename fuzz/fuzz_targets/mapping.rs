//! Drives `bogo::fuzz::mapping_file`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let dir = std::env::temp_dir().join(format!("bogo-fuzz-mapping-{}", std::process::id()));
    let _ = bogo::fuzz::mapping_file(bytes, &dir);
});
