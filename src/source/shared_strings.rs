//! The table of texts that the cells of an xlsx share: what it says of their number against what its bytes can hold.

use std::io::Read;

use encoding_rs::UTF_8;

use super::repair;
use super::workbook::input;
use crate::error::Result;

/// Room for declared strings that may be taken before any is read.
const ROOM_BYTES: u64 = 32 << 20;
/// Where the root element of a part must have been seen.
const HEAD_BYTES: u64 = 64 << 10;
/// Room that one declared string takes before any is read.
const BYTES_PER_STRING: u64 = 24;
/// The shortest entry of a table of shared strings, `<si/>`.
const SHORTEST_STRING: u64 = 5;

/// The first bytes of an `AppleDouble` file (RFC 1740).
const APPLE_DOUBLE: [u8; 4] = [0, 5, 0x16, 7];

/// The declared count of shared strings against the bytes that could hold them.
pub(super) fn check(part: impl Read, bytes: u64, name: &str) -> Result<()> {
    let mut head = Vec::new();
    part.take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| input("input-truncated", name).detail(error))?;
    // What the Finder of a Mac packs beside each part, under its name behind a dot: no markup, and no reader's table.
    if head.starts_with(&APPLE_DOUBLE) {
        return Ok(());
    }
    let (head, _, _) = repair::wide(&head).unwrap_or(UTF_8).decode(&head);
    let Some(tag) = root_element(&head) else { return Err(input("input-broken", name).detail("sst")) };
    let Some(declared) = attribute(tag, "uniqueCount") else { return Ok(()) };
    let declared = declared.parse::<u64>().unwrap_or(u64::MAX);
    if is_lying(declared, bytes, ROOM_BYTES) {
        return Err(input("input-broken", name).detail(format!("uniqueCount {declared} in {bytes} bytes")));
    }
    Ok(())
}

/// Whether so many strings cannot stand in so many bytes, and take more room than may be taken for them unread.
fn is_lying(declared: u64, bytes: u64, room: u64) -> bool {
    declared.saturating_mul(BYTES_PER_STRING) > room && declared > bytes / SHORTEST_STRING
}

/// The first tag after declarations, remarks and white space; nothing when anything else stands before it.
fn root_element(head: &str) -> Option<&str> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = match (rest.strip_prefix("<?"), rest.strip_prefix("<!--")) {
            (Some(inside), _) => inside.split_once("?>")?.1,
            (_, Some(inside)) => inside.split_once("-->")?.1,
            (None, None) => break,
        }
        .trim_start();
    }
    let tag = rest.strip_prefix('<')?.split_once('>')?.0;
    let element = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
    (element.rsplit(':').next()? == "sst").then_some(tag)
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let rest = tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_strings_is_held_against_their_bytes() {
        assert!(is_lying(5, 20, 100) && is_lying(u64::MAX, 20, 100));
        assert!(!is_lying(4, 20, 100), "they can stand there");
        assert!(!is_lying(4, 0, 100), "they take no room");
    }

    #[test]
    fn the_root_element_is_found_behind_declarations_and_remarks() {
        let head = "\u{feff}<?xml version=\"1.0\"?>\n<sst count=\"3\" uniqueCount = '2'><si/>";
        assert_eq!(root_element(head).and_then(|tag| attribute(tag, "uniqueCount")), Some("2"));
        let head = "<!-- <sst uniqueCount=\"1\"> --> <?x?><sst uniqueCount=\"9\">";
        assert_eq!(root_element(head).and_then(|tag| attribute(tag, "uniqueCount")), Some("9"));
        assert_eq!((root_element("<!-- <sst>"), root_element("x<sst>")), (None, None));
        assert!(root_element("<x:sst>").is_some());
    }
}
