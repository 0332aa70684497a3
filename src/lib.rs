//! bogo (보고): from the spreadsheets that an outage leaves behind to the reports that the law asks for.
//!
//! The stations below form one flow; each imports only what stands above it (`tests/architecture.rs` proves it):
//!
//! ```text
//! source ▶ mapping ▶ dossier ▶ figures ▶ law ▶ filing ▶ check ▶ render ▶ proof ▶ bundle
//! cells    fields    facts     numbers   duties items    rules   pages    reread  files
//! ```
//!
//! Beside `mapping` stand the `workbooks` that people fill before a case is read, and correct in afterwards.
//! Behind `check` stands `lineage`: from a number back to its cells, and from a cell to all that it became.

// Beside the flow: importable by every station.
pub mod error;
pub mod finding;
pub mod korean;
pub mod lang;
pub mod origin;
pub mod pack;
pub mod time;
pub mod value;

// The flow.
pub mod source;
pub mod mapping;
pub mod workbooks;
pub mod dossier;
pub mod figures;
pub mod law;
pub mod filing;
pub mod check;
pub mod lineage;
pub mod render;
pub mod proof;
pub mod bundle;
pub mod review;

// Bodies for fuzzing.
#[doc(hidden)]
pub mod fuzz;

// Calls the stations in order.
pub mod cli;
