//! A finished HWPX, read back and held against what it should say: word by word when it was made, paragraph by paragraph
//! when somebody edited it.

use super::ProofProblem;
use crate::render::ReadingOrder;
use crate::render::hwpx::{Line, Place, Reading};

/// Words shown on each side of a difference, and most of a difference.
const AROUND: usize = 3;
const SHOWN: usize = 16;
/// Paragraphs times paragraphs that are compared each with each; beyond, they are compared in their order.
const LARGEST: usize = 4_000_000;

/// A paragraph that is not what its data make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub place: Place,
    /// The words as they should be, and as they are; one is empty where the paragraph is only on one side.
    pub expected: String,
    pub found: String,
    /// A number is among the words that differ.
    pub is_value: bool,
}

/// Where a package says something else than its document; nothing where they agree word for word.
#[must_use]
pub fn words(reading: &Reading, order: &ReadingOrder) -> Vec<ProofProblem> {
    let mut problems = Vec::new();
    let read: Vec<&str> = reading.words().collect();
    let written: Vec<&str> = order.words.iter().map(String::as_str).collect();
    if let Some((expected, found)) = differing(&written, &read) {
        problems.push(ProofProblem::Paragraph { expected, found });
    }
    let read: Vec<&str> = reading.alternatives.iter().map(String::as_str).collect();
    let written: Vec<&str> = order.drawings.iter().map(|drawing| drawing.alternative.as_str()).collect();
    if read != written {
        let at = read.iter().zip(&written).position(|(read, written)| read != written);
        let at = at.unwrap_or(read.len().min(written.len()));
        let text = |all: &[&str]| all.get(at).copied().unwrap_or_default().to_owned();
        problems.push(ProofProblem::Page { page: 0, expected: text(&written), found: text(&read) });
    }
    problems
}

/// What was edited in a package, against the one that its data make.
#[must_use]
pub fn edits(found: &Reading, expected: &Reading) -> Vec<Edit> {
    // What is written in a picture is compared with the picture: another program may have made a bitmap of it.
    let own =
        |reading: &Reading| -> Vec<Line> { reading.lines.iter().filter(|line| !line.is_drawn).cloned().collect() };
    let (found, expected) = (own(found), own(expected));
    let text = |lines: &[Line]| -> Vec<String> { lines.iter().map(|line| normal(&line.text)).collect() };
    let (new, old) = (text(&found), text(&expected));
    let mut edits = Vec::new();
    for (old_range, new_range) in gaps(&old, &new) {
        let pairs = old_range.len().min(new_range.len());
        for at in 0..old_range.len().max(new_range.len()) {
            let line = |lines: &[Line], at: usize| lines.get(at).map(|line| line.place.clone());
            let (before, after) = (old_range.start + at, new_range.start + at);
            if at < pairs {
                let (expected, now) = (words_of(&old[before]), words_of(&new[after]));
                let Some((expected, found_words)) = differing(&expected, &now) else { continue };
                let is_value = [&expected, &found_words].iter().any(|text| text.contains(|c: char| c.is_ascii_digit()));
                let place = line(&found, after).unwrap_or_default();
                edits.push(Edit { place, expected, found: found_words, is_value });
            } else if at < new_range.len() {
                let place = line(&found, after).unwrap_or_default();
                edits.push(Edit { place, expected: String::new(), found: short(&new[after]), is_value: false });
            } else {
                let place = line(&expected, before).unwrap_or_default();
                edits.push(Edit { place, expected: short(&old[before]), found: String::new(), is_value: false });
            }
        }
    }
    edits
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words_of(text: &str) -> Vec<&str> {
    text.split(' ').filter(|word| !word.is_empty()).collect()
}

fn short(text: &str) -> String {
    let words = words_of(text);
    let more = if words.len() > SHOWN { " …" } else { "" };
    words[..words.len().min(SHOWN)].join(" ") + more
}

/// The first stretch of words that differs, with a few around it, on either side.
fn differing(expected: &[&str], found: &[&str]) -> Option<(String, String)> {
    let front = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
    if front == expected.len() && front == found.len() {
        return None;
    }
    let back = expected[front..].iter().rev().zip(found[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let from = front.saturating_sub(AROUND);
    let cut = |words: &[&str]| {
        let to = (words.len() - back + AROUND).min(words.len()).min(from + SHOWN).max(from);
        words[from..to].join(" ")
    };
    Some((cut(expected), cut(found)))
}

/// The stretches in which two lists differ, by a longest common subsequence of what lies between their common ends.
fn gaps(old: &[String], new: &[String]) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[front..old.len() - back], &new[front..new.len() - back]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if a.len().saturating_mul(b.len()) > LARGEST {
        return vec![(front..front + a.len(), front..front + b.len())];
    }
    // Length of the common subsequence of what follows each pair of places.
    let width = b.len() + 1;
    let mut lengths = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut gaps, mut begin) = (Vec::new(), (0, 0));
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            if begin != (i, j) {
                gaps.push((front + begin.0..front + i, front + begin.1..front + j));
            }
            (i, j) = (i + 1, j + 1);
            begin = (i, j);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    if begin != (a.len(), b.len()) {
        gaps.push((front + begin.0..front + a.len(), front + begin.1..front + b.len()));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(lines: &[&str]) -> Reading {
        let line = |(at, text): (usize, &&str)| Line {
            text: (*text).to_owned(),
            place: Place { paragraph: at + 1, ..Place::default() },
            is_drawn: false,
        };
        Reading { lines: lines.iter().enumerate().map(line).collect(), ..Reading::default() }
    }

    #[test]
    fn an_edited_word_and_an_edited_number_are_two_edits_each_at_its_place() {
        let old = reading(&["제목", "장애는 127시간 33분 이어졌습니다.", "복구했습니다.", "끝."]);
        let new = reading(&["제목", "장애는 128시간 33분 이어졌습니다.", "복구하였습니다.", "끝."]);
        let edits = edits(&new, &old);
        let told: Vec<_> = edits
            .iter()
            .map(|edit| (edit.place.paragraph, edit.expected.as_str(), edit.found.as_str(), edit.is_value))
            .collect();
        assert_eq!(
            told,
            [
                (2, "장애는 127시간 33분 이어졌습니다.", "장애는 128시간 33분 이어졌습니다.", true),
                (3, "복구했습니다.", "복구하였습니다.", false)
            ]
        );
    }

    #[test]
    fn paragraphs_that_came_or_went_are_told_alone() {
        let old = reading(&["가", "나", "다", "라"]);
        let edits = edits(&reading(&["가", "새 문단", "나", "라"]), &old);
        let told: Vec<_> = edits.iter().map(|edit| (edit.expected.as_str(), edit.found.as_str())).collect();
        assert_eq!(told, [("", "새 문단"), ("다", "")]);
        assert!(super::edits(&old, &old).is_empty());
    }
}
