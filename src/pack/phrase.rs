//! Phrases: the fixed wording of a form with slots for facts and figures. Parsed and checked when the pack loads.
//!
//! A slot is `{path}` or `{path:style}`; several styles follow one another (`{claims.total:건:을/를}`). Paths:
//! - `claims.total` (a figure), `filer.name`, `case.report_at`, `contact.name`, `outage.cause` (of a case with one outage);
//! - in a row `at` (a field of the row), `entity>name` (a field of the row that this one names), and
//!   `=interruption.{id}.duration` (a figure, `{…}` taken from the row);
//! - in a row of a family `code` (its name), `figure` (the figure itself), `=claims.by_harm.{code}.share`; in a row of
//!   corrections also `from`, `to` (days), `={stem}@{from}`, `={stated}@{from}` (the share as stated) and
//!   `figure>claim_count.reason` (a field of the row that the figure's cells stand in);
//! - in a row of `changes` (values that the filing before stated otherwise) `item`, `before`, `after`, `reason`, `as_of`; of
//!   that filing `before.stage` and `before.report_at`, known only where there is one;
//! - of the filing itself: `item.cause.text` and `section.notices` are known where that part stands before the sentence and
//!   has something to say (in the summary: anywhere), `withheld.business` where something is kept from the public on that
//!   ground, `form.blanks` where a cell is empty; `form.tells` joins what the items that stand there are `told` as;
//! - `cite:tba.user-notice`: the article as numbered that day.
//!
//! A bracket that only says once more what stands before it is left out: `{service}({function})` of one name is the name.
//!
//! Styles: `words` (금…원(금…원)), `minutes`, `days` (a long duration in days), `day`, `wholeday` (midnight as its day), `precise` (as the row's own
//! precision says), `short` (without its day, behind a moment of the same day), `stated` (a share with all its decimals),
//! `term` (a code by the list of the row's `dimension`), a pair of particles such as `은/는`, or anything else: the unit that follows the number.
//!
//! Wording holds no digit: a number without a figure or a fact behind it is a broken pack.

use serde::Deserialize;

use super::fault::{Why, why};

/// How a slot prints its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    /// Stands right behind the number, inside the same element: `건`.
    Unit(String),
    /// An exact amount as official documents spell it.
    Words,
    /// A duration in whole minutes.
    Minutes,
    /// A duration of two days or more in whole days.
    Days,
    /// The day of a moment.
    Day,
    /// A moment without its clock time when that is midnight.
    WholeDay,
    /// A moment as exact as the row's field `precision` says.
    Precise,
    /// A moment without its day, behind a moment of the same day in the same phrase.
    Short,
    /// A share with all its decimals, as it was stated.
    Stated,
    /// The name of a code in the list that the row's field `dimension` names.
    Term,
    /// The particle of a pair that fits what stands before.
    Particle(String),
}

/// Which value a slot takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// A figure whose id takes parts from the row: text and field names in turn.
    Figure(Vec<PhrasePiece>),
    /// `field>sheet.to`: the row of `sheet` that `field` names.
    Joined { field: String, sheet: String, to: String },
    /// A field of the row, or a path of the case.
    Named(String),
}

/// A part of a figure id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhrasePiece {
    Text(String),
    Field(String),
}

/// A slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub path: Path,
    pub styles: Vec<Style>,
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhrasePart {
    Text(String),
    Slot(Slot),
    /// Id of an article.
    Cite(String),
}

/// Wording with slots.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Phrase(pub Vec<PhrasePart>);

/// A condition on values. Not knowing is never true of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `path` or `path?`: has a value.
    Known(Path),
    /// `!path`: has none.
    Unknown(Path),
    /// `pending path`: its cell says that it is not yet known (파악 중).
    Pending(Path),
    /// `path in a, b`, `path = a`, `path != a`.
    Is { path: Path, words: Vec<String>, wanted: bool },
    /// `path within a, b`: it has codes, and all of them are among these.
    Within { path: Path, words: Vec<String> },
    /// `path = $other`: both have the same value; `$^other` is of the row outside `any` or `none`.
    Same { left: Path, right: Path, outside: bool },
    /// `path has a, b`: the text has one of these in it.
    Has { path: Path, words: Vec<String> },
    /// `not TEST`: unless the test is known to hold.
    Not(Box<Test>),
    /// `any event: kind = awareness`: some row of the sheet fits; `none event: …`: no row does. Takes all that follows.
    Rows { sheet: String, tests: Tests, wanted: bool },
    /// One of a list holds.
    Any(Vec<Tests>),
}

/// Tests that must all hold, joined by ` & `. Of a list of such, one must.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "RawTests")]
pub struct Tests(pub Vec<Test>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawTests {
    All(String),
    Any(Vec<String>),
}

/// A phrase that is taken when its tests hold and its slots have values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseChoice {
    pub when: Tests,
    pub phrase: Phrase,
}

