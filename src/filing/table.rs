//! Tables: one row per record or per figure of a family, columns that no row fills left out.

use rust_decimal::Decimal;

use super::available::is_blank;
use super::end_mark;
use super::find::RowRef;
use super::item::{ItemPlace, ItemTally};
use super::model::{ColumnHead, Inline, Table, TableCell, TableRow};
use super::print::{Printed, Printer, WITHHELD, push_text};
use crate::pack::{Column, Has, PackRemark, TableForm};

pub(super) fn fill(
    printer: &mut Printer<'_>,
    form: &TableForm,
    place: ItemPlace<'_>,
    outer: RowRef<'_>,
) -> (Table, ItemTally) {
    let context = printer.context;
    let is_left_out = |column: &Column| context.leaves_out(column.withheld.as_ref());
    let rows = context.lines(&form.rows, form.list.as_deref(), &form.only, form.sort.as_deref(), outer);
    let mut tally = ItemTally::default();
    let mut filled = vec![false; form.columns.len()];
    let mut cells: Vec<Vec<Printed>> = Vec::with_capacity(rows.len());
    for line in &rows {
        let mut row = Vec::with_capacity(form.columns.len());
        for (column, has) in form.columns.iter().zip(&mut filled) {
            let printed = if is_left_out(column) { Printed::Nothing } else { stacked(printer, column, line.row()) };
            tally.add(ItemTally::of(&printed));
            *has |= !matches!(printed, Printed::Nothing);
            row.push(printed);
        }
        cells.push(row);
    }
    for (column, _) in form.columns.iter().zip(&filled).filter(|(_, has)| **has) {
        printer.withhold(column.withheld.as_ref(), Some(place.item), place.label, Some(&column.label));
    }
    let is_kept = |(column, has): (&Column, &bool)| *has || !(column.optional || is_left_out(column));
    let kept: Vec<bool> = form.columns.iter().zip(&filled).map(is_kept).collect();
    let blank = context.pack.filing.blank.clone();
    let table_rows: Vec<TableRow> = cells
        .into_iter()
        .zip(&rows)
        .map(|(row, line)| {
            let kept = row.into_iter().zip(&form.columns).zip(&kept).filter(|(_, kept)| **kept);
            let cells = kept.map(|((printed, column), _)| {
                let mut cell = cell(printed, column, &blank);
                if column.alarm.as_ref().is_some_and(|alarm| context.holds(alarm, line.row())) {
                    cell.class.push_str(if cell.class.is_empty() { "danger" } else { " danger" });
                }
                cell
            });
            TableRow { total: false, cells: cells.collect() }
        })
        .collect();
    let total = if table_rows.is_empty() { None } else { total(printer, form, &kept) };
    let columns: Vec<&Column> =
        form.columns.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column).collect();
    let stands =
        |note: &&PackRemark| context.holds(&note.when, RowRef::Case) && is_shown(note, &columns, &table_rows, &blank);
    let mut notes: Vec<String> = form.notes.iter().filter(stands).map(|note| note.say.clone()).collect();
    if table_rows.iter().chain(&total).flat_map(|row| &row.cells).flat_map(|cell| &cell.content).any(is_withheld) {
        notes.push(context.pack.filing.small.note.clone());
    }
    let is_share = |inline: &Inline| {
        let of_share = |id: &str| id.rsplit('.').next() == Some("share");
        matches!(inline, Inline::Value { value_type, figure: Some(id), state, .. } if value_type == "share" && state != WITHHELD && of_share(id))
    };
    if let Some(rounding) = &context.pack.filing.rounding
        && table_rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content).any(is_share)
        && make_a_whole(&table_rows)
    {
        notes.push(rounding.clone());
    }
    let mut table = Table {
        caption: place.label.to_owned(),
        columns: columns
            .iter()
            .map(|column| ColumnHead { label: column.label.clone(), class: class(column), adds: column.adds })
            .collect(),
        rows: table_rows,
        notes,
        author: form.author.as_ref().and_then(|author| printer.plain(author, RowRef::Case)),
    };
    if let Some(lines) = form.lines {
        end_mark::fill_lines(&mut table, lines, &context.pack.filing.attachment);
    }
    table.rows.extend(total);
    (table, tally)
}

