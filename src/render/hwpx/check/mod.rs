//! Whether a package holds together: what a reader refuses, loses or draws wrong is found here before anyone opens it.
//!
//! ```text
//! parts   the archive, its lists, the root of every part
//! lists   the header: counts, numbers, ranges
//! body    paragraphs, sections, fields, notes, pictures
//! grid    tables: addresses, spans, sizes, margins, heads
//! ```
//!
//! It is strict: it asks of a package what ours are meant to be, which is more than the format asks of any.

mod body;
mod grid;
mod lists;
mod parts;

use super::archive::Archive;

/// Problems told at most: a broken list breaks everything that refers to it.
const MOST: usize = 200;

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub part: String,
    pub what: String,
}

/// Collects flaws.
#[derive(Debug, Default)]
struct Flaws(Vec<Flaw>);

impl Flaws {
    fn add(&mut self, part: &str, what: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.push(Flaw { part: part.to_owned(), what: what.into() });
        }
    }

    /// Adds it unless the condition holds.
    fn ask(&mut self, holds: bool, part: &str, what: impl FnOnce() -> String) {
        if !holds {
            self.add(part, what());
        }
    }
}

/// What does not hold in a package; nothing where all does.
pub fn check(bytes: &[u8]) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    match Archive::open(bytes) {
        Err(why) => flaws.add("", why),
        Ok(archive) => {
            let pictures = parts::check(&archive, &mut flaws);
            let lists = lists::check(&archive, &mut flaws);
            body::check(&archive, &lists, &pictures, &mut flaws);
        }
    }
    flaws.0
}

/// A whole number of an attribute.
fn number(node: roxmltree::Node<'_, '_>, name: &str) -> Option<i64> {
    node.attribute(name)?.parse().ok()
}

/// `#RRGGBB`, or none.
fn is_colour(text: &str) -> bool {
    text == "none"
        || text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
