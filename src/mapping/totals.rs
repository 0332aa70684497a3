//! Rows of totals (소계, 합계, 총계): kept out of every sum, and held against the rows that they close.
//!
//! Sums are kept as the sheet writes the numbers, so a unit of the column changes nothing. Memory does not grow with
//! the rows: a handful of running sums per column of numbers.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::amount;
use super::names::normalise;
use super::parse::{self, Parsed};
use crate::source::{CellValue, Row};

/// What a row of totals closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// 소계: the rows since the last row of totals.
    Part,
    /// 합계, 총계, 계, 누계: all rows.
    Whole,
}

/// Words of a total, and those that may end a longer label (`카카오 소계`).
const WORDS: [(&str, Rank); 13] = [
    ("소계", Rank::Part),
    ("중계", Rank::Part),
    ("subtotal", Rank::Part),
    ("합계", Rank::Whole),
    ("총계", Rank::Whole),
    ("총합계", Rank::Whole),
    ("누계", Rank::Whole),
    ("계", Rank::Whole),
    ("총", Rank::Whole),
    ("total", Rank::Whole),
    ("totals", Rank::Whole),
    ("grandtotal", Rank::Whole),
    ("sum", Rank::Whole),
];
const ENDINGS: [(&str, Rank); 6] = [
    ("소계", Rank::Part),
    ("subtotal", Rank::Part),
    ("합계", Rank::Whole),
    ("총계", Rank::Whole),
    ("누계", Rank::Whole),
    ("total", Rank::Whole),
];
/// Longest label of a total, in bytes.
const LONGEST: usize = 60;

/// What a label says that its row totals: `합계`, `합 계 (원)`, `10월 소계`.
pub(super) fn rank(label: &str) -> Option<Rank> {
    if label.len() > LONGEST {
        return None;
    }
    let bare = label.split(['(', '[', '（', ':', '：']).next().unwrap_or(label);
    // A count behind the word: 합계 105건.
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | ' ' | '건' | '명' | '개'));
    let normal = normalise(bare);
    let whole = WORDS.iter().find(|(word, _)| *word == normal);
    // 통계 and 회계 end in a word for sums and are none; 합계 ends nothing else.
    whole.or_else(|| ENDINGS.iter().find(|(word, _)| normal.ends_with(word))).map(|(_, rank)| *rank)
}

/// Whether a text of a column of numbers or names could begin or end as a total does: a quick look for every row.
pub(super) fn may_total(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => false,
        Some(first) if first.is_ascii() => {
            let is_word = matches!(first | 0x20, b't' | b's' | b'g') && !bytes.iter().any(u8::is_ascii_digit);
            is_word && bytes.len() <= 12 && rank(text).is_some()
        }
        Some(_) => bytes.len() <= LONGEST && (text.contains('계') || text.starts_with('총')) && rank(text).is_some(),
    }
}

/// A running sum of one column.
#[derive(Debug, Clone, Copy, Default)]
struct ColumnSum {
    whole: i128,
    rest: Decimal,
    /// A cell that is no number: the sum of the column is not known.
    unknown: bool,
}

impl ColumnSum {
    fn add(&mut self, cell: &CellValue<'_>) {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match cell {
            CellValue::Number { value, .. } if value.fract() == 0.0 && value.abs() < EXACT => {
                #[allow(clippy::cast_possible_truncation, reason = "whole and within the exact range of a double")]
                let whole = *value as i64;
                self.whole += i128::from(whole);
            }
            CellValue::Text(text) if plain_digits(text).is_some() => self.whole += plain_digits(text).unwrap_or(0),
            other => match number(other) {
                Some(number) => self.rest = self.rest.checked_add(number).unwrap_or_default(),
                // A dash adds nothing; what is not known yet leaves the sum open.
                None => self.unknown |= !matches!(parse::excuse(other, true), Some(Parsed::Blank)),
            },
        }
    }

    fn join(&mut self, other: &Self) {
        self.whole += other.whole;
        self.rest = self.rest.checked_add(other.rest).unwrap_or_default();
        self.unknown |= other.unknown;
    }

    fn value(&self) -> Option<Decimal> {
        let whole = Decimal::try_from_i128_with_scale(self.whole, 0).ok()?;
        whole.checked_add(self.rest).filter(|_| !self.unknown)
    }
}

/// Digits with nothing but commas between them, as text files hold most numbers.
fn plain_digits(text: &str) -> Option<i128> {
    const LONGEST: usize = 24;
    let digits = |value: i128, byte: u8| match byte {
        b'0'..=b'9' => Some(value * 10 + i128::from(byte - b'0')),
        b',' => Some(value),
        _ => None,
    };
    (!text.is_empty() && text.len() <= LONGEST).then(|| text.bytes().try_fold(0, digits)).flatten()
}

/// A number of a cell, in the unit of its column.
pub(super) fn number(cell: &CellValue<'_>) -> Option<Decimal> {
    amount::quantity(cell).ok().map(|got| got.value.normalize())
}

