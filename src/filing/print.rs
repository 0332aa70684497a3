//! Prints phrases: slots become values with id, state and source note, in official style.

use rust_decimal::{Decimal, RoundingStrategy};

use super::find::{Context, Named, RowRef, of_record};
use super::model::{Inline, Withheld, plain_text};
use super::notes::Notes;
use super::reprint::named_as;
use super::suppression::Veil;
use crate::dossier::Record;
use crate::korean;
use crate::pack::{Choices, Path, Phrase, PhrasePart, Slot, Style};
use crate::time::{Elapsed, Moment};
use crate::value::{Certainty, Field, Value};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// State of a value that is known and not printed.
pub(super) const WITHHELD: &str = "withheld";

/// What became of a phrase.
pub(super) enum Printed {
    Known(Vec<Inline>),
    /// A fact it needs is said to be not yet known.
    Pending(Vec<Inline>),
    Nothing,
}

/// A form being printed.
pub(super) struct Printer<'a> {
    pub context: Context<'a>,
    pub notes: Notes<'a>,
    /// What the public does not see of what was printed.
    pub withheld: Vec<Withheld>,
}

impl Printer<'_> {
    /// The first alternative whose tests hold and whose values are known; else what is pending; else nothing.
    pub(super) fn choices(&mut self, choices: &Choices, row: RowRef<'_>) -> Printed {
        let mut pending = None;
        let context = self.context;
        for choice in choices.0.iter().filter(|choice| context.holds(&choice.when, row)) {
            match self.phrase(&choice.phrase, row) {
                Printed::Known(inlines) => return Printed::Known(inlines),
                Printed::Pending(inlines) => pending = pending.or(Some(inlines)),
                Printed::Nothing => {}
            }
        }
        pending.map_or(Printed::Nothing, Printed::Pending)
    }

    /// A phrase, when all its slots have values.
    pub(super) fn phrase(&mut self, phrase: &Phrase, row: RowRef<'_>) -> Printed {
        let found: Vec<Named<'_>> = phrase.slots().map(|slot| self.context.find(&slot.path, row)).collect();
        if let Some(pending) = found.iter().find_map(|named| self.pending(named)) {
            return Printed::Pending(vec![pending]);
        }
        let lacks = |named: &Named<'_>| named.known().is_none() && !named.is_printed();
        if found.iter().any(lacks) {
            return Printed::Nothing;
        }
        let mut found = found.into_iter();
        let mut inlines = Vec::new();
        for part in &phrase.0 {
            match part {
                PhrasePart::Text(text) => push_text(&mut inlines, text),
                PhrasePart::Cite(id) => match self.context.ground().cite(std::slice::from_ref(id)).pop() {
                    Some(citation) => inlines.push(Inline::Cite { text: citation.text, article: citation.id }),
                    None => return Printed::Nothing,
                },
                PhrasePart::Slot(slot) => {
                    if let Some(named) = found.next() {
                        self.slot(&mut inlines, slot, &named, row);
                    }
                }
            }
        }
        let inlines = without_repeats(inlines);
        if inlines.is_empty() { Printed::Nothing } else { Printed::Known(inlines) }
    }

    /// The same as plain text, for attributes and authors.
    pub(super) fn plain(&mut self, phrase: &Phrase, row: RowRef<'_>) -> Option<String> {
        match self.phrase(phrase, row) {
            Printed::Known(inlines) => Some(plain_text(&inlines)),
            Printed::Pending(_) | Printed::Nothing => None,
        }
    }

    /// What people call a row. It heads what is about the row, and what it rests on is told there.
    pub(super) fn title(&mut self, record: &Record) -> Vec<Inline> {
        let Some(field) = &record.schema.title else { return Vec::new() };
        let named = of_record(record, field);
        let mut inlines = Vec::new();
        if named.known().is_some() {
            let slot = Slot { path: Path::Named(field.clone()), styles: Vec::new() };
            self.slot(&mut inlines, &slot, &named, RowRef::Record(record));
        }
        for inline in &mut inlines {
            if let Inline::Value { source, .. } = inline {
                *source = None;
            }
        }
        inlines
    }

    fn pending(&self, named: &Named<'_>) -> Option<Inline> {
        let Named::Fact(found) = named else { return None };
        let Field::Pending(_) = &found.field else { return None };
        Some(Inline::Value {
            text: self.context.pack.filing.pending.clone(),
            value_type: "text".to_owned(),
            value: None,
            state: "pending".to_owned(),
            figure: None,
            fact: Some(found.id.clone()),
            source: None,
        })
    }

    /// 파악 중, for what nobody has entered yet.
    pub(super) fn pending_word(&self) -> Inline {
        Inline::Text { text: self.context.pack.filing.pending.clone() }
    }

    fn slot(&mut self, inlines: &mut Vec<Inline>, slot: &Slot, named: &Named<'_>, row: RowRef<'_>) {
        if let Named::Law { text, article } = named {
            inlines.push(Inline::Cite { text: text.clone(), article: article.clone() });
        } else if let Named::Kept(value) = named {
            inlines.push(self.kept(value));
        } else if let Named::Printed(value) = named {
            inlines.push(self.again(value));
        } else if let Named::Wording(text) = named {
            if let (true, RowRef::Amended(amended)) = (text.chars().any(char::is_numeric), row) {
                inlines.push(self.again(&named_as(text, &amended.new)));
            } else if text.chars().any(char::is_numeric)
                && let RowRef::Code { figure, .. } = row
            {
                let veiled = self.context.small.veil(&figure.id).is_some();
                let source = (!veiled).then(|| {
                    let own = figure.value.as_ref().map(|value| self.text(value, figure.certainty, &[], &figure.unit));
                    self.notes.figure(figure, &own.unwrap_or_default())
                });
                inlines.push(code_value(text, &figure.id, source));
            } else {
                push_text(inlines, text);
            }
        } else if let (Some(veil), Some((value, _))) = (named.veil(self.context.small), named.known()) {
            inlines.push(self.veiled(veil, slot, named, value.kind()));
        } else if let Some((value, certainty)) = named.known() {
            let value = narrowed(value, &slot.styles, row);
            let unit = if let Named::Figure(figure) = named { figure.unit.as_str() } else { "" };
            let mut text = self.text(&value, certainty, &slot.styles, unit);
            if slot.styles.contains(&Style::Short) {
                text = without_day(&text, &value, inlines);
            }
            if slot.styles.contains(&Style::Term) {
                text = self.term(&text, row);
            }
            if let Value::Share(share) = &value {
                let places = match named {
                    Named::Figure(_) if slot.styles.contains(&Style::Stated) => share.normalize().scale().max(1),
                    // An estimate has the digits that it was computed with.
                    Named::Figure(_) if certainty == Certainty::Estimate => share.normalize().scale().min(1),
                    Named::Figure(_) => 1,
                    _ => share.normalize().scale(),
                };
                text = percent(share, certainty, places);
            }
            let (figure, fact, source) = match named {
                Named::Figure(figure) => (Some(figure.id.clone()), None, Some(self.notes.figure(figure, &text))),
                Named::Fact(found) => {
                    let source = self.notes.fact(found, value.kind(), &text);
                    (None, Some(found.id.clone()), Some(source))
                }
                Named::Wording(_) | Named::Law { .. } | Named::Kept(_) | Named::Printed(_) | Named::Nothing => {
                    (None, None, None)
                }
            };
            let (value_type, state) = (value.kind().to_owned(), state(&value, certainty).to_owned());
            inlines.push(Inline::Value { text, value_type, value: value.plain(), state, figure, fact, source });
        }
        for style in &slot.styles {
            if let Style::Particle(pair) = style {
                let word = plain_text(inlines);
                push_text(inlines, korean::particle(&word, pair));
            }
        }
    }

    /// What is printed in place of a number that would tell of few people. It has no note: its cells would tell as well.
    fn veiled(&self, veil: Veil, slot: &Slot, named: &Named<'_>, kind: &str) -> Inline {
        let of_slot =
            slot.styles.iter().find_map(|style| if let Style::Unit(unit) = style { Some(unit.as_str()) } else { None });
        let (figure, fact, unit) = match named {
            Named::Figure(figure) => (Some(figure.id.clone()), None, of_slot.unwrap_or(figure.unit.as_str())),
            Named::Fact(found) => (None, Some(found.id.clone()), of_slot.unwrap_or("")),
            Named::Wording(_) | Named::Law { .. } | Named::Kept(_) | Named::Printed(_) | Named::Nothing => {
                (None, None, "")
            }
        };
        let words = &self.context.pack.filing.small;
        let text = match veil {
            Veil::Small => words.below.replace("{n}", &self.context.small.below.to_string()).replace("{unit}", unit),
            Veil::Withheld => words.withheld.clone(),
        };
        Inline::Value {
            text,
            value_type: kind.to_owned(),
            value: None,
            state: WITHHELD.to_owned(),
            figure,
            fact,
            source: None,
        }
    }

    /// The name of a code by the list that the row's dimension names; the code itself where that has no such list.
    fn term(&self, code: &str, row: RowRef<'_>) -> String {
        let RowRef::Record(record) = row else { return code.to_owned() };
        let dimension = record.code("dimension");
        let list = match dimension.value().map(String::as_str) {
            Some("state") => "claim_state",
            Some(dimension) => dimension,
            None => return code.to_owned(),
        };
        self.context.pack.terms.ko(list, code).to_owned()
    }

    /// The value in official style with its unit: that of the slot, else the figure's own.
    fn text(&self, value: &Value, certainty: Certainty, styles: &[Style], unit: &str) -> String {
        let terms = &self.context.pack.terms;
        let has = |wanted: &Style| styles.contains(wanted);
        let mut text = match value {
            Value::Won(won) if has(&Style::Words) && certainty == Certainty::Exact => korean::amount_in_words(won),
            Value::Amount { quantity, unit }
                if unit == "won" && has(&Style::Words) && certainty == Certainty::Exact =>
            {
                korean::amount_in_words(quantity)
            }
            Value::Duration(elapsed) if has(&Style::Minutes) => korean::value(&minutes(*elapsed), certainty, terms),
            Value::Duration(elapsed) if has(&Style::Days) && elapsed.as_seconds() >= 2 * DAY => {
                let days = elapsed.as_seconds() / DAY;
                self.context.pack.filing.days.replace("{n}", &days.to_string())
            }
            Value::DurationBetween { min, max } if has(&Style::Minutes) => {
                let bound = |elapsed| korean::value(&minutes(elapsed), certainty, terms);
                min.map_or_else(|| bound(*max), |min| format!("{} ~ {}", bound(min), bound(*max)))
            }
            other => korean::value(other, certainty, terms),
        };
        let of_slot =
            styles.iter().find_map(|style| if let Style::Unit(unit) = style { Some(unit.as_str()) } else { None });
        let counted = matches!(value, Value::Count(_) | Value::CountBetween { .. } | Value::Number(_));
        text.push_str(of_slot.unwrap_or(if counted { unit } else { "" }));
        text
    }
}

