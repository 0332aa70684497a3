//! Collects findings while reading: one root cause, one finding, however many cells it touches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codes;
use super::names::normalise;
use crate::finding::{Arg, Finding, Related};
use crate::korean::nearest;
use crate::lang::Lang;
use crate::origin::{Address, Origin, Range, SheetRef};
use crate::pack::Pack;

/// How many cells of one cause are named; the rest is a count.
const NAMED: usize = 20;

/// How the same fault in many cells of one column is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Each cell is its own cause.
    Each,
    /// One finding for the column.
    Column,
}

/// A fault in a cell.
#[derive(Debug, Clone)]
pub struct CellFault {
    pub code: &'static str,
    pub row: u32,
    pub col: u32,
    /// Header of the column as the sheet writes it.
    pub column: String,
    /// `sheet.field` of the model.
    pub field: String,
    /// The cell, fit to be quoted.
    pub value: String,
    pub args: Vec<(&'static str, Arg)>,
}

#[derive(Debug)]
struct FindingGroup {
    finding: usize,
    cells: u64,
    last_row: u32,
}

/// The findings of reading a case.
#[derive(Debug)]
pub struct Report<'p> {
    pack: &'p Pack,
    findings: Vec<Finding>,
    groups: BTreeMap<(&'static str, Arc<SheetRef>, u32), FindingGroup>,
    /// Columns with a share of one percent or more: they are percent throughout.
    percent: BTreeSet<(Arc<SheetRef>, u32)>,
}

impl<'p> Report<'p> {
    #[must_use]
    pub fn new(pack: &'p Pack) -> Self {
        Self { pack, findings: Vec::new(), groups: BTreeMap::new(), percent: BTreeSet::new() }
    }

    /// A finding with the severity of its code.
    #[must_use]
    pub fn finding(code: &'static str) -> Finding {
        Finding::new(code, codes::severity(code))
    }

    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Whether something is already said of a place.
    #[must_use]
    pub fn names(&self, origin: &Origin) -> bool {
        self.findings.iter().any(|finding| finding.origin.as_ref() == Some(origin))
    }

    /// A report of the same pack with nothing in it, for sheets that are read beside others.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self::new(self.pack)
    }

    /// Takes over what was found beside, in other sheets.
    pub fn absorb(&mut self, other: Self) {
        let offset = self.findings.len();
        self.findings.extend(other.findings);
        let groups = other.groups.into_iter();
        self.groups.extend(groups.map(|(key, group)| (key, FindingGroup { finding: group.finding + offset, ..group })));
        self.percent.extend(other.percent);
    }

    /// A fault in a cell of `sheet`.
    pub fn fault(&mut self, sheet: &Arc<SheetRef>, fault: CellFault, grouping: Grouping) {
        let origin = Origin::cell(sheet, fault.row, fault.col);
        let key = (fault.code, Arc::clone(sheet), fault.col);
        if grouping == Grouping::Column
            && let Some(group) = self.groups.get_mut(&key)
        {
            // Every row of a merge reads its one cell.
            if group.last_row == fault.row {
                return;
            }
            group.cells += 1;
            group.last_row = group.last_row.max(fault.row);
            let finding = &mut self.findings[group.finding];
            if finding.related.len() + 1 < NAMED {
                finding.related.push(Related { origin, label: Arg::from(fault.value) });
            }
            return;
        }
        if grouping == Grouping::Column {
            self.groups.insert(key, FindingGroup { finding: self.findings.len(), cells: 1, last_row: fault.row });
        }
        let mut finding = Self::finding(fault.code).at(&origin).field(fault.field);
        finding = finding.with("column", fault.column).with("value", fault.value);
        finding.args.extend(fault.args);
        self.findings.push(finding);
    }

    /// A sheet's name in both languages; its id when there is no such sheet.
    #[must_use]
    pub fn sheet_name(&self, id: &str) -> Arg {
        let found = self.pack.sheets.get(id);
        found.map_or_else(|| Arg::from(id), |sheet| Arg::Term { ko: sheet.ko.clone(), en: sheet.en.clone() })
    }

    /// Whether a header speaks of a person.
    #[must_use]
    pub fn is_personal(&self, header: &str) -> bool {
        is_personal(self.pack, header)
    }

    /// How the filter of a group names empty cells.
    #[must_use]
    pub fn blank(&self) -> &'p str {
        self.pack.messages.get("rows-blank").map_or("", |message| message.text.get(Lang::Ko))
    }

    /// "Did you mean …?" in both languages, or nothing.
    #[must_use]
    pub fn hint(&self, meant: Option<(&str, &str)>) -> Arg {
        hint(self.pack, meant)
    }

    /// A column that holds a share of one percent or more holds no fractions of one.
    pub fn holds_percent(&mut self, sheet: &Arc<SheetRef>, col: u32) {
        self.percent.insert((Arc::clone(sheet), col));
    }

    /// The readings of an ambiguous cell in both languages.
    #[must_use]
    pub fn readings(&self, readings: &[String]) -> Arg {
        let key = if readings.len() == 1 { "readings-one" } else { "readings-many" };
        phrase(self.pack, key, &[("list", Arg::from(readings.join(", ")))])
    }

    /// All findings, the counts of grouped ones stated.
    #[must_use]
    pub fn finish(mut self) -> Vec<Finding> {
        let groups = std::mem::take(&mut self.groups);
        for ((_, sheet, col), group) in groups {
            let more = group.cells - self.findings[group.finding].related.len() as u64 - 1;
            let first = self.findings[group.finding].origin.as_ref().and_then(Origin::address);
            let Some(first) = first.filter(|_| more > 0) else { continue };
            let range = Range { first, last: Address { row: group.last_row, col } };
            let label = phrase(self.pack, "more-cells", &[("count", Arg::from(more.to_string()))]);
            self.findings[group.finding].related.push(Related { origin: Origin::range(&sheet, range), label });
        }
        let percent = self.percent;
        let stands = |finding: &Finding| {
            let Some((origin, at)) = finding.origin.as_ref().and_then(|origin| Some((origin, origin.address()?)))
            else {
                return true;
            };
            finding.code != codes::FRACTION_OF_ONE || !percent.contains(&(Arc::clone(&origin.sheet), at.col))
        };
        self.findings.retain(stands);
        self.findings
    }
}

/// Whether a header speaks of a person, by the words of the pack.
pub(super) fn is_personal(pack: &Pack, header: &str) -> bool {
    let header = normalise(header);
    pack.sheets.personal.iter().any(|part| header.contains(&normalise(part)))
}

/// "Did you mean …?" in both languages, or nothing.
#[must_use]
pub fn hint(pack: &Pack, meant: Option<(&str, &str)>) -> Arg {
    let Some((ko, en)) = meant else { return Arg::from("") };
    phrase(pack, "did-you-mean", &[("name", Arg::Term { ko: ko.to_owned(), en: en.to_owned() })])
}

/// "Did you mean …?" of the known word nearest to one that is not known, or nothing.
#[must_use]
pub fn near<'a>(pack: &Pack, word: &str, known: impl IntoIterator<Item = &'a str>) -> Arg {
    hint(pack, nearest(word, known).map(|name| (name, name)))
}

/// A phrase of the pack's messages, both languages filled in.
#[must_use]
pub fn phrase(pack: &Pack, key: &str, args: &[(&'static str, Arg)]) -> Arg {
    let args: BTreeMap<&'static str, Arg> = args.iter().cloned().collect();
    let Some(message) = pack.messages.get(key) else { return Arg::from("") };
    Arg::Term { ko: message.text.fill(Lang::Ko, &args), en: message.text.fill(Lang::En, &args) }
}
