//! From a rendered document to the pages people read.
//!
//! `document` reads the one well-formed document of a filing back as a typed tree, `theme` holds how each element and class
//! looks, `pdf` lays the tree out on A4. Nothing here computes a figure or decides a rule.

pub mod document;
pub mod pdf;
pub mod theme;
