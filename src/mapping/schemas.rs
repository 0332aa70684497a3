//! The sheets and code lists of a pack, ready for lookup; which of them the name of a sheet means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::normalise;
use super::report::Report;
use super::term::CodeMap;
use super::{codes, mask};
use crate::finding::Severity;
use crate::korean::nearest;
use crate::origin::{Origin, SheetRef};
use crate::pack::{Pack, SheetSchema};

/// The sheets and code lists of a pack, ready for lookup.
#[derive(Debug)]
pub struct Schemas {
    pub sheets: Vec<Arc<SheetSchema>>,
    lists: BTreeMap<String, Arc<CodeMap>>,
}

impl Schemas {
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let sheets: Vec<_> = pack.sheets.sheet.iter().cloned().map(Arc::new).collect();
        let fields = sheets.iter().flat_map(|sheet| &sheet.field);
        // Dimensions of statistics name lists of their own.
        let dimensions = pack.terms.list("claim_dimension").unwrap_or(&[]).iter().map(|(code, _)| code.as_str());
        let wanted = fields.filter_map(|field| field.list.as_deref()).chain(dimensions).chain(["claim_state"]);
        let lists =
            wanted.filter_map(|list| Some((list.to_owned(), Arc::new(CodeMap::new(pack.terms.list(list)?))))).collect();
        Self { sheets, lists }
    }

    /// A code list.
    #[must_use]
    pub fn list(&self, list: &str) -> Option<&Arc<CodeMap>> {
        self.lists.get(list)
    }

    /// The sheet that a name of a workbook's sheet means; `피해접수_1` and `피해접수 (2)` mean 피해접수.
    #[must_use]
    pub fn identify(&self, name: &str) -> Option<&Arc<SheetSchema>> {
        let normal = normalise(name);
        let stem = normal.trim_end_matches(|c: char| c.is_ascii_digit());
        [normal.as_str(), stem].into_iter().find_map(|wanted| {
            self.sheets.iter().find(|sheet| names(sheet).any(|known| !wanted.is_empty() && normalise(known) == wanted))
        })
    }

    /// The table of this name or id, exactly.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<&Arc<SheetSchema>> {
        let normal = normalise(name);
        self.sheets.iter().find(|sheet| names(sheet).any(|known| !normal.is_empty() && normalise(known) == normal))
    }

    /// Id of the table that a name comes close to.
    #[must_use]
    pub fn near(&self, name: &str) -> Option<&str> {
        let (ko, _) = self.meant(name)?;
        self.sheets.iter().find(|sheet| sheet.ko == ko).map(|sheet| sheet.id.as_str())
    }

    /// Korean and English name of the sheet that was probably meant.
    fn meant(&self, name: &str) -> Option<(&str, &str)> {
        let known = nearest(name, self.sheets.iter().flat_map(|sheet| names(sheet)))?;
        let sheet = self.sheets.iter().find(|sheet| names(sheet).any(|name| name == known))?;
        Some((&sheet.ko, &sheet.en))
    }

    /// A note on a sheet that is no sheet of a case; an error where its name is one letter off a sheet that the case
    /// otherwise lacks (`present` holds the ids of those it has), for then its rows are missing from every filing.
    pub fn unknown_sheet(&self, sheet: &Arc<SheetRef>, present: &BTreeSet<String>, report: &mut Report<'_>) {
        let meant = self.meant(&sheet.sheet);
        let mut finding = Report::finding(codes::UNKNOWN_SHEET)
            .at(&Origin::cell(sheet, 1, 1))
            .with("sheet", mask::quoted(&sheet.sheet))
            .with("hint", report.hint(meant));
        let lacking = meant.and_then(|(ko, _)| self.sheets.iter().find(|schema| schema.ko == ko));
        if let Some(schema) = lacking.filter(|schema| !present.contains(&schema.id)) {
            finding.severity = Severity::Error;
            finding.field = Some(schema.id.clone());
        }
        report.push(finding);
    }
}

fn names(sheet: &SheetSchema) -> impl Iterator<Item = &str> {
    [sheet.ko.as_str(), sheet.en.as_str(), sheet.id.as_str()].into_iter().chain(sheet.also.iter().map(String::as_str))
}
