//! A filing (제출 문서): a form filled for a case. Holds items with text, value and origin; knows no HTML and no PDF.

mod amended;
mod barrier;
mod chart;
pub mod difference;
mod duty;
mod end_mark;
mod fact;
mod fill;
mod find;
mod item;
mod prior_filings;
mod model;
mod notes;
mod outside;
mod print;
mod reasons;
mod reprint;
mod rows;
mod sentences;
mod suppression;
mod suppression_claims;
mod suppression_payouts;
mod table;
mod tables;
mod timeline;
mod available;
mod uses;
mod withheld;

pub use amended::{changed, dropped, id_of};
pub use barrier::{Barrier, barrier};
pub use fact::{FactIndex, PrintedFact};
pub use fill::{Material, fill, fill_after, letter, letter_after, record};
pub use model::{
    Body, Chart, ChartBar, ChartMarks, ChartPoint, ChartSpan, ColumnHead, FactLine, Filing, FilledItem, FilledSection,
    Follows, Inline, ItemState, Lack, Source, Table, TableCell, TableRow, Withheld,
};
pub use outside::{OutsideText, outside};
pub use prior_filings::{Before, HistoryFault, PriorFiling};
pub use reasons::{judgement_of, statistic_of};
pub use uses::{PrintedId, Spot};
