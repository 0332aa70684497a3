//! Law (법령): which day's law applies, how it is cited, what it asks on the facts and by when, whom a filing is addressed
//! to. Knows no form and no layout.

pub mod agenda;
mod agenda_figures;
pub mod cases;
mod cite;
mod compare;
mod day;
pub mod deadline;
pub mod delivery;
pub mod due;
pub mod duties;
pub mod evaluate;
mod facts;
pub mod figures;
pub mod history;
pub mod reference;
pub mod task;
mod words;

pub use cite::{CitedGround, addressees};
pub use day::{LawDay, day};
pub use words::{LawWords, addressee, parameter};
