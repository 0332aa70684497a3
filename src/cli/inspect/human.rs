//! The answer for people: sheets, tables and their columns.

use super::FileSight;
use crate::cli::columns::{Cell, Table};
use crate::cli::console::{Console, Stream};
use crate::dossier::MAPPING_FILE;
use crate::finding::Finding;
use crate::lang::Lang;
use crate::mapping::{ColumnSight, MatchReason, SheetSight, TableSight, masked};
use crate::origin::column_letters;
use crate::pack::{Pack, SheetSchema};

pub(super) fn page(files: &[FileSight], pack: &Pack, console: &Console) -> String {
    let view = InspectView { pack, console };
    let mut out = String::new();
    for file in files {
        out.push_str(&view.file(file));
    }
    out
}

/// Nothing stands in the sheet but headers that are known by name, and nothing is to be said of it.
fn is_empty(sheet: &SheetSight) -> bool {
    let is_known = |column: &ColumnSight| column.proposal.is_some_and(|found| found.why == MatchReason::Name);
    let is_bare = |table: &TableSight| {
        table.rows == 0
            && table.schema.is_some()
            && table.missing.is_empty()
            && table.findings.is_empty()
            && table.columns.iter().all(is_known)
    };
    let has_content = sheet.size != (0, 0) && sheet.tables.is_empty();
    !(sheet.hidden || sheet.skipped || has_content)
        && sheet.plans.is_empty()
        && sheet.findings.is_empty()
        && sheet.tables.iter().all(is_bare)
}

struct InspectView<'a> {
    pack: &'a Pack,
    console: &'a Console,
}

