//! What the benches share.

pub(crate) mod bare;
pub(crate) mod process;
