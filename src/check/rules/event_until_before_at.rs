//! TIME06: a timeline row ends before it begins.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{CheckInput, Checked, rule};

rule::rule!("TIME06", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Event))
}
