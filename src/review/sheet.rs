//! A sheet of one table: columns as wide as what they show, filter, frozen head, and pages to print.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::gather::{hours, number};
use super::{Assurance, FilingRow, StatedValue};
use crate::value::Certainty;
use crate::workbooks::escape_formula;

/// Words of the sheets, in the language of whoever asked.
#[derive(Debug, Clone, Default)]
pub struct SheetWords {
    pub filings: String,
    pub points: String,
    pub trends: String,
    pub heads: Vec<String>,
    pub point_heads: Vec<String>,
    pub trend_heads: Vec<String>,
    pub total: String,
    pub average: String,
    pub most: String,
    pub unstated: String,
    /// Whether a row counts in the totals: yes and no.
    pub counts: [String; 2],
    /// Words of [`super::Standing`], by its word.
    pub standing: Vec<(String, String)>,
}

/// Columns that stay in sight, and widths in characters that a column may have.
const FROZEN: u16 = 3;
const NARROWEST: usize = 6;
pub(super) const WIDEST: usize = 30;
pub(super) const WIDEST_PROSE: usize = 72;
/// Height of a line, in points.
const LINE: u32 = 17;

/// A sheet of one table, with the widest of what each column shows.
pub(super) struct SheetOfTable<'b> {
    pub(super) sheet: &'b mut Worksheet,
    widths: Vec<usize>,
    /// Row, column and width of the texts that break.
    long: Vec<(u32, u16, usize)>,
    wrap: Format,
}

impl<'b> SheetOfTable<'b> {
    pub(super) fn new(
        sheet: &'b mut Worksheet,
        name: &str,
        heads: &[String],
        format: &Format,
    ) -> std::result::Result<Self, XlsxError> {
        sheet.set_name(name)?;
        for (col, text) in (0..).zip(heads) {
            sheet.write_with_format(0, col, text, format)?;
        }
        // A head breaks between its words.
        let word = |text: &String| text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let widths = heads.iter().map(|text| word(text).max(NARROWEST)).collect();
        Ok(Self { sheet, widths, long: Vec::new(), wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top) })
    }

    /// Takes note of a text that a column shows.
    pub(super) fn shows(&mut self, col: u16, text: &str) {
        if let Some(widest) = self.widths.get_mut(usize::from(col)) {
            *widest = (*widest).max(text.width());
        }
    }

    pub(super) fn text(&mut self, row: u32, col: u16, text: &str) -> std::result::Result<(), XlsxError> {
        self.shows(col, text);
        if text.width() > WIDEST {
            self.long.push((row, col, text.width()));
        }
        self.sheet.write_with_format(row, col, escape_formula(text).as_ref(), &self.wrap).map(|_| ())
    }

    #[allow(clippy::cast_precision_loss, reason = "a count of points or days")]
    pub(super) fn count(&mut self, row: u32, col: u16, count: u64) -> std::result::Result<(), XlsxError> {
        self.sheet.write_with_format(row, col, count as f64, &self.wrap).map(|_| ())
    }

    pub(super) fn formula(&mut self, row: u32, col: u16, formula: Formula) -> std::result::Result<(), XlsxError> {
        self.sheet.write_formula_with_format(row, col, formula, &self.wrap).map(|_| ())
    }

    /// A value as a number where it is one that may be relied on, as the filing prints it elsewhere.
    pub(super) fn value(
        &mut self,
        row: u32,
        col: u16,
        filing: &FilingRow,
        stated: Option<&StatedValue>,
        unstated: &str,
    ) -> std::result::Result<(), XlsxError> {
        let Some(stated) = stated else { return self.text(row, col, unstated) };
        match shown(stated) {
            Some(ShownValue { kind, number, certainty, .. }) if filing.standing == Assurance::Verified => {
                self.shows(col, &formatted(kind, number, certainty));
                let format = Format::new().set_num_format(format_of(kind, certainty)).set_align(FormatAlign::Top);
                self.sheet.write_with_format(row, col, number, &format).map(|_| ())
            }
            // Of what nobody vouches for nothing is added up: it stays the text that it is.
            _ if filing.standing != Assurance::Verified => self.text(row, col, &format!("{} ?", stated.text)),
            _ => self.text(row, col, &stated.text),
        }
    }

    /// Columns as wide as what they show, rows as high as their lines; filter, frozen head, and pages on their side with the
    /// head on each. `widest` is what a column may have at most.
    pub(super) fn finish(self, last: u32, widest: usize) -> std::result::Result<(), XlsxError> {
        let Self { sheet, widths, long, .. } = self;
        let widths: Vec<usize> = widths.into_iter().map(|width| width.min(widest) + 2).collect();
        for (col, width) in (0..).zip(&widths) {
            sheet.set_column_width(col, u32::try_from(*width).unwrap_or(u32::MAX))?;
        }
        let mut heights: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, col, width) in long {
            let lines = widths.get(usize::from(col)).map_or(1, |room| width.div_ceil(room - 2));
            let height = heights.entry(row).or_default();
            *height = (*height).max(lines);
        }
        for (row, lines) in heights {
            sheet.set_row_height(row, LINE.saturating_mul(u32::try_from(lines).unwrap_or(1)))?;
        }
        let columns = u16::try_from(widths.len()).unwrap_or(1).saturating_sub(1);
        sheet.autofilter(0, 0, last.max(1), columns)?;
        sheet.set_freeze_panes(1, FROZEN.min(columns))?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}

