//! Lineage (계보): from a figure or a fact back to the cells that it came from, and from a cell to everything that it
//! became. Computes nothing of its own: what a cell changes is found by computing the case without it.
//!
//! Knows no page and no terminal.

mod samples;
mod cell_view;
mod target;
mod uses;
mod leave_one_out;

pub use cell_view::{Role, SeenCell, Sight, sight};
pub use leave_one_out::Omitted;
pub use samples::{SampleCell, Samples};
pub use target::Target;
pub use uses::{FactUse, FigureUse, PlaceUse, UnusedReason, Uses, Via, uses};
