//! Drives `bogo::fuzz::date`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| bogo::fuzz::date(bytes));
