//! TIME05: a restoration outside its bounds, or bounds the wrong way round.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{CheckInput, Checked, rule};

rule::rule!("TIME05", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Bounds))
}
