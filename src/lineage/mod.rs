//! Lineage (계보): from a figure or a fact back to the cells that it came from, and from a cell to everything that it
//! became. Computes nothing of its own: what a cell changes is found by computing the case without it.
//!
//! Knows no page and no terminal.

mod samples;
mod sight;
mod target;
mod uses;
mod without;

pub use samples::{Sample, Samples};
pub use sight::{Role, Seen, Sight, sight};
pub use target::Target;
pub use uses::{FactUse, FigureUse, PlaceUse, Uses, Via, Why, uses};
pub use without::Subject;
