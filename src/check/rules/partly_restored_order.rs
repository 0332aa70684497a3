//! TIME04: a partial restoration before the start or after the full one.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{CheckInput, Checked, rule};

rule::rule!("TIME04", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Partly))
}