/// A number as its format shows it, for the width of its column.
pub(super) fn formatted(kind: &str, number: f64, certainty: Certainty) -> String {
    let whole = |number: f64| format!("{:.0}", number.abs());
    let grouped = |number: f64| {
        let digits = whole(number);
        let commas = digits.len().saturating_sub(1) / 3;
        digits + &",".repeat(commas)
    };
    let plain = match kind {
        "duration" => format!("{}시간 00분", whole(number * 24.0)),
        "share" => format!("{number:.1}%"),
        "won" => format!("{}원", grouped(number)),
        _ => grouped(number),
    };
    if certainty == Certainty::Estimate { format!("약 {plain}") } else { plain }
}

/// A number of a cell and how it is shown.
pub(super) struct ShownValue<'a> {
    pub(super) kind: &'a str,
    pub(super) number: f64,
    pub(super) value: Option<Decimal>,
    pub(super) certainty: Certainty,
}

/// A stated value as a number where it is one.
pub(super) fn shown(stated: &StatedValue) -> Option<ShownValue<'_>> {
    let kind = stated.kind.as_str();
    let number = match kind {
        // A spreadsheet counts time in days.
        "duration" => stated.value.as_deref().and_then(hours)? / 24.0,
        _ => number(stated),
    };
    let certainty = if stated.state == "estimate" { Certainty::Estimate } else { Certainty::Exact };
    let value = stated.value.as_deref().and_then(|text| text.parse().ok());
    number.is_finite().then_some(ShownValue { kind, number, value, certainty })
}

/// The format of a number of a kind; an estimate says so.
pub(super) fn format_of(kind: &str, certainty: Certainty) -> String {
    let plain = match kind {
        "duration" => "[h]\"시간\" mm\"분\"",
        "share" => "0.0\"%\"",
        "won" => "#,##0\"원\"",
        _ => "#,##0",
    };
    match certainty {
        Certainty::Exact => plain.to_owned(),
        // No decimal that the source does not have.
        Certainty::Estimate => format!("\"약 \"{}", if kind == "share" { "General\"%\"" } else { plain }),
    }
}

/// `G2`.
pub(super) fn cell(row: u32, col: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, col)
}

/// `$G$2`.
pub(super) fn fixed(row: u32, col: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell_absolute(row, col)
}