/// Alternatives in order of preference. A string without braces is a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawChoices")]
pub struct Choices(pub Vec<PhraseChoice>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawChoices {
    One(String),
    Many(Vec<RawChoice>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawChoice {
    Plain(String),
    When(PhraseCondition),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseCondition {
    say: Phrase,
    #[serde(default)]
    when: Tests,
}

impl TryFrom<RawChoices> for Choices {
    type Error = Why;

    fn try_from(raw: RawChoices) -> Result<Self, Why> {
        let many = match raw {
            RawChoices::One(text) => vec![RawChoice::Plain(text)],
            RawChoices::Many(many) => many,
        };
        let choice = |raw| match raw {
            RawChoice::Plain(text) => {
                let phrase = if text.contains('{') && !text.starts_with('=') {
                    Phrase::parse(&text)?
                } else {
                    Phrase::path(&text)?
                };
                Ok(PhraseChoice { when: Tests::default(), phrase })
            }
            RawChoice::When(PhraseCondition { say, when }) => Ok(PhraseChoice { when, phrase: say }),
        };
        Ok(Self(many.into_iter().map(choice).collect::<Result<_, Why>>()?))
    }
}

impl TryFrom<String> for Phrase {
    type Error = Why;

    fn try_from(text: String) -> Result<Self, Why> {
        Self::parse(&text)
    }
}

impl TryFrom<RawTests> for Tests {
    type Error = Why;

    fn try_from(raw: RawTests) -> Result<Self, Why> {
        match raw {
            RawTests::All(text) => Self::parse(&text),
            RawTests::Any(list) => {
                let any = list.iter().map(|text| Self::parse(text)).collect::<Result<_, _>>()?;
                Ok(Self(vec![Test::Any(any)]))
            }
        }
    }
}

/// Fixed wording holds no digit.
pub(super) fn wording(text: &str) -> Result<(), Why> {
    if text.chars().any(char::is_numeric) { Err(why("pack-digit", text)) } else { Ok(()) }
}

impl Phrase {
    /// A phrase of one slot; the path may carry styles.
    fn path(text: &str) -> Result<Self, Why> {
        Ok(Self(vec![slot(text)?]))
    }

    fn parse(text: &str) -> Result<Self, Why> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let close = closing(&rest[open..]).ok_or_else(|| why("pack-phrase", text).expected("{…}"))? + open;
            if open > 0 {
                wording(&rest[..open])?;
                parts.push(PhrasePart::Text(rest[..open].to_owned()));
            }
            parts.push(slot(&rest[open + 1..close])?);
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            wording(rest)?;
            parts.push(PhrasePart::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// Slots in order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter().filter_map(|part| match part {
            PhrasePart::Slot(slot) => Some(slot),
            PhrasePart::Text(_) | PhrasePart::Cite(_) => None,
        })
    }

    /// Ids of cited articles.
    pub fn cites(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            PhrasePart::Cite(id) => Some(id.as_str()),
            PhrasePart::Text(_) | PhrasePart::Slot(_) => None,
        })
    }
}

/// Position of the brace that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(index),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn slot(inside: &str) -> Result<PhrasePart, Why> {
    if let Some(article) = inside.strip_prefix("cite:") {
        return Ok(PhrasePart::Cite(article.to_owned()));
    }
    let mut parts = inside.split(':');
    let path = path(parts.next().unwrap_or_default())?;
    let styles = parts.map(style).collect::<Result<_, _>>()?;
    Ok(PhrasePart::Slot(Slot { path, styles }))
}

fn style(text: &str) -> Result<Style, Why> {
    Ok(match text {
        "words" => Style::Words,
        "minutes" => Style::Minutes,
        "days" => Style::Days,
        "day" => Style::Day,
        "wholeday" => Style::WholeDay,
        "precise" => Style::Precise,
        "short" => Style::Short,
        "stated" => Style::Stated,
        "term" => Style::Term,
        pair if crate::korean::PARTICLES.contains(&pair) => Style::Particle(pair.to_owned()),
        pair if pair.contains('/') => {
            return Err(why("pack-phrase", pair).expected(crate::korean::PARTICLES.join(", ")));
        }
        unit => {
            wording(unit)?;
            Style::Unit(unit.to_owned())
        }
    })
}

pub(super) fn path(text: &str) -> Result<Path, Why> {
    let text = text.trim();
    if text.is_empty() || text.contains(' ') {
        return Err(why("pack-phrase", text).expected("sheet.field"));
    }
    if let Some(mut rest) = text.strip_prefix('=') {
        let mut pieces = Vec::new();
        while let Some(open) = rest.find('{') {
            let close = rest.find('}').ok_or_else(|| why("pack-phrase", text).expected("{…}"))?;
            pieces.push(PhrasePiece::Text(rest[..open].to_owned()));
            pieces.push(PhrasePiece::Field(rest[open + 1..close].to_owned()));
            rest = &rest[close + 1..];
        }
        pieces.push(PhrasePiece::Text(rest.to_owned()));
        return Ok(Path::Figure(pieces));
    }
    if let Some((field, to)) = text.split_once('>') {
        let (sheet, to) = to.split_once('.').unwrap_or((field, to));
        return Ok(Path::Joined { field: field.to_owned(), sheet: sheet.to_owned(), to: to.to_owned() });
    }
    Ok(Path::Named(text.to_owned()))
}

