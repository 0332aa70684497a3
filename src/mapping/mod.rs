//! Which sheet and column is which field, and what each cell says, typed. Knows no file format.

pub mod codes;
mod amount;
mod aside;
mod block;
mod clock;
mod form;
mod grid;
mod header;
mod mask;
mod names;
mod pairs;
mod parse;
mod problem;
mod reader;
mod report;
mod rows;
mod scan;
mod schemas;
mod table;
mod term;
#[cfg(test)]
mod tests;
mod totals;
mod unit;
mod when;

pub use amount::won;
pub use header::Columns;
pub use mask::{Personal, masked, personal, quoted};
pub use names::{compose, normalise, stem};
pub use parse::{Parsed, excuse};
pub use problem::{Got, Problem, Read};
pub use reader::{SheetReader, TypedRow, unknown_code};
pub use report::{Fault, Grouping, Report, hint};
pub use schemas::Schemas;
pub use table::{Survey, hidden};
pub use term::CodeMap;
pub use when::{DateForm, DateOrder, date, moment, moment_of, readings, stated_moment};
