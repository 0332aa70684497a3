//! TIME03: two named moments of an outage stand the wrong way round.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{CheckInput, Checked, rule};

rule::rule!("TIME03", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Outage))
}