/// A share with so many decimal places: `83.0%`.
fn percent(share: &Decimal, certainty: Certainty, places: u32) -> String {
    let rounded = share.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let text = format!("{rounded:.0$}%", places as usize);
    match certainty {
        Certainty::Exact => text,
        Certainty::Estimate => format!("약 {text}"),
    }
}

/// The clock time alone, when the value printed last is a moment of the same day.
fn without_day(text: &str, value: &Value, before: &[Inline]) -> String {
    let Value::Moment(moment) = value else { return text.to_owned() };
    let last = before.iter().rev().find_map(|inline| match inline {
        Inline::Value { value_type, value: Some(value), .. } if value_type == "moment" => Some(value.as_str()),
        _ => None,
    });
    let same_day = last.and_then(Moment::parse_rfc3339).is_some_and(|last| last.date() == moment.date());
    let day = korean::date(moment.date());
    if same_day { text.replacen(&format!("{day} "), "", 1) } else { text.to_owned() }
}

fn minutes(elapsed: Elapsed) -> Value {
    Value::Number(elapsed.as_minutes().into())
}

/// A moment as exact as its style wants it.
fn narrowed(value: &Value, styles: &[Style], row: RowRef<'_>) -> Value {
    let Value::Moment(moment) = value else { return value.clone() };
    let midnight = moment.local().time() == chrono::NaiveTime::MIN;
    let precision = match row {
        RowRef::Record(record) => record.code("precision").value().cloned(),
        RowRef::Case | RowRef::Code { .. } | RowRef::Duty(_) | RowRef::Withheld(_) | RowRef::Amended(_) => None,
    };
    let as_day = styles.iter().any(|style| match style {
        Style::Day => true,
        Style::WholeDay => midnight,
        // Of a bracket between days nobody wrote the midnight.
        Style::Precise => match precision.as_deref() {
            Some("day") => true,
            Some("bracket") => midnight,
            _ => false,
        },
        Style::Unit(_)
        | Style::Words
        | Style::Minutes
        | Style::Days
        | Style::Short
        | Style::Stated
        | Style::Term
        | Style::Particle(_) => false,
    });
    if as_day { Value::Date(moment.date()) } else { value.clone() }
}

