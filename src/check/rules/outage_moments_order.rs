//! TIME03: two named moments of an outage stand the wrong way round.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{Checked, Subject, rule};

rule::rule!("TIME03", Error);

fn check(subject: &Subject<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Outage))
}
