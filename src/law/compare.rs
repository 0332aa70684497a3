//! One comparison in three values: what is known only by bounds answers where its bounds do, and is unknown between them.

use chrono::Datelike;
use rust_decimal::Decimal;

use super::evaluate::Met;
use crate::pack::{Datum, Op};
use crate::value::Value;

/// A side of a comparison: an interval of numbers, a word, words, or a flag.
pub(super) enum ComparedValue {
    Between(Option<Decimal>, Decimal),
    Word(String),
    Words(Vec<String>),
    Flag(bool),
}

impl ComparedValue {
    pub(super) fn of_value(value: &Value) -> Option<Self> {
        let exact = |number: Decimal| Some(Self::Between(Some(number), number));
        match value {
            Value::Text(text) => Some(Self::Word(text.clone())),
            Value::Code { code, .. } => Some(Self::Word(code.clone())),
            Value::Codes { codes, .. } => Some(Self::Words(codes.clone())),
            Value::Flag(flag) => Some(Self::Flag(*flag)),
            Value::Count(count) => exact(Decimal::from(*count)),
            Value::CountBetween { min, max } => Some(Self::Between(Some(Decimal::from(*min)), Decimal::from(*max))),
            Value::Won(number) | Value::Share(number) | Value::Number(number) => exact(*number),
            Value::Amount { quantity, .. } => exact(*quantity),
            Value::Moment(at) => exact(Decimal::from(at.timestamp())),
            Value::MomentBetween { after, by } => {
                Some(Self::Between(after.map(|after| Decimal::from(after.timestamp())), Decimal::from(by.timestamp())))
            }
            Value::Date(day) => exact(Decimal::from(day.num_days_from_ce())),
            Value::Duration(elapsed) => exact(Decimal::from(elapsed.as_seconds())),
            Value::DurationBetween { min, max } => {
                Some(Self::Between(min.map(|min| Decimal::from(min.as_seconds())), Decimal::from(max.as_seconds())))
            }
        }
    }

    pub(super) fn of_datum(datum: &Datum) -> Option<Self> {
        let exact = |number: Decimal| Some(Self::Between(Some(number), number));
        match datum {
            Datum::Number(number) => exact(*number),
            Datum::Duration(elapsed) => exact(Decimal::from(elapsed.as_seconds())),
            Datum::Text(text) => Some(Self::Word(text.clone())),
            Datum::Codes(codes) => Some(Self::Words(codes.clone())),
            Datum::Flag(flag) => Some(Self::Flag(*flag)),
            Datum::Period(_) => None,
        }
    }
}

/// Whether all fit, none does, or some do.
fn of_all(all: &[String], fits: impl Fn(&String) -> bool) -> Met {
    match all.iter().filter(|one| fits(one)).count() {
        0 => Met::No,
        some if some == all.len() => Met::Yes,
        _ => Met::Unknown,
    }
}

/// `None` for two sides that do not compare: the types were checked when the pack was loaded.
pub(super) fn compare(left: &ComparedValue, op: Op, right: &ComparedValue) -> Option<Met> {
    let truth = |holds: bool| Some(if holds { Met::Yes } else { Met::No });
    match (left, right, op) {
        (ComparedValue::Word(a), ComparedValue::Word(b), Op::Eq) => truth(a == b),
        (ComparedValue::Word(a), ComparedValue::Word(b), Op::Ne) => truth(a != b),
        (ComparedValue::Flag(a), ComparedValue::Flag(b), Op::Eq) => truth(a == b),
        (ComparedValue::Flag(a), ComparedValue::Flag(b), Op::Ne) => truth(a != b),
        (ComparedValue::Word(a), ComparedValue::Words(list), Op::In | Op::Meets) => truth(list.contains(a)),
        (ComparedValue::Words(all), ComparedValue::Words(list), Op::Meets) => {
            truth(all.iter().any(|one| list.contains(one)))
        }
        // Of several causes in turn some may fit: which of them counts is for people to say.
        (ComparedValue::Words(all), ComparedValue::Words(list), Op::In) => Some(of_all(all, |one| list.contains(one))),
        (ComparedValue::Words(all), ComparedValue::Word(word), Op::Eq) => Some(of_all(all, |one| one == word)),
        (ComparedValue::Words(all), ComparedValue::Word(word), Op::Ne) => Some(of_all(all, |one| one != word)),
        (ComparedValue::Between(a_low, a_high), ComparedValue::Between(b_low, b_high), op) => {
            // A bound that is not known is never reached by a comparison.
            let below = |high: &Decimal, low: &Option<Decimal>| low.as_ref().is_some_and(|low| high < low);
            let below_or_at = |high: &Decimal, low: &Option<Decimal>| low.as_ref().is_some_and(|low| high <= low);
            let three = |yes: bool, no: bool| {
                Some(if yes {
                    Met::Yes
                } else if no {
                    Met::No
                } else {
                    Met::Unknown
                })
            };
            let less = || three(below(a_high, b_low), below_or_at(b_high, a_low));
            let at_most = || three(below_or_at(a_high, b_low), below(b_high, a_low));
            let equal = || {
                let exact = *a_low == Some(*a_high) && *b_low == Some(*b_high);
                three(exact && a_high == b_high, below(a_high, b_low) || below(b_high, a_low))
            };
            match op {
                Op::Lt => less(),
                Op::Le => at_most(),
                Op::Ge => less().map(Met::not),
                Op::Gt => at_most().map(Met::not),
                Op::Eq => equal(),
                Op::Ne => equal().map(Met::not),
                Op::In | Op::Meets => None,
            }
        }
        _ => None,
    }
}