/// The rows since some row of totals.
#[derive(Debug, Clone, Default)]
struct RowStretch {
    rows: u64,
    first: u32,
    last: u32,
    sums: Vec<ColumnSum>,
}

impl RowStretch {
    fn new(columns: usize) -> Self {
        Self { sums: vec![ColumnSum::default(); columns], ..Self::default() }
    }

    fn join(&mut self, other: &Self) {
        if other.rows == 0 {
            return;
        }
        self.rows += other.rows;
        self.first = if self.first == 0 { other.first } else { self.first };
        self.last = other.last;
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            sum.join(more);
        }
    }

    fn add(&mut self, row: &Row<'_>, columns: &[u32]) {
        self.rows += 1;
        self.first = if self.first == 0 { row.number } else { self.first };
        self.last = row.number;
        for (sum, col) in self.sums.iter_mut().zip(columns) {
            if let Some(cell) = row.get(*col) {
                sum.add(cell);
            }
        }
    }
}

/// A total that is not the sum of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TotalContradiction {
    pub row: u32,
    pub col: u32,
    pub stated: Decimal,
    pub sum: Decimal,
    /// First and last row that it closes.
    pub rows: (u32, u32),
}

/// A total above its rows, waiting for them.
#[derive(Debug)]
struct OpenBlock {
    rank: Rank,
    row: u32,
    stated: Vec<Option<Decimal>>,
    since: RowStretch,
}

/// The running sums of a table.
#[derive(Debug)]
pub(super) struct Totals {
    columns: Vec<u32>,
    all: RowStretch,
    /// Since the last row that totals all.
    since_whole: RowStretch,
    /// Since the last row of totals.
    since_any: RowStretch,
    above: Vec<OpenBlock>,
}

/// Totals that stand above their rows at once: one of all, one of a part.
const DEEPEST: usize = 4;

impl Totals {
    /// Over the columns that may be added up.
    pub(super) fn new(columns: Vec<u32>) -> Self {
        let stretch = RowStretch::new(columns.len());
        Self { all: stretch.clone(), since_whole: stretch.clone(), since_any: stretch, columns, above: Vec::new() }
    }

    /// A record.
    pub(super) fn record(&mut self, row: &Row<'_>) {
        self.since_any.add(row, &self.columns);
    }

    /// Hands what has been added since the last row of totals to the sums that reach further.
    fn settle(&mut self) -> RowStretch {
        let since = std::mem::replace(&mut self.since_any, RowStretch::new(self.columns.len()));
        self.all.join(&since);
        self.since_whole.join(&since);
        self.above.iter_mut().for_each(|open| open.since.join(&since));
        since
    }

    /// How many rows a row of totals may speak of.
    pub(super) fn rows(&self) -> [u64; 3] {
        let since = self.since_any.rows;
        [self.all.rows + since, self.since_whole.rows + since, since]
    }

    /// A row of totals: what it contradicts. One above all rows, or above its part, is judged once they are through.
    pub(super) fn total(&mut self, rank: Rank, row: &Row<'_>) -> Vec<TotalContradiction> {
        let stated: Vec<Option<Decimal>> = self.columns.iter().map(|col| row.get(*col).and_then(number)).collect();
        let since = self.settle();
        let candidates: Vec<&RowStretch> = match rank {
            Rank::Part => vec![&since],
            Rank::Whole => vec![&self.all, &self.since_whole, &since],
        };
        let below = candidates.iter().any(|stretch| stretch.rows > 0);
        let mut wrong = candidates.iter().map(|stretch| contradictions(stretch, row.number, &stated, &self.columns));
        let mut told = wrong.next().unwrap_or_default();
        let fits = below && (told.is_empty() || wrong.any(|wrong| wrong.is_empty()));
        if fits || !below {
            told.clear();
        }
        // Where parts stand above their rows, the next one ends the part before it, whatever that adds up to.
        let follows = self.above.iter().any(|open| open.rank == rank);
        if (!below || !self.above.is_empty()) && (!fits || follows) {
            // Above its rows: the table began with a total, or parts follow one that did.
            told = self.close(rank);
            if self.above.len() < DEEPEST {
                let since = RowStretch::new(self.columns.len());
                self.above.push(OpenBlock { rank, row: row.number, stated, since });
            }
        }
        if rank == Rank::Whole {
            self.since_whole = RowStretch::new(self.columns.len());
        }
        told
    }

    /// Judges the totals above that a row of `rank` ends.
    fn close(&mut self, rank: Rank) -> Vec<TotalContradiction> {
        let keep = self.above.iter().take_while(|open| open.rank > rank).count();
        let ended = self.above.split_off(keep);
        ended
            .iter()
            .filter(|open| open.since.rows > 0)
            .flat_map(|open| contradictions(&open.since, open.row, &open.stated, &self.columns))
            .collect()
    }

    /// The end of the table.
    pub(super) fn finish(&mut self) -> Vec<TotalContradiction> {
        self.settle();
        self.close(Rank::Whole)
    }
}

