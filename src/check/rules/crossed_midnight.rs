//! TIME02: an end on the same day as its start but earlier: most likely it lies after midnight.

use super::restored_before_start::finding;
use crate::check::order::reversed;
use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("TIME02", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let pairs = reversed(subject.dossier);
    let crossed = pairs.iter().filter(|pair| pair.crossed_midnight());
    Ok(crossed.map(|pair| finding(&RULE, pair).with("next_day", say::elapsed(pair.next_day()))).collect())
}
