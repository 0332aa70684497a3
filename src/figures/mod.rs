//! Figures (수치): numbers computed from facts, each with id, value, formula in words and origins. Knows no law, no page.

mod figure;

pub use figure::{Figure, Figures};
