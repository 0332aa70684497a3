//! Values that a row of 정정 이력 prints: those of the filing before under ids that say so, those of this one once more.

use super::amended::{Amended, FILED};
use super::find::{Context, Named, of_record};
use super::model::{Filing, Inline};
use super::print::Printer;
use super::reasons;
use crate::time::Moment;

impl<'a> Context<'a> {
    /// What `name` is in a row of 정정 이력.
    pub(super) fn of_amended<'r>(&self, amended: &'r Amended<'r>, name: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let of_row = |field| amended.row.map_or(Named::Nothing, |row| of_record(row, field));
        match name {
            "item" => Named::Wording(amended.label.clone()),
            "before" => {
                let file = self.since.map_or("", |since| since.before.filing.file.as_str());
                Named::Kept(filed(&amended.old, file))
            }
            "after" => Named::Printed(&amended.new),
            "reason" => amended.why.map_or(Named::Nothing, |why| of_record(why, reasons::REASON)),
            "as_of" => of_row("as_of"),
            _ => Named::Nothing,
        }
    }
}

impl Printer<'_> {
    /// A value of the filing before: all of them have one note, which leads to that filing.
    pub(super) fn kept(&mut self, value: &Inline) -> Inline {
        let mut value = value.clone();
        if let (Inline::Value { source, .. }, Some(since)) = (&mut value, self.context.since) {
            let filing = since.before.filing;
            let words = self.context.pack.filing.amendment.as_ref();
            let (label, origin) =
                words.map(|words| (words.note.clone(), words.origin(&filing.stage))).unwrap_or_default();
            *source = Some(self.notes.filed(&format!("{FILED}.{}", filing.file), label, filing.stage.clone(), origin));
        }
        value
    }

    /// A value that stands elsewhere in this filing, in the same words and with its note.
    pub(super) fn again(&mut self, value: &Inline) -> Inline {
        let context = self.context;
        let mut value = value.clone();
        if let Inline::Value { text, value_type, figure, fact, source, .. } = &mut value {
            *source = match (figure.as_deref().and_then(|id| context.figures.get(id)), fact.as_deref()) {
                (Some(figure), _) => Some(self.notes.figure(figure, text)),
                (None, Some(id)) => context.fact(id).map(|found| self.notes.fact(&found, kind_of(value_type), text)),
                (None, None) => None,
            };
        }
        value
    }
}

/// A value of the filing before, under an id that says so.
fn filed(inline: &Inline, file: &str) -> Inline {
    let mut kept = inline.clone();
    if let Inline::Value { figure, fact, .. } = &mut kept {
        let id = figure.take().or(fact.take()).unwrap_or_default();
        *fact = Some(format!("{FILED}.{file}.{id}"));
    }
    kept
}

/// What the filing before says of itself.
pub(super) fn of_before<'a>(filing: &Filing, field: &str) -> Named<'a> {
    let (text, kind, value) = match field {
        "stage" => (filing.stage.clone(), "text", filing.stage.clone()),
        "report_at" => match Moment::parse_rfc3339(&filing.report_at) {
            Some(at) => (crate::korean::moment(at), "moment", filing.report_at.clone()),
            None => return Named::Nothing,
        },
        _ => return Named::Nothing,
    };
    Named::Kept(Inline::Value {
        text,
        value_type: kind.to_owned(),
        value: Some(value),
        state: "exact".to_owned(),
        figure: None,
        fact: Some(format!("{FILED}.{}.{field}", filing.file)),
        source: None,
    })
}

/// The name of a value that holds digits: part of that value.
pub(super) fn named_as(name: &str, of: &Inline) -> Inline {
    let mut named = of.clone();
    if let Inline::Value { text, value_type, value, .. } = &mut named {
        name.clone_into(text);
        "code".clone_into(value_type);
        *value = Some(name.to_owned());
    }
    named
}

/// The kind of a note by the type of its value.
fn kind_of(value_type: &str) -> &'static str {
    const KINDS: [&str; 11] =
        ["code", "codes", "count", "won", "amount", "share", "number", "moment", "date", "duration", "flag"];
    KINDS.into_iter().find(|kind| *kind == value_type).unwrap_or("text")
}
