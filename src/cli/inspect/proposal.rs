//! A proposal of `mapping.toml`: what is sure enough is written, what is not stands in comments with its reason.

use super::FileSight;
use crate::cli::console::Console;
use crate::lang::Lang;
use crate::mapping::{By, ColumnKind, ColumnSight, DateOrder, MatchReason, SheetSight, TableSight, masked};
use crate::origin::column_letters;
use crate::pack::{Pack, SheetSchema};

/// Below this a proposal stays a comment.
const SURE: u8 = 60;

pub(super) fn text(files: &[FileSight], pack: &Pack, console: &Console) -> String {
    let writer = ProposalWriter { pack, console };
    let mut out = format!("# {}\nschema = 1\n", writer.say("inspect-toml-head", &[]));
    for file in files {
        for sheet in &file.sheets {
            out.push_str(&writer.sheet(&file.name, sheet));
        }
    }
    out
}

struct ProposalWriter<'a> {
    pack: &'a Pack,
    console: &'a Console,
}

impl ProposalWriter<'_> {
    fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.console.say(self.pack, key, args)
    }

    fn sheet(&self, file: &str, sheet: &SheetSight) -> String {
        let name = &sheet.source.sheet;
        let place = format!("{} / {}", one_line(file), one_line(name));
        if sheet.tables.is_empty() {
            return format!("\n# {}\n", self.say("inspect-toml-empty", &[("place", place)]));
        }
        // An entry settles the whole sheet, so where one of its tables needs one all have one.
        if !sheet.tables.iter().any(TableSight::wants_mapping) {
            return format!("\n# {}\n", self.say("inspect-toml-as-is", &[("place", place)]));
        }
        let several = sheet.tables.len() > 1;
        sheet.tables.iter().map(|table| self.table(file, name, table, several)).collect()
    }

    fn table(&self, file: &str, sheet: &str, table: &TableSight, several: bool) -> String {
        let Some(schema) = &table.schema else {
            let place = format!("{} / {} / {}", one_line(file), one_line(sheet), table.range);
            let known = self.pack.sheets.sheet.iter().map(|known| known.ko.as_str()).collect::<Vec<_>>().join(", ");
            let line = self.say("inspect-toml-unknown", &[("place", place), ("tables", known)]);
            return format!("\n# {line}\n");
        };
        let mut out = format!("\n[[sheet]]\nfile = {}\nname = {}\n", quoted(file), quoted(sheet));
        let why = self.say(&format!("inspect-by-{}", table.by.word()), &[]);
        out.push_str(&format!("table = {}  # {why}\n", quoted(&schema.ko)));
        out.push_str(&match table.header {
            (first, last) if first == last => format!("header = {first}\n"),
            (first, last) => format!("header = [{first}, {last}]\n"),
        });
        if several {
            out.push_str(&format!("range = {}\n", quoted(&table.range.to_string())));
        }
        let strays: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.proposal.is_none())
            .map(reference)
            .map(|name| quoted(&name))
            .collect();
        if !strays.is_empty() {
            out.push_str(&format!("# {}\nignore = [{}]\n", self.say("inspect-toml-ignore", &[]), strays.join(", ")));
        }
        let lines: String = table.columns.iter().map(|column| self.column(schema, column)).collect();
        let missing: String = table.missing.iter().map(|field| self.missing(schema, *field)).collect();
        if !lines.is_empty() || !missing.is_empty() {
            out.push_str(&format!("[sheet.field]\n{lines}{missing}"));
        }
        if table.by == By::Likeness && !missing.is_empty() {
            out.push_str(&format!("# {}\n", self.say("inspect-toml-not-yet", &[])));
        }
        out
    }

    /// The line of a column; none where its header says everything.
    fn column(&self, schema: &SheetSchema, column: &ColumnSight) -> String {
        let Some(proposal) = column.proposal else { return String::new() };
        let field = &schema.field[proposal.field];
        let is_open = column.tally.kind() == Some(ColumnKind::OpenDate);
        let mut keys = vec![format!("column = {}", quoted(&reference(column)))];
        let mut notes = Vec::new();
        if let Some(order) = column.order {
            keys.push(format!("date = \"{}\", century = 2000", word(order)));
            notes.push(self.say("inspect-toml-order", &[]));
        } else if is_open {
            notes.push(self.say("inspect-toml-open-date", &[("field", field.id.clone())]));
        }
        let known: Vec<String> = column
            .unknown
            .iter()
            .filter_map(|(theirs, ours)| Some(format!("{} = {}", quoted(theirs), quoted(ours.as_ref()?))))
            .collect();
        if !known.is_empty() {
            keys.push(format!("words = {{ {} }}", known.join(", ")));
        }
        let open: Vec<String> =
            column.unknown.iter().filter(|(_, ours)| ours.is_none()).map(|(theirs, _)| quoted(theirs)).collect();
        if !open.is_empty() {
            let words = open.join(", ");
            notes.push(self.say("inspect-toml-words", &[("field", field.id.clone()), ("words", words)]));
        }
        let settled = proposal.why != MatchReason::Name || keys.len() > 1;
        let mut out: String = notes.iter().map(|note| format!("# {note}\n")).collect();
        if settled {
            let value = match keys.as_slice() {
                [_] => quoted(&reference(column)),
                keys => format!("{{ {} }}", keys.join(", ")),
            };
            let mark = if proposal.why.confidence() < SURE { "# " } else { "" };
            let why = self.say(&format!("inspect-why-{}", proposal.why.word()), &[]);
            let confidence = proposal.why.confidence();
            let name = self.name(schema, proposal.field);
            out.push_str(&format!("{mark}{} = {value}  # {name}, {confidence}% {why}\n", field.id));
        }
        out
    }

    fn missing(&self, schema: &SheetSchema, field: usize) -> String {
        let id = schema.field[field].id.clone();
        let name = self.name(schema, field).to_owned();
        format!("# {}\n", self.say("inspect-toml-missing", &[("field", id), ("name", name)]))
    }

    fn name<'s>(&self, schema: &'s SheetSchema, field: usize) -> &'s str {
        let about = &schema.field[field];
        if self.console.lang == Lang::Ko { &about.ko } else { &about.en }
    }
}

/// A column as the mapping names it: by its header, or by its letters where a header would repeat what must be masked.
fn reference(column: &ColumnSight) -> String {
    let levels = column.header.replace(" / ", " ");
    if masked(&levels) == levels && !levels.is_empty() { levels } else { column_letters(column.col) }
}

fn word(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Ymd => "ymd",
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
    }
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
