//! Values as the wording of a finding quotes them, in both languages.

use chrono::{NaiveDate, Timelike};
use rust_decimal::{Decimal, RoundingStrategy};

use super::CheckInput;
use crate::dossier::Record;
use crate::finding::Arg;
use crate::korean;
use crate::lang::Lang;
use crate::mapping;
use crate::time::{AsOf, Elapsed, Moment};
use crate::value::Field;

pub(super) fn both(ko: impl Into<String>, en: impl Into<String>) -> Arg {
    Arg::Term { ko: ko.into(), en: en.into() }
}

/// `2022. 10. 15. 15:30` and `2022-10-15 15:30`.
pub(super) fn moment(at: Moment) -> Arg {
    let local = at.local();
    let clock = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    let zone = if at.is_korean() { String::new() } else { format!(" ({})", &at.to_string()[19..]) };
    both(korean::moment(at), format!("{}{zone}", local.format(clock)))
}

pub(super) fn as_of(as_of: AsOf) -> Arg {
    as_of.moment().map_or_else(|| date(as_of.day()), moment)
}

pub(super) fn date(day: NaiveDate) -> Arg {
    both(korean::date(day), day.to_string())
}

/// `127시간 33분` and `127 h 33 min`.
pub(super) fn elapsed(elapsed: Elapsed) -> Arg {
    let total = elapsed.as_seconds().unsigned_abs();
    let parts = [(total / 3600, "h"), (total % 3600 / 60, "min"), (total % 60, "s")];
    let en: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    both(korean::duration(elapsed), if en.is_empty() { "0 min".to_owned() } else { en.join(" ") })
}

pub(super) fn number(number: Decimal) -> Arg {
    Arg::Plain(korean::grouped(&number))
}

pub(super) fn count(count: u64) -> Arg {
    number(Decimal::from(count))
}

pub(super) fn won(amount: Decimal) -> Arg {
    let text = korean::grouped(&amount);
    both(format!("{text}원"), format!("{text} won"))
}

/// A quantity in its unit: `3,000캐시` and `3,000 cash credit`.
pub(super) fn amount(subject: &CheckInput<'_>, quantity: Decimal, unit: &str) -> Arg {
    if unit == "won" {
        return won(quantity);
    }
    let text = korean::grouped(&quantity);
    let (ko, en) = names(subject, "unit", unit);
    both(format!("{text}{ko}"), format!("{text} {en}"))
}

/// A percentage to at most two places: `82.95%`.
pub(super) fn percent(share: Decimal) -> Arg {
    let rounded = share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    Arg::Plain(format!("{}%", korean::grouped(&rounded)))
}

/// A code's name.
pub(super) fn code(subject: &CheckInput<'_>, list: &str, code: &str) -> Arg {
    let (ko, en) = names(subject, list, code);
    both(ko, en)
}

fn names(subject: &CheckInput<'_>, list: &str, code: &str) -> (String, String) {
    let term = subject.pack.terms.term(list, code);
    term.map_or_else(|| (code.to_owned(), code.to_owned()), |term| (term.ko.clone(), term.en.clone()))
}

/// A column's name in the sheet of `record`.
pub(super) fn column(record: &Record, field: &str) -> Arg {
    let schema = record.schema.index(field).and_then(|index| record.schema.field.get(index));
    schema.map_or_else(|| Arg::from(field), |schema| both(&schema.ko, &schema.en))
}

/// A sheet's name.
pub(super) fn sheet(record: &Record) -> Arg {
    both(&record.schema.ko, &record.schema.en)
}

/// A piece of a cell's text: personal data masked, cut where a message would become unreadable.
pub(super) fn quote(text: &str) -> Arg {
    Arg::Plain(mapping::quoted(text))
}

/// The text of a field, or a dash.
pub(super) fn text(field: &Field<String>) -> Arg {
    quote(field.value().map_or("-", String::as_str))
}

/// A phrase with arguments in place of `{name}`.
pub(super) fn filled(ko: &str, en: &str, args: &[(&str, &Arg)]) -> Arg {
    let put = |text: &str, lang| {
        args.iter().fold(text.to_owned(), |text, (name, arg)| {
            let word = match (arg, lang) {
                (Arg::Plain(word), _)
                | (Arg::Term { ko: word, .. }, Lang::Ko)
                | (Arg::Term { en: word, .. }, Lang::En) => word,
            };
            text.replace(&format!("{{{name}}}"), word)
        })
    };
    both(put(ko, Lang::Ko), put(en, Lang::En))
}

/// Several arguments in one, with a comma between.
pub(super) fn list(args: &[Arg]) -> Arg {
    let pick = |korean: bool| {
        let words = args.iter().map(|arg| match arg {
            Arg::Plain(text) => text.as_str(),
            Arg::Term { ko, en } => {
                if korean {
                    ko
                } else {
                    en
                }
            }
        });
        words.collect::<Vec<_>>().join(", ")
    };
    both(pick(true), pick(false))
}

/// `label: value` in both languages.
pub(super) fn pair(label: &Arg, value: &Arg) -> Arg {
    let word = |arg: &Arg, korean: bool| match arg {
        Arg::Plain(text) => text.clone(),
        Arg::Term { ko, en } => {
            if korean {
                ko.clone()
            } else {
                en.clone()
            }
        }
    };
    let join = |korean| format!("{} {}", word(label, korean), word(value, korean));
    both(join(true), join(false))
}