/// Whether the table shows what a note speaks of.
fn is_shown(note: &PackRemark, columns: &[&Column], rows: &[TableRow], blank: &str) -> bool {
    let at = note.column.as_ref().map(|label| columns.iter().position(|column| column.label == *label));
    if at == Some(None) {
        return false;
    }
    let Some(has) = note.has else { return true };
    let mut cells = rows.iter().flat_map(|row| match at.flatten() {
        Some(at) => row.cells.get(at..=at).unwrap_or_default(),
        None => &row.cells,
    });
    match has {
        Has::Rows => rows.len() > 1,
        Has::Blank => cells.any(|cell| is_blank(&cell.content, blank)),
        Has::Estimate | Has::Bounded => cells.any(|cell| shows(has, &cell.content)),
    }
}

/// Whether a run holds an estimate, or a value known by its bounds.
pub(super) fn shows(has: Has, content: &[Inline]) -> bool {
    let wanted = match has {
        Has::Estimate => "estimate",
        Has::Bounded => "bounded",
        Has::Blank | Has::Rows => return false,
    };
    content.iter().any(|inline| matches!(inline, Inline::Value { state, .. } if state == wanted))
}

/// Whether the shares of each column add up to a whole but for their rounding. Of others it is no rounding that they do not.
fn make_a_whole(rows: &[TableRow]) -> bool {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    (0..width).all(|column| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column)).flat_map(|cell| &cell.content);
        let shares: Vec<Decimal> = cells
            .filter_map(|inline| match inline {
                Inline::Value { value_type, value: Some(value), .. } if value_type == "share" => value.parse().ok(),
                _ => None,
            })
            .collect();
        let off = (shares.iter().sum::<Decimal>() - Decimal::ONE_HUNDRED).abs();
        // Half of the last place that is printed, for each of them.
        shares.is_empty() || off * Decimal::from(20) <= Decimal::from(shares.len())
    })
}

fn is_withheld(inline: &Inline) -> bool {
    matches!(inline, Inline::Value { state, .. } if state == WITHHELD)
}

fn class(column: &Column) -> String {
    column.class.clone().unwrap_or_default()
}

fn cell(printed: Printed, column: &Column, blank: &str) -> TableCell {
    let content = match printed {
        Printed::Known(inlines) | Printed::Pending(inlines) => inlines,
        Printed::Nothing => vec![Inline::Text { text: blank.to_owned() }],
    };
    TableCell { content, class: class(column) }
}

/// The value of a column, and below it what else its cell says.
fn stacked(printer: &mut Printer<'_>, column: &Column, row: RowRef<'_>) -> Printed {
    let mut printed = printer.choices(&column.value, row);
    for choices in &column.below {
        let more = match printer.choices(choices, row) {
            Printed::Known(inlines) => inlines,
            Printed::Pending(_) | Printed::Nothing => continue,
        };
        printed = match printed {
            Printed::Known(cell) => Printed::Known(under(cell, more)),
            Printed::Pending(cell) => Printed::Pending(under(cell, more)),
            Printed::Nothing => Printed::Known(more),
        };
    }
    printed
}

/// Two runs in two lines.
fn under(mut above: Vec<Inline>, below: Vec<Inline>) -> Vec<Inline> {
    push_text(&mut above, "\n");
    for inline in below {
        match inline {
            Inline::Text { text } => push_text(&mut above, &text),
            other => above.push(other),
        }
    }
    above
}

/// The closing row, when its figures are known.
fn total(printer: &mut Printer<'_>, form: &TableForm, kept: &[bool]) -> Option<TableRow> {
    let mut cells = Vec::new();
    let mut any = false;
    for ((phrase, column), _) in form.total.iter().zip(&form.columns).zip(kept).filter(|(_, kept)| **kept) {
        let content = match printer.phrase(phrase, RowRef::Case) {
            Printed::Known(inlines) => inlines,
            Printed::Pending(_) | Printed::Nothing => Vec::new(),
        };
        any |= content.iter().any(|inline| matches!(inline, Inline::Value { .. }));
        cells.push(TableCell { content, class: class(column) });
    }
    any.then_some(TableRow { total: true, cells })
}
