//! Which sheet and column is which field, and what each cell says, typed. Knows no file format.

pub mod codes;
mod amount;
mod header;
mod mask;
mod names;
mod parse;
mod problem;
mod reader;
mod report;
mod scan;
pub mod sight;
mod term;
mod when;

pub use amount::won;
pub use header::{Columns, columns};
pub use mask::{Personal, masked, personal, quoted};
pub use names::{compose, normalise};
pub use parse::{Parsed, excuse};
pub use problem::{Got, Problem, Read};
pub use reader::{Schemas, SheetReader, TypedRow, unknown_code};
pub use report::{Fault, Grouping, Report, hint};
pub use term::CodeMap;
pub use when::{date, moment, stated_moment};
