//! TIME05: a restoration outside its bounds, or bounds the wrong way round.

use super::restored_before_start::findings;
use crate::check::order::About;
use crate::check::{Checked, Subject, rule};

rule::rule!("TIME05", Error);

fn check(subject: &Subject<'_>) -> Checked {
    Ok(findings(&RULE, subject, About::Bounds))
}
