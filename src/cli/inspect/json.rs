//! The answer for machines (`docs/schema/inspect.v1.json`).

use std::path::Path;

use serde_json::{Value as Json, json};

use super::FileSight;
use crate::dossier::MAPPING_FILE;
use crate::finding::Finding;
use crate::lang::Lang;
use crate::mapping::{By, ColumnSight, MatchReason, SheetSight, TableSight, masked};
use crate::origin::column_letters;
use crate::pack::Pack;

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;

pub(super) fn document(files: &[FileSight], faults: &[Json], written: Option<&Path>, pack: &Pack, lang: Lang) -> Json {
    let files: Vec<Json> = files.iter().map(|file| one(file, pack, lang)).collect();
    json!({
        "version": VERSION,
        "files": files,
        "errors": faults,
        "written": written.map(|path| path.display().to_string()),
    })
}

fn one(file: &FileSight, pack: &Pack, lang: Lang) -> Json {
    let writing =
        file.writing.map(|writing| json!({ "encoding": writing.encoding, "delimiter": writing.delimiter.to_string() }));
    json!({
        "file": file.name,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "writing": writing,
        "mapping": file.is_mapped.then_some(MAPPING_FILE),
        "sheets": file.sheets.iter().map(|sheet| self::sheet(sheet, pack, lang)).collect::<Vec<_>>(),
    })
}

fn sheet(sheet: &SheetSight, pack: &Pack, lang: Lang) -> Json {
    let layout = &sheet.layout;
    let named =
        |(name, range): &(String, crate::origin::Range)| json!({ "name": masked(name), "range": range.to_string() });
    json!({
        "sheet": sheet.source.sheet,
        "hidden": sheet.hidden,
        "rows": sheet.size.0,
        "columns": sheet.size.1,
        "visibility_known": layout.visibility_known,
        "hidden_rows": layout.hidden_row_count(),
        "hidden_columns": layout.hidden_column_count(),
        "merges": layout.merges.len(),
        "mapping": sheet.plans,
        "skipped": sheet.skipped,
        "findings": findings(&sheet.findings, pack, lang),
        "named": layout.tables.iter().chain(&layout.names).map(named).collect::<Vec<_>>(),
        "tables": sheet.tables.iter().map(|table| self::table(table, pack, lang)).collect::<Vec<_>>(),
    })
}

fn table(table: &TableSight, pack: &Pack, lang: Lang) -> Json {
    let field = |field: &usize| table.schema.as_ref().map(|schema| schema.field[*field].id.clone());
    json!({
        "range": table.range.to_string(),
        "header": [table.header.0, table.header.1],
        "records": table.rows,
        "table": table.schema.as_ref().map(|schema| &schema.id),
        // What a mapping says is said of the table: its own key tells where, within the words of this version.
        "by": if table.by == By::Mapping { By::Name } else { table.by }.word(),
        "mapping": table.plan,
        "read": table.is_read(),
        "columns": table.columns.iter().map(|column| self::column(table, column)).collect::<Vec<_>>(),
        "missing": table.missing.iter().map(field).collect::<Vec<_>>(),
        "findings": findings(&table.findings, pack, lang),
    })
}

fn findings(findings: &[Finding], pack: &Pack, lang: Lang) -> Vec<Json> {
    let one = |finding: &Finding| {
        json!({
            "code": finding.code,
            "severity": finding.severity.word(),
            "message": message(finding, pack, lang),
            "origin": finding.origin,
        })
    };
    findings.iter().map(one).collect()
}

fn column(table: &TableSight, column: &ColumnSight) -> Json {
    let about = table.schema.as_ref().zip(column.proposal).map(|(schema, found)| &schema.field[found.field]);
    let kind = match (column.tally.filled, column.tally.kind()) {
        (0, _) => "empty",
        (_, Some(kind)) => kind.word(),
        (_, None) => "mixed",
    };
    json!({
        "column": column_letters(column.col),
        "header": masked(&column.header),
        "unit": column.unit,
        "hidden": column.hidden,
        "type": kind,
        "filled": column.tally.filled,
        "samples": column.tally.samples(column.personal),
        "field": about.map(|field| &field.id),
        "confidence": column.proposal.map(|proposal| proposal.why.confidence()),
        "why": column.proposal.map(|proposal| why(proposal.why).word()),
        "mapped": column.proposal.is_some_and(|proposal| proposal.why == MatchReason::Mapping),
        "unknown_words": column.unknown.iter().map(|(word, _)| word).collect::<Vec<_>>(),
    })
}

/// The reason in the words of this version.
fn why(why: MatchReason) -> MatchReason {
    if why == MatchReason::Mapping { MatchReason::Name } else { why }
}

/// The sentence of a finding.
pub(super) fn message(finding: &Finding, pack: &Pack, lang: Lang) -> String {
    let filled = pack.rules.get(finding.code).map(|rule| rule.message.fill(lang, &finding.args));
    masked(&filled.unwrap_or_else(|| finding.code.to_owned()))
}