impl Tests {
    fn parse(text: &str) -> Result<Self, Why> {
        let mut tests = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            if let Some(rows) = rows(rest)? {
                tests.push(rows);
                break;
            }
            let (first, more) = rest.split_once(" & ").unwrap_or((rest, ""));
            tests.push(test(first.trim())?);
            rest = more.trim();
        }
        Ok(Self(tests))
    }
}

fn rows(text: &str) -> Result<Option<Test>, Why> {
    for (word, wanted) in [("any ", true), ("none ", false)] {
        if let Some((sheet, tests)) = text.strip_prefix(word).and_then(|rest| rest.split_once(':')) {
            return Ok(Some(Test::Rows { sheet: sheet.trim().to_owned(), tests: Tests::parse(tests)?, wanted }));
        }
    }
    Ok(None)
}

fn test(text: &str) -> Result<Test, Why> {
    if let Some(rest) = text.strip_prefix("not ") {
        return Ok(Test::Not(Box::new(test(rest)?)));
    }
    if let Some(rest) = text.strip_prefix("pending ") {
        return Ok(Test::Pending(path(rest)?));
    }
    if let Some((left, right)) = text.split_once(" within ") {
        let words = right.split(',').map(|word| word.trim().to_owned()).collect();
        return Ok(Test::Within { path: path(left)?, words });
    }
    if let Some((left, right)) = text.split_once(" = $") {
        let (right, outside) = right.strip_prefix('^').map_or((right, false), |right| (right, true));
        return Ok(Test::Same { left: path(left)?, right: path(right)?, outside });
    }
    if let Some((left, right)) = text.split_once(" has ") {
        return Ok(Test::Has {
            path: path(left)?,
            words: right.split(',').map(|word| word.trim().to_owned()).collect(),
        });
    }
    for (operator, wanted) in [(" in ", true), (" != ", false), (" = ", true)] {
        if let Some((left, right)) = text.split_once(operator) {
            let words = right.split(',').map(|word| word.trim().to_owned()).collect();
            return Ok(Test::Is { path: path(left)?, words, wanted });
        }
    }
    match text.strip_prefix('!') {
        Some(rest) => Ok(Test::Unknown(path(rest)?)),
        None => Ok(Test::Known(path(text.trim_end_matches('?'))?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_wording_and_slots() {
        let phrase =
            Phrase::parse("모두 {claims.total:건:을/를} {=interruption.{id}.duration} 동안").expect("a phrase");
        let [
            PhrasePart::Text(_),
            PhrasePart::Slot(total),
            PhrasePart::Text(_),
            PhrasePart::Slot(duration),
            PhrasePart::Text(_),
        ] = &phrase.0[..]
        else {
            panic!("{phrase:?}")
        };
        assert_eq!(total.path, Path::Named("claims.total".into()));
        assert_eq!(total.styles, [Style::Unit("건".into()), Style::Particle("을/를".into())]);
        let pieces = ["interruption.", "id", ".duration"];
        assert_eq!(
            duration.path,
            Path::Figure(vec![
                PhrasePiece::Text(pieces[0].into()),
                PhrasePiece::Field(pieces[1].into()),
                PhrasePiece::Text(pieces[2].into())
            ])
        );
    }

    #[test]
    fn wording_with_a_digit_is_a_broken_pack() {
        assert!(Phrase::parse("모두 105건").is_err());
        assert!(Phrase::parse("{claims.total:3건}").is_err());
        assert!(Phrase::parse("①").is_err());
        assert!(Phrase::parse("{claims.total").is_err());
    }

    #[test]
    fn tests_join_with_an_ampersand() {
        let tests = Tests::parse("kind in notice, report & !until & restored_after = $started_at").expect("tests");
        assert_eq!(tests.0.len(), 3);
        assert!(matches!(&tests.0[0], Test::Is { words, wanted: true, .. } if words.len() == 2));
        assert!(matches!(&tests.0[1], Test::Unknown(_)));
        assert!(matches!(&tests.0[2], Test::Same { outside: false, .. }));
        let has = Tests::parse("filer.representative has 대표, 의장 & case.title").expect("tests");
        assert!(matches!(&has.0[..], [Test::Has { words, .. }, Test::Known(_)] if words.len() == 2));
        let any = Tests::parse("any event: kind = awareness & standing != established").expect("tests");
        let later = Tests::parse("state = open & none payout_count: target = $^target").expect("tests");
        assert!(matches!(&later.0[..], [Test::Is { .. }, Test::Rows { wanted: false, .. }]));
        assert!(matches!(&any.0[..], [Test::Rows { tests, wanted: true, .. }] if tests.0.len() == 2));
    }
}
