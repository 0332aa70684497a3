//! The stations in order: from the files of a case to a bundle in memory. What a program needs that is no command line.
//!
//! ```text
//! examine   files ▶ dossier ▶ figures ▶ duties ▶ filings ▶ findings
//! bundler   filings ▶ pages ▶ proof ▶ folders with their manifests
//! ```

mod attached;
mod bundler;
mod examine;
mod facts;
mod findings_json;
mod order;
mod outside;
mod proving;
mod rebuild;
mod trace_json;

pub use bundler::{Bundle, Bundler, is_record};
pub use examine::{Examined, Options, examine};
pub use findings_json::{arg, citations, findings_json, remarks, words};
pub use order::{FORMATS, FORMATS_ON_DEMAND, Order, day, stage};
pub use rebuild::hold as hold_against_case;
pub use trace_json::{figure_json, figure_json_with, samples_json, value_json};
