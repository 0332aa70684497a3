//! Two PDFs held against each other page by page: what is drawn, what stands around it, what is laid over it.

use super::{Class, Verified, VerifyMessage};
use crate::proof::pdf::Reading;

/// What differs between a PDF and the one that it should be.
pub(super) fn compare(found: &Reading, expected: &Reading, path: &str, verified: &mut Verified) {
    let before = verified.failures.len();
    if found.pages.len() != expected.pages.len() {
        let said = VerifyMessage::new("verify-pages").with("found", found.pages.len().to_string());
        verified.fail(Class::Changed, path, said.with("expected", expected.pages.len().to_string()));
        return;
    }
    for ((found, expected), number) in found.pages.iter().zip(&expected.pages).zip(1..) {
        let page = |key: &'static str| VerifyMessage::new(key).with("page", number.to_string());
        if found.annotations != expected.annotations {
            verified.fail(Class::Changed, path, page("verify-annotation"));
        } else if found.furniture != expected.furniture {
            let said = page("verify-furniture").with("found", found.furniture.as_str());
            verified.fail(Class::Changed, path, said.with("expected", expected.furniture.as_str()));
        } else if found.operations != expected.operations {
            verified.fail(Class::Changed, path, page("verify-drawing"));
        }
    }
    if verified.failures.len() > before {
        return;
    }
    let contents = |reading: &Reading| reading.contents.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    if contents(found) != contents(expected) || found.drawings != expected.drawings {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-structure"));
    } else if !found.faces.is_subset(&expected.faces) && !found.faces.is_empty() {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-typeface"));
    } else if found.claims != expected.claims {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-claims"));
    } else if ["Title", "Author", "Subject", "Keywords"]
        .iter()
        .any(|key| found.about.get(*key) != expected.about.get(*key))
    {
        verified.fail(Class::Changed, path, VerifyMessage::new("verify-about"));
    }
}
