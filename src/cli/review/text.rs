//! The review for the terminal: a table, then what each filer is to be asked.

use super::{Review, is_sure};
use crate::cli::columns::{Cell, Table};
use crate::cli::console::Stream;
use crate::finding::Severity;
use crate::review::{FilingRow, file_name, moment};

pub(super) fn print(review: &Review<'_>) -> String {
    let measures = &review.pack.review.measure;
    let lang = review.console.lang;
    let mut heads = vec![review.say("review-filer"), review.say("review-incident"), review.say("review-stage")];
    heads.extend(measures.iter().map(|measure| measure.name.get(lang).to_owned()));
    heads.extend(
        ["review-late", "review-missing", "review-contradictions", "review-standing"].map(|key| review.say(key)),
    );
    let rows = &review.gathered.rows;
    let rows: Vec<Vec<Cell>> =
        rows.iter().map(|row| cells(review, row).iter().map(|text| Cell::new(text)).collect()).collect();
    let mut out = String::new();
    if !rows.is_empty() {
        out.push_str(&Table { heads, head_style: "1", rows, indent: 0 }.draw(review.console, Stream::Out));
    }
    for (path, failures) in &review.gathered.unread {
        let head = review.console.say(review.pack, "review-unread", &[("path", path.clone())]);
        out.push_str(&format!("\n{}\n", review.console.paint(Stream::Out, Severity::Error, &head)));
        for failure in failures {
            out.push_str(&review.console.wrap(Stream::Out, &review.told(failure), "  ", "    "));
        }
    }
    for (row, parts) in review.gathered.rows.iter().zip(&review.requests).filter(|(_, parts)| !parts.is_empty()) {
        let forms: Vec<String> = row.forms.iter().map(|form| file_name(&form.path)).collect();
        let head = format!("{} · {} · {} ({})", row.filer, row.incident, row.stage, moment(&row.report_at));
        out.push_str(&format!("\n{}\n", review.console.style(Stream::Out, "1", &head)));
        if review.console.verbose {
            out.push_str(&format!("  {}\n", forms.join(", ")));
        }
        for part in parts {
            out.push_str(&format!("  {} {}\n", part.mark, part.label));
            for line in &part.lines {
                out.push_str(&review.console.wrap(Stream::Out, &format!("- {line}"), "     ", "       "));
            }
        }
    }
    out
}

fn cells(review: &Review<'_>, row: &FilingRow) -> Vec<String> {
    let mut cells = vec![row.filer.clone(), row.incident.clone(), row.stage.clone()];
    let mark = if is_sure(row) { "" } else { " ?" };
    let measures = review.pack.review.measure.iter();
    cells.extend(measures.map(|measure| format!("{}{mark}", review.stated(row, &measure.id))));
    cells.push(review.late(row));
    cells.push(row.lacking.len().to_string());
    cells.push((row.contradictions.len() + row.failures.len()).to_string());
    cells.push(review.standing(row));
    cells
}
