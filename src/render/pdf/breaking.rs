//! Where a line of Korean may begin.
//!
//! The Unicode algorithm (UAX 14) proposes, the rules here judge: text breaks between words (어절); what reads as one thing
//! (amounts, dates, articles, a number with its unit) is glued; inside a word only a line too narrow for it may break it,
//! and then in steps from the most to the least natural place. Widths, fonts and pages are not known here.

mod signs;
mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use self::signs::{closes, ends_bracket, is_digit, is_range, joins, opens};
use self::words::{
    COMPANY, ITEMS, PREFIXES, SERIALS, begins_with_unit, continues_amount, ends_number, is_article, is_clock,
    is_date_part, is_inside_unit, is_mark, is_weekday, is_weekday_end,
};

/// How willingly a line begins at a place, from the most natural to the last resort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ease {
    /// Between words.
    Word,
    /// Inside a long compound: after `·` or `/`, before an opening bracket, between a date and its time.
    Seam,
    /// At a space that a rule glued: between a number and its unit, inside a date, `제33조 제2항`.
    Glued,
    /// Between two syllables of a word.
    Syllable,
    /// Anywhere between two characters: addresses, long numbers.
    Last,
}

/// A place where a line may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Byte offset of the character that would begin the line.
    pub at: usize,
    pub ease: Ease,
}

/// Every place of a paragraph, in order; its start and end are none. White space must be collapsed already.
pub(super) fn places(text: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    // The start of the piece between spaces that the walk is in.
    let mut word = 0;
    let mut last = 0;
    for (at, opportunity) in linebreaks(text) {
        places.extend(seams(text, word, last..at.min(text.len())));
        last = at;
        if at >= text.len() {
            break;
        }
        let (before, after) = text.split_at(at);
        let Some(last) = before.chars().next_back() else { continue };
        let ease = if last == ' ' || last == '\u{200b}' || opportunity == BreakOpportunity::Mandatory {
            let next_end = after.find(' ').map_or(text.len(), |end| at + end);
            // In `a ( b` the bracket is a word of its own: what stands before it decides nothing.
            let ease = between(
                before[word..].trim_end_matches([' ', '\u{200b}']),
                &text[at..next_end],
                before[..word].trim_end(),
            );
            word = at;
            ease
        } else {
            inside(before, after, &before[word..])
        };
        places.push(Place { at, ease });
    }
    places
}

/// Places between digits, where the Unicode algorithm has none: behind the `~` of two dates, behind the `·` of a list of
/// numbers.
fn seams(text: &str, word: usize, piece: Range<usize>) -> impl Iterator<Item = Place> + '_ {
    let signs = text[piece.clone()].char_indices().filter(|(_, sign)| is_range(*sign) || *sign == '·');
    signs.filter_map(move |(at, sign)| {
        let (start, at) = (piece.start + at, piece.start + at + sign.len_utf8());
        let (before, after) = (&text[word..start], &text[at..piece.end]);
        let list = || before.matches('·').count() + after.matches('·').count() > 0;
        let dates = || before.ends_with(['.', ')']) || is_date_part(after.trim_end());
        let parts = if sign == '·' { list() } else { dates() };
        (parts && at < piece.end && after.starts_with(is_digit)).then_some(Place { at, ease: Ease::Seam })
    })
}

/// A line must not begin with `next` nor end with `last`, whatever happens, unless nothing else fits.
fn may_part(last: char, next: char) -> bool {
    !closes(next) && !opens(last) && !joins(next) && !is_range(next)
}

/// The ease of the space between two words.
fn between(word: &str, next: &str, earlier: &str) -> Ease {
    let (Some(last), Some(first)) = (word.chars().next_back(), next.chars().next()) else { return Ease::Word };
    // Punctuation set apart by spaces still belongs to its word. `’22. 10. 15.` begins with a sign that closes elsewhere.
    let year = first == '’' && next.chars().nth(1).is_some_and(is_digit);
    if closes(first) && !year || opens(last) {
        return Ease::Glued;
    }
    // `15:19 ~ 17:40`; and the mark of an item stays with what it begins.
    if is_range(first) && next.chars().count() == 1 || is_mark(word) {
        return Ease::Glued;
    }
    let begins_number = is_digit(first);
    if is_date_part(word) {
        if begins_number {
            return if is_clock(next) { Ease::Seam } else { Ease::Glued };
        }
        if next.starts_with("오전") || next.starts_with("오후") {
            return Ease::Seam;
        }
        if is_weekday(next) {
            return Ease::Glued;
        }
    }
    if begins_number && is_weekday_end(word) && is_clock(next) {
        return Ease::Seam;
    }
    if begins_number && (PREFIXES.contains(&word) || continues_amount(word, earlier)) {
        return Ease::Glued;
    }
    if ends_number(word) && begins_with_unit(next) {
        return Ease::Glued;
    }
    if is_article(word) && next.starts_with('제') && next.chars().nth(1).is_some_and(is_digit) {
        return Ease::Glued;
    }
    if SERIALS.contains(&word) && (begins_number || next.starts_with('제') && next.contains(is_digit)) {
        return Ease::Glued;
    }
    Ease::Word
}

/// The ease of a place inside a word where UAX 14 allows a break.
fn inside(before: &str, after: &str, word: &str) -> Ease {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return Ease::Last };
    if !may_part(last, next) {
        return Ease::Last;
    }
    let digits = is_digit(last) || is_digit(next);
    let rest = after.split(' ').next().unwrap_or_default();
    // `제33조제2항`, `제1호가목`: between the parts of a citation, before anything smaller. `제22조의7` is one part.
    if is_article(word) {
        let mut letters = rest.chars();
        let item = letters.next().is_some_and(|letter| ITEMS.contains(letter)) && letters.next() == Some('목');
        if next == '제' || item {
            return Ease::Glued;
        }
        if next == '의' && rest.chars().nth(1).is_some_and(is_digit) {
            return Ease::Last;
        }
    }
    if next == '목' && ITEMS.contains(last) && is_article(&word[..word.len() - last.len_utf8()]) {
        return Ease::Last;
    }
    // `15일(토)`: the day of the week belongs to its date.
    if is_weekday(rest) {
        return Ease::Glued;
    }
    let address = word.contains("://") || word.contains("www.") || word.contains('@');
    if address && word.ends_with("//") {
        return Ease::Last;
    }
    if (is_range(last) || matches!(last, '·' | 'ㆍ' | '・' | '‧' | '/' | '—')) && (!digits || address) {
        return Ease::Seam;
    }
    if address || digits && !(last == ')' || next == '(') {
        return Ease::Last;
    }
    // `접수(1,254건)`: a remark in brackets may go to the next line as a whole.
    if opens(next) {
        return Ease::Seam;
    }
    if last == '-' || last == '\u{2010}' || last == ',' {
        return Ease::Seam;
    }
    // `카카오T`, `GPU를`: a name in two scripts is one word. And no single syllable is left over for the next line.
    if last.is_ascii_alphabetic() || next.is_ascii_alphabetic() || after.chars().nth(1).is_none_or(|c| c == ' ') {
        return Ease::Last;
    }
    // `127시|간을`, `(주)|카카오`, `(고지)|에게`: units, names of companies and particles are not cut off or apart.
    let particle = ends_bracket(last) && rest.chars().take_while(|&character| !closes(character)).count() <= PARTICLE;
    if is_inside_unit(word, rest) || COMPANY.iter().any(|mark| word.ends_with(mark)) || particle {
        return Ease::Last;
    }
    Ease::Syllable
}

/// Syllables of the longest particle behind a bracket: `이라는`.
const PARTICLE: usize = 3;
