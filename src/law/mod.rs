//! Law (법령): which day's law applies, how it is cited, whom a filing is addressed to. Knows no form and no layout.

mod cite;
mod day;

pub use cite::{addressees, cite};
pub use day::{LawDay, day};