impl InspectView<'_> {
    fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.console.say(self.pack, key, args)
    }

    fn strong(&self, text: &str) -> String {
        self.console.style(Stream::Out, "1", text)
    }

    fn file(&self, file: &FileSight) -> String {
        let mut out = format!("{}\n", self.strong(&file.path.display().to_string()));
        if let Some(writing) = file.writing {
            let delimiter = if writing.delimiter == '\t' { "tab".to_owned() } else { writing.delimiter.to_string() };
            let args = [("encoding", writing.encoding.to_owned()), ("delimiter", delimiter)];
            out.push_str(&format!("  {}\n", self.say("inspect-writing", &args)));
        }
        if file.is_mapped {
            out.push_str(&format!("  {}\n", self.say("inspect-mapped", &[("file", MAPPING_FILE.to_owned())])));
        }
        let (empty, told): (Vec<&SheetSight>, Vec<&SheetSight>) =
            file.sheets.iter().partition(|sheet| !self.console.verbose && is_empty(sheet));
        for sheet in told {
            out.push_str(&self.sheet(sheet));
        }
        if !empty.is_empty() {
            let names: Vec<&str> = empty.iter().map(|sheet| sheet.source.sheet.as_str()).collect();
            let args = [("count", names.len().to_string()), ("sheets", names.join(", "))];
            out.push_str(&format!("\n  {}\n", self.say("inspect-empty-sheets", &args)));
        }
        out.push('\n');
        out
    }

    fn sheet(&self, sheet: &SheetSight) -> String {
        let (rows, columns) = sheet.size;
        let args =
            [("sheet", sheet.source.sheet.clone()), ("rows", rows.to_string()), ("columns", columns.to_string())];
        let mut out = format!("\n  {}\n", self.strong(&self.say("inspect-sheet", &args)));
        for line in self.hidden(sheet) {
            out.push_str(&format!("    {line}\n"));
        }
        if !sheet.plans.is_empty() {
            let key = if sheet.skipped { "inspect-skipped" } else { "inspect-planned" };
            let args = [("file", MAPPING_FILE.to_owned()), ("entries", sheet.plans.join(", "))];
            out.push_str(&format!("    {}\n", self.say(key, &args)));
        }
        for finding in &sheet.findings {
            out.push_str(&format!("    {}\n", self.finding(finding)));
        }
        if sheet.tables.is_empty() && !sheet.skipped {
            out.push_str(&format!("    {}\n", self.say("inspect-no-table", &[])));
        }
        for table in &sheet.tables {
            out.push_str(&self.table(table));
        }
        out
    }

    fn hidden(&self, sheet: &SheetSight) -> Vec<String> {
        let layout = &sheet.layout;
        let mut lines = Vec::new();
        if sheet.hidden {
            lines.push(self.say("inspect-hidden-sheet", &[]));
        }
        let (rows, columns) = (layout.hidden_row_count(), layout.hidden_column_count());
        if rows + columns > 0 {
            let args = [("rows", rows.to_string()), ("columns", columns.to_string())];
            lines.push(self.say("inspect-hidden", &args));
        }
        if !layout.visibility_known {
            lines.push(self.say("inspect-visibility", &[]));
        }
        for (name, range) in layout.tables.iter().chain(&layout.names) {
            lines.push(self.say("inspect-named", &[("name", masked(name)), ("range", range.to_string())]));
        }
        lines
    }

    fn table(&self, table: &TableSight) -> String {
        let name = table.schema.as_ref().map_or_else(|| "?".to_owned(), |schema| self.table_name(schema).to_owned());
        let header = if table.header.0 == table.header.1 {
            table.header.0.to_string()
        } else {
            format!("{}–{}", table.header.0, table.header.1)
        };
        let args = [
            ("range", table.range.to_string()),
            ("header", header),
            ("rows", table.rows.to_string()),
            ("name", name),
            ("why", self.say(&format!("inspect-by-{}", table.by.word()), &[])),
        ];
        let mut out = format!("    {}\n", self.say("inspect-table", &args));
        out.push_str(&self.columns(table));
        if let Some(schema) = &table.schema
            && !table.missing.is_empty()
        {
            let names =
                table.missing.iter().map(|field| self.field_name(schema, *field)).collect::<Vec<_>>().join(", ");
            let line = self.say("inspect-missing", &[("fields", names)]);
            out.push_str(&format!("    {}\n", self.console.style(Stream::Out, "33", &line)));
        }
        for finding in &table.findings {
            out.push_str(&format!("    {}\n", self.finding(finding)));
        }
        out
    }

    fn columns(&self, table: &TableSight) -> String {
        let head = ["inspect-column", "inspect-header", "inspect-type", "inspect-samples", "inspect-field"];
        let heads = head.iter().map(|key| self.say(key, &[])).collect();
        let rows = table.columns.iter().map(|column| self.column(table, column)).collect();
        Table { heads, head_style: "2", rows, indent: 6 }.draw(self.console, Stream::Out)
    }

    fn column(&self, table: &TableSight, column: &ColumnSight) -> Vec<Cell> {
        let kind = column.tally.kind().map_or("mixed", crate::mapping::ColumnKind::word);
        let kind = if column.tally.filled == 0 { "empty" } else { kind };
        let mut header = masked(&column.header);
        if column.hidden {
            header.push_str(&self.say("inspect-hidden-column", &[]));
        }
        let field = match (&table.schema, column.proposal) {
            (Some(schema), Some(proposal)) => {
                let name = self.field_name(schema, proposal.field);
                let why = self.say(&format!("inspect-why-{}", proposal.why.word()), &[]);
                let unit = column.unit.as_ref().map(|unit| format!(" · {}", masked(unit))).unwrap_or_default();
                let text = format!("{name}{unit} · {}% {why}", proposal.why.confidence());
                let code = if matches!(proposal.why, MatchReason::Name | MatchReason::Mapping) { "32" } else { "33" };
                Cell::styled(&text, code)
            }
            _ => Cell::new(&self.say("inspect-no-field", &[])),
        };
        vec![
            Cell::new(&column_letters(column.col)),
            Cell::new(&header),
            Cell::new(&self.say(&format!("inspect-kind-{kind}"), &[])),
            Cell::new(&column.tally.samples(column.personal).join(", ")),
            field,
        ]
    }

    fn table_name<'s>(&self, schema: &'s SheetSchema) -> &'s str {
        if self.console.lang == Lang::Ko { &schema.ko } else { &schema.en }
    }

    fn field_name(&self, schema: &SheetSchema, field: usize) -> String {
        let about = &schema.field[field];
        format!("{} ({})", about.id, if self.console.lang == Lang::Ko { &about.ko } else { &about.en })
    }

    /// A finding in a line.
    fn finding(&self, finding: &Finding) -> String {
        let words = super::json::message(finding, self.pack, self.console.lang);
        let severity = self.say(&format!("severity-{}", finding.severity.word()), &[]);
        let head = self.console.paint(Stream::Out, finding.severity, &format!("{severity}[{}]", finding.code));
        let place = finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
        let place = place.rsplit(" / ").next().unwrap_or_default().to_owned();
        format!("{head} {place}: {words}")
    }
}