fn state(value: &Value, certainty: Certainty) -> &'static str {
    match (value, certainty) {
        (Value::CountBetween { .. } | Value::MomentBetween { .. } | Value::DurationBetween { .. }, _) => "bounded",
        (_, Certainty::Estimate) => "estimate",
        (_, Certainty::Exact) => "exact",
    }
}

/// The name of a code that holds digits (a day, a bound): part of its figure.
fn code_value(text: &str, figure: &str, source: Option<u32>) -> Inline {
    Inline::Value {
        text: text.to_owned(),
        value_type: "code".to_owned(),
        value: Some(text.to_owned()),
        state: if source.is_some() { "exact" } else { WITHHELD }.to_owned(),
        figure: Some(figure.to_owned()),
        fact: None,
        source,
    }
}

/// Leaves out a bracket that only says once more what stands right before it (`30분 (30분)`).
fn without_repeats(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut kept: Vec<Inline> = Vec::with_capacity(inlines.len());
    let mut rest = inlines.into_iter().peekable();
    while let Some(mut inline) = rest.next() {
        let repeats = match (&kept[..], &inline, rest.peek()) {
            (
                [.., Inline::Value { text: said, .. }, Inline::Text { text: open }],
                again,
                Some(Inline::Text { text: close }),
            ) => {
                matches!(again, Inline::Value { text, .. } if text == said)
                    && open.trim() == "("
                    && close.starts_with(')')
            }
            _ => false,
        };
        if repeats {
            kept.pop();
            let Some(Inline::Text { text }) = rest.next() else { break };
            inline = Inline::Text { text: text[1..].to_owned() };
            if text.len() == 1 {
                continue;
            }
        }
        kept.push(inline);
    }
    kept
}

/// Adds wording to a run.
pub(super) fn push_text(inlines: &mut Vec<Inline>, more: &str) {
    if let Some(Inline::Text { text }) = inlines.last_mut() {
        text.push_str(more);
    } else if !more.is_empty() {
        inlines.push(Inline::Text { text: more.to_owned() });
    }
}
