//! A filing (제출 문서): a form filled for a case. Holds items with text, value and origin; knows no HTML and no PDF.

mod chart;
pub mod difference;
mod duty;
mod ending;
mod fact;
mod fill;
mod find;
mod item;
mod model;
mod notes;
mod print;
mod reasons;
mod rows;
mod small;
mod small_claims;
mod small_payouts;
mod table;
mod uses;

pub use fact::{Fact, Facts};
pub use fill::{Material, fill, letter};
pub use model::{
    Body, Cell, Chart, ChartBar, ChartPoint, ChartSpan, ColumnHead, FactLine, Filing, FilledItem, FilledSection,
    Inline, ItemState, Source, Table, TableRow,
};
pub use uses::{PrintedId, Spot};
