//! Fills one item and says whether it is complete, pending, empty or missing.

use super::find::RowRef;
use super::model::{Body, FactLine, FilledItem, Inline, ItemState, Lack};
use super::print::{Printed, Printer};
use super::{chart, sentences, table};
use crate::dossier::Stage;
use crate::pack::{Audience, FactRow, Item, ItemKind, PackRemark, Requirement};

/// What the values of an item came to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ItemTally {
    pub known: usize,
    pub pending: usize,
}

impl ItemTally {
    pub(super) fn of(printed: &Printed) -> Self {
        match printed {
            Printed::Known(_) => Self { known: 1, pending: 0 },
            Printed::Pending(_) => Self { known: 0, pending: 1 },
            Printed::Nothing => Self::default(),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.known += other.known;
        self.pending += other.pending;
    }
}

/// The item as it stands on the page: none when nobody asks for it and there is nothing to say, one per record for an
/// item of each record.
pub(super) fn fill(printer: &mut Printer<'_>, item: &Item) -> Vec<FilledItem> {
    let Some(sheet) = &item.each else {
        return one(printer, item, RowRef::Case, item.id.clone()).into_iter().collect();
    };
    let records = printer.context.dossier.sheet(sheet);
    if records.is_empty() {
        return one(printer, item, RowRef::Case, item.id.clone()).into_iter().collect();
    }
    if let [record] = records {
        return one(printer, item, RowRef::Record(record), item.id.clone()).into_iter().collect();
    }
    let of = |record| {
        let filled = one(printer, item, RowRef::Record(record), format!("{}.{}", item.id, record.id))?;
        Some(FilledItem { about: printer.title(record), ..filled })
    };
    records.iter().filter_map(of).collect()
}

fn one(printer: &mut Printer<'_>, item: &Item, row: RowRef<'_>, id: String) -> Option<FilledItem> {
    let context = printer.context;
    if !context.holds(&item.when, row) {
        return None;
    }
    let basis = context.ground().cite(&item.basis);
    let requirement = match item.requirement {
        // No law of that day asks for it. Where there is one, a filing that nobody asked for holds it all the same.
        Requirement::Required if !context.ground().is_law(&item.basis) => Requirement::Practice,
        other => other,
    };
    let is_left_out = context.leaves_out(item.withheld.as_ref());
    // Users act on a notice: what nobody entered is not told them as not yet known.
    let is_first = context.dossier.case.stage == Stage::Initial && context.form.audience != Audience::Users;
    // A first report is never blocked: what the law asks for and it may still lack is not yet known.
    let may_lack = is_first && !item.first && requirement != Requirement::Practice;
    let lacks = if may_lack { Lacks::Pending } else { Lacks::Absent };
    let place = ItemPlace { item: &id, label: &item.label, lacks };
    let ItemContent { body: mut content, tally, lacks } = if is_left_out {
        printer.aside(|printer| content(printer, &item.content, place, row))
    } else {
        content(printer, &item.content, place, row)
    };
    let state = match (tally, &item.nothing, requirement) {
        (ItemTally { known: 1.., .. }, _, _) if !lacks.is_empty() => ItemState::Missing,
        (ItemTally { pending: 1.., .. }, _, _) => ItemState::Pending,
        (ItemTally { known: 1.., .. }, _, _) => ItemState::Complete,
        (_, Some(text), _) => {
            content = Body::Text { paragraphs: vec![vec![Inline::Text { text: text.clone() }]] };
            ItemState::Empty
        }
        (_, None, Requirement::Practice) => return None,
        (_, None, _) if may_lack => {
            content = Body::Text { paragraphs: vec![vec![printer.pending_word()]] };
            ItemState::Pending
        }
        (_, None, Requirement::Required | Requirement::Conditional) => {
            content = Body::None;
            ItemState::Missing
        }
    };
    context.told.item(item, state, &content, &context.pack.filing.blank);
    if matches!(state, ItemState::Complete | ItemState::Pending) {
        match &item.withheld {
            Some(ground) if is_left_out => content = printer.in_its_place(ground),
            ground => printer.withhold(ground.as_ref(), Some(&id), &item.label, None),
        }
    }
    let (mark, label, from) = (String::new(), item.label.clone(), item.from.clone());
    let channel = item.channel.clone();
    Some(FilledItem { id, mark, label, about: Vec::new(), requirement, basis, state, content, from, channel, lacks })
}

/// The item that something stands in.
#[derive(Clone, Copy)]
pub(super) struct ItemPlace<'a> {
    pub item: &'a str,
    pub label: &'a str,
    pub lacks: Lacks,
}

/// What a line says that has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lacks {
    /// 파악 중
    Pending,
    /// 자료 없음: an empty cell says no more than that.
    Absent,
}

/// What an item came to.
struct ItemContent {
    body: Body,
    tally: ItemTally,
    /// Of a text that tells other items: those it does not.
    lacks: Vec<Lack>,
}

fn content(printer: &mut Printer<'_>, kind: &ItemKind, place: ItemPlace<'_>, row: RowRef<'_>) -> ItemContent {
    let mut lacks = Vec::new();
    let (body, tally) = match kind {
        ItemKind::Text { text } => {
            let said = sentences::all(printer, text, row);
            lacks = said.lacks;
            let tally = ItemTally { known: said.paragraphs.len(), pending: 0 };
            (Body::Text { paragraphs: said.paragraphs }, tally)
        }
        ItemKind::Facts { facts } => {
            let mut tally = ItemTally::default();
            let mut lines = Vec::new();
            let context = printer.context;
            let facts = facts.iter().filter(|fact| context.holds(&fact.when, row));
            for fact in facts.filter(|fact| !context.leaves_out(fact.withheld.as_ref())).collect::<Vec<_>>() {
                if let Some((line, of_line)) = line(printer, fact, row, place.lacks) {
                    if of_line.known > 0 {
                        printer.withhold(fact.withheld.as_ref(), Some(place.item), place.label, Some(&fact.label));
                    }
                    lines.push(line);
                    tally.add(of_line);
                }
            }
            (Body::Facts { lines }, tally)
        }
        ItemKind::Table(form) => {
            let (table, tally) = table::fill(printer, form, place, row);
            (Body::Table { table }, tally)
        }
        ItemKind::Chart(form) => match chart::fill(printer, form, place.label, row) {
            Some(chart) => (Body::Chart { chart }, ItemTally { known: 1, pending: 0 }),
            None => (Body::None, ItemTally::default()),
        },
    };
    ItemContent { body, tally, lacks }
}

/// A label with its value; none for an optional one that is unknown.
pub(super) fn line(
    printer: &mut Printer<'_>,
    fact: &FactRow,
    row: RowRef<'_>,
    lacks: Lacks,
) -> Option<(FactLine, ItemTally)> {
    let printed = printer.choices(&fact.value, row);
    let tally = ItemTally::of(&printed);
    let value = match printed {
        Printed::Known(inlines) | Printed::Pending(inlines) => inlines,
        Printed::Nothing if fact.optional => return None,
        Printed::Nothing if fact.open => Vec::new(),
        Printed::Nothing if lacks == Lacks::Pending => vec![printer.pending_word()],
        Printed::Nothing => vec![Inline::Text { text: printer.context.pack.filing.absent.clone() }],
    };
    let shows = |note: &&PackRemark| {
        printer.context.holds(&note.when, row) && note.has.is_none_or(|has| table::shows(has, &value))
    };
    let note = fact.note.as_ref().filter(shows).map(|note| note.say.clone());
    Some((FactLine { label: fact.label.clone(), value, note }, tally))
}
