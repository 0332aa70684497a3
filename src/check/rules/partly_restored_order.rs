//! TIME04: a partial restoration before the start or after the full one.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{Checked, Subject, rule};

rule::rule!("TIME04", Error);

fn check(subject: &Subject<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Partly))
}
