//! What was added to a PDF behind its end: signatures, stamps, and whatever else other software appends (ISO 32000-1, 7.5.6).

use memchr::memmem;

/// What ends a PDF, and each of its revisions.
const END: &[u8] = b"%%EOF";

/// The file as it was first written, and whether anything was added to it.
pub(super) fn first(bytes: &[u8]) -> (&[u8], bool) {
    let Some(at) = memmem::find(bytes, END) else { return (bytes, false) };
    let mut end = at + END.len();
    // The line end belongs to the mark.
    if bytes[end..].starts_with(b"\r\n") {
        end += 2;
    } else if bytes[end..].starts_with(b"\n") || bytes[end..].starts_with(b"\r") {
        end += 1;
    }
    let is_longer = memmem::find(&bytes[end..], END).is_some();
    if is_longer { (&bytes[..end], true) } else { (bytes, false) }
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn a_revision_ends_behind_its_mark() {
        assert_eq!(first(b"a%%EOF\n"), (b"a%%EOF\n".as_slice(), false));
        assert_eq!(first(b"a%%EOF\nb%%EOF\n"), (b"a%%EOF\n".as_slice(), true));
        assert_eq!(first(b"a%%EOF\r\nb\n%%EOF"), (b"a%%EOF\r\n".as_slice(), true));
        // Without a mark of its own, what follows is no revision.
        assert_eq!(first(b"a%%EOFb"), (b"a%%EOFb".as_slice(), false));
        assert_eq!(first(b"a"), (b"a".as_slice(), false));
    }
}
