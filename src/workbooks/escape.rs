//! Text that no spreadsheet program takes for a formula, not even after it went through a text file.
//!
//! A string cell is safe inside a workbook, but a program that opens the same rows as CSV computes what starts with
//! `=`, `+`, `-` or `@`. An apostrophe in front is the sign by which people mark text themselves.

use std::borrow::Cow;

/// The signs that begin a formula, their full-width twins included, and what some programs drop before looking.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Longest text of one cell.
const LONGEST: usize = 32_767;

/// The text, with an apostrophe in front where it could begin a formula; cut to what a cell can hold.
#[must_use]
pub fn escape_formula(text: &str) -> Cow<'_, str> {
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{3000}', '\u{feff}', '\u{200b}']).starts_with(BEGINS);
    let is_long = text.len() > LONGEST && text.encode_utf16().count() >= LONGEST;
    if !begins && !is_long {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut room = LONGEST;
    for c in begins.then_some('\'').into_iter().chain(text.chars()) {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        out.push(c);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_begin_a_formula_is_text() {
        for text in ["=1+1", "+82", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1", "\u{3000}＠a"] {
            assert_eq!(escape_formula(text), format!("'{text}"));
        }
        for text in ["", "'=1", "가=1", "10-20", "a@b"] {
            assert_eq!(escape_formula(text), text);
        }
    }

    #[test]
    fn a_cell_holds_what_it_can() {
        let long = "=".to_owned() + &"가".repeat(LONGEST);
        let cut = escape_formula(&long);
        assert_eq!(cut.encode_utf16().count(), LONGEST);
        assert!(cut.starts_with("'="));
    }
}