fn contradictions(
    stretch: &RowStretch,
    row: u32,
    stated: &[Option<Decimal>],
    columns: &[u32],
) -> Vec<TotalContradiction> {
    let pairs = stated.iter().zip(&stretch.sums).zip(columns);
    let wrong = |((stated, sum), col): ((&Option<Decimal>, &ColumnSum), &u32)| {
        let (stated, sum) = ((*stated)?, sum.value()?);
        let rows = (stretch.first, stretch.last);
        (stated != sum).then_some(TotalContradiction { row, col: *col, stated, sum: sum.normalize(), rows })
    };
    pairs.filter_map(wrong).collect()
}

/// The number of rows that a label of totals states: `합계 105건`.
pub(super) fn stated_rows(label: &str) -> Option<u64> {
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let counts = label.trim_end_matches([')', ' ']).ends_with('건') && rank(label).is_some();
    digits.parse::<Decimal>().ok().filter(|_| counts).and_then(|count| count.to_u64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Cell;

    fn row(number: u32, value: f64) -> Row<'static> {
        Row {
            number,
            cells: vec![Cell { col: 2, value: CellValue::Number { value, percent: false } }],
            struck: Vec::new(),
        }
    }

    /// `None` is a record's place; a rank makes a total.
    fn run(rows: &[(Option<Rank>, f64)]) -> Vec<(u32, String, String)> {
        let mut totals = Totals::new(vec![2]);
        let mut told = Vec::new();
        for (number, (rank, value)) in (1..).zip(rows) {
            match rank {
                None => totals.record(&row(number, *value)),
                Some(rank) => told.extend(totals.total(*rank, &row(number, *value))),
            }
        }
        told.extend(totals.finish());
        told.iter().map(|wrong| (wrong.row, wrong.stated.to_string(), wrong.sum.to_string())).collect()
    }

    const PART: Option<Rank> = Some(Rank::Part);
    const WHOLE: Option<Rank> = Some(Rank::Whole);

    #[test]
    fn labels_of_totals() {
        for label in
            ["합계", "합 계", "총 합계", "계", "Total", "Grand Total", "합계(원)", "누계", "합계: 3건", "총 3건"]
        {
            assert_eq!(rank(label), Some(Rank::Whole), "{label}");
        }
        for label in ["소계", "카카오 소계", "10월 소 계", "Sub-total"] {
            assert_eq!(rank(label), Some(Rank::Part), "{label}");
        }
        for label in ["", "피해접수통계", "회계", "C-100", "총무팀", "시계", "합계를 확정함", "3건", "계정"]
        {
            assert_eq!(rank(label), None, "{label}");
        }
        assert_eq!((stated_rows("합계 1,234건"), stated_rows("합계"), stated_rows("C-10건")), (Some(1234), None, None));
    }

    #[test]
    fn totals_below_close_their_rows() {
        assert_eq!(run(&[(None, 1.0), (None, 2.0), (WHOLE, 3.0)]), []);
        assert_eq!(run(&[(None, 1.0), (None, 2.0), (WHOLE, 4.0)]), [(3, "4".into(), "3".into())]);
        let parts = [(None, 1.0), (PART, 1.0), (None, 2.5), (None, 3.0), (PART, 5.5), (WHOLE, 6.5)];
        assert_eq!(run(&parts), []);
        let wrong = [(None, 1.0), (PART, 1.0), (None, 2.5), (PART, 2.0), (WHOLE, 3.5)];
        assert_eq!(run(&wrong), [(4, "2".into(), "2.5".into())], "the whole is right");
        // 계 after each group, as some sheets write it.
        assert_eq!(run(&[(None, 1.0), (WHOLE, 1.0), (None, 2.0), (WHOLE, 2.0)]), []);
    }

    #[test]
    fn totals_above_wait_for_their_rows() {
        assert_eq!(run(&[(WHOLE, 3.0), (None, 1.0), (None, 2.0)]), []);
        assert_eq!(run(&[(WHOLE, 4.0), (None, 1.0), (None, 2.0)]), [(1, "4".into(), "3".into())]);
        let groups = [(WHOLE, 6.0), (PART, 3.0), (None, 1.0), (None, 2.0), (PART, 3.0), (None, 3.0)];
        assert_eq!(run(&groups), []);
        let wrong = [(WHOLE, 6.0), (PART, 4.0), (None, 1.0), (None, 2.0), (PART, 3.0), (None, 3.0)];
        assert_eq!(run(&wrong), [(2, "4".into(), "3".into())]);
    }

    #[test]
    fn a_column_with_a_word_in_it_has_no_sum() {
        let mut totals = Totals::new(vec![2]);
        totals.record(&row(1, 1.0));
        let pending = Cell { col: 2, value: CellValue::Text("파악 중".into()) };
        totals.record(&Row { number: 2, cells: vec![pending], struck: Vec::new() });
        assert_eq!(totals.total(Rank::Whole, &row(3, 5.0)), []);
    }
}
