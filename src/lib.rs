//! bogo (보고): from the spreadsheets that an outage leaves behind to the reports that the law asks for.
//!
//! The stations below form one flow; each imports only what stands above it (`tests/architecture.rs` proves it):
//!
//! ```text
//! source ▶ mapping ▶ dossier ▶ figures ▶ law ▶ filing ▶ check ▶ render ▶ proof ▶ bundle
//! cells    fields    facts     numbers   duties items    rules   pages    reread  files
//! ```
//!
//! A case becomes a bundle of proven filings in a few calls. Whatever a file holds, it is read within the limits of
//! [`source::Reading`]; nothing is fetched, no clock is read, and the same files give the same bytes:
//!
//! ```
//! use bogo::pack::{Assets, Pack};
//! use bogo::pipeline::{Bundler, Order, examine};
//! use bogo::source::CaseFiles;
//!
//! let pack = Pack::load(Assets::embedded())?; // law, forms, wording and look
//! let case = CaseFiles::folder("fixtures/kakao-2022-10-15"); // or CaseFiles::memory(files)
//! let order = Order { formats: vec!["json".into(), "html".into()], ..Order::default() };
//! let examined = examine(&case, &pack, &order.options)?; // facts, figures, duties, filings, findings
//! let bundler = Bundler::new(&pack, order)?;
//! assert!(bundler.accepts(&examined), "{:?}", examined.findings);
//! let files = bundler.bundle(&examined)?.files()?; // or .write(folder)
//! assert!(files.contains_key("submit/kr-incident-report.html"));
//! # Ok::<(), bogo::error::Error>(())
//! ```
//!
//! Beside `mapping` stand the `workbooks` that people fill before a case is read, and correct in afterwards.
//! [`pipeline`] calls the stations in order; [`cli`] only parses, calls and prints. Behind `check` stands `lineage`: from a number back to its cells, and from a cell to all that it became.

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

// The stations in order, for programs.
pub mod pipeline;

// Bodies for fuzzing.
#[doc(hidden)]
pub mod fuzz;

// Calls the stations in order.
pub mod cli;
