//! Which sheet and column is which field, and what each cell says, typed. Knows no file format.

pub mod codes;
mod amount;
mod clock;
mod elapsed;
mod flag;
mod form;
mod header;
mod mask;
mod names;
mod pairs;
mod parse;
mod person;
mod personal;
mod problem;
mod reader;
mod report;
mod scan;
pub mod sight;
mod term;
#[cfg(test)]
mod tests;
mod two_cells;
mod when;

pub use amount::won;
pub use header::{Columns, columns};
pub use mask::{masked, quoted};
pub use names::{compose, normalise};
pub use parse::{Parsed, excuse};
pub use personal::{Personal, personal, personals};
pub use problem::{Got, Problem, Read};
pub use reader::{Schemas, SheetReader, TypedRow, unknown_code};
pub use report::{Fault, Grouping, Report, hint};
pub use term::CodeMap;
pub use when::{DateForm, DateOrder, date, moment, moment_of, readings, stated_moment};
