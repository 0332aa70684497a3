//! `bogo review FILES...`: what many filers filed, verified and side by side, and what each is to be asked.

mod page;
mod text;

use std::path::PathBuf;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::console::{Console, OutputFormat, Stream};
use super::{Exit, arg_values, verify};
use crate::bundle::{self, Failure, OutputFile};
use crate::error::Result;
use crate::pack::Pack;
use crate::render;
use crate::review::{self, Assurance, FilingRow, Gathered, RequestParagraph};

/// Version of the JSON shape (`docs/schema/review.v1.json`).
const VERSION: u32 = 1;

/// A review with what its pages and sheets are made from.
struct Review<'a> {
    gathered: &'a Gathered,
    /// What is to be asked, row by row.
    requests: Vec<Vec<RequestParagraph>>,
    pack: &'a Pack,
    console: &'a Console,
}

impl Review<'_> {
    fn say(&self, key: &str) -> String {
        self.console.say(self.pack, key, &[])
    }

    fn told(&self, failure: &Failure) -> String {
        told(failure, self.pack, self.console)
    }

    /// What a row states of a measure; that it states nothing is a word of its own.
    fn stated(&self, row: &FilingRow, measure: &str) -> String {
        row.values.get(measure).map_or_else(|| self.say("review-unstated"), |stated| stated.text.clone())
    }

    fn late(&self, row: &FilingRow) -> String {
        match (row.days_late(), row.overdue.len()) {
            (_, 0) => self.say("review-none"),
            (Some(days), _) => self.console.say(self.pack, "review-days", &[("days", days.to_string())]),
            (None, _) => row.overdue[0].by.clone(),
        }
    }

    fn standing(&self, row: &FilingRow) -> String {
        self.say(&format!("review-standing-{}", row.standing.word()))
    }
}

fn told(failure: &Failure, pack: &Pack, console: &Console) -> String {
    let class = console.say(pack, &format!("verify-class-{}", failure.class.word()), &[]);
    format!("{class}: {}", verify::words(&failure.said, pack, console))
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let paths: Vec<PathBuf> = arg_values::paths(matches, "file");
    let out = arg_values::optional_path(matches, "out");
    out.as_deref().map_or(Ok(()), bundle::refuse_existing)?;
    let gathered = review::gather(pack, &paths)?;
    let of = |row: &FilingRow| review::request(row, &pack.review.request, |failure| told(failure, pack, console));
    let requests = gathered.rows.iter().map(of).collect();
    let review = Review { gathered: &gathered, requests, pack, console };
    if let Some(out) = &out {
        bundle::create_new(out, &files(&review)?)?;
    }
    match console.format {
        OutputFormat::Human => console.tell(Stream::Out, &text::print(&review)),
        OutputFormat::Json => console.line(Stream::Out, &format!("{:#}", document(&review))),
    }
    if let (Some(out), OutputFormat::Human) = (&out, console.format) {
        let args = [("path", out.display().to_string())];
        console.sentence(Stream::Err, &console.say(pack, "review-written", &args));
    }
    let is_complete = gathered.unread.is_empty() && gathered.rows.iter().all(FilingRow::is_complete);
    Ok(if is_complete { Exit::Clean } else { Exit::Findings })
}

/// The workbook, the page, and a draft for each row that something is asked of.
fn files(review: &Review<'_>) -> Result<Vec<OutputFile>> {
    let mut files = Vec::new();
    let mut number = 0;
    for (row, parts) in review.gathered.rows.iter().zip(&review.requests).filter(|(_, parts)| !parts.is_empty()) {
        number += 1;
        // A name of a filer may hold what no file name may.
        let letters = row.filer.chars().filter(|c| c.is_alphanumeric());
        let name = format!("보완요구-{number}-{}", letters.take(40).collect::<String>());
        files.push(OutputFile::new(format!("{name}.txt"), page::draft_text(review, row, parts)));
        files.push(OutputFile::new(
            format!("{name}.html"),
            render::review(review.pack, page::draft(review, row, parts))?,
        ));
    }
    files.push(OutputFile::new("review.html", render::review(review.pack, page::table(review))?));
    let points: Vec<Vec<(String, String)>> = review
        .requests
        .iter()
        .map(|parts| {
            let lines = |part: &RequestParagraph| {
                part.lines.iter().map(|line| (part.label.clone(), line.clone())).collect::<Vec<_>>()
            };
            parts.iter().flat_map(lines).collect()
        })
        .collect();
    let words = page::sheet_words(review);
    let book = review::workbook(
        &review.gathered.rows,
        &review.pack.review.measure,
        &points,
        &page::trend_rows(review),
        &words,
    )?;
    files.push(OutputFile::new("review.xlsx", book));
    Ok(files)
}

fn document(review: &Review<'_>) -> Json {
    let failure = |failure: &Failure| verify::failure_json(failure, review.pack, review.console);
    let rows = review.gathered.rows.iter().map(|row| {
        let values: serde_json::Map<String, Json> = review
            .pack
            .review
            .measure
            .iter()
            .map(|measure| {
                let stated = row.values.get(&measure.id).map_or_else(
                    || json!({ "type": null, "value": null, "state": "unstated", "text": null }),
                    |one| json!({ "type": one.kind, "value": one.value, "state": one.state, "text": one.text }),
                );
                (measure.id.clone(), stated)
            })
            .collect();
        json!({
            "filer": row.filer,
            "case": row.case,
            "incident": row.incident,
            "stage": row.stage,
            "stage_code": row.stage_code,
            "report_at": row.report_at,
            "draft": row.draft,
            "standing": row.standing.word(),
            "forms": row.forms.iter().map(|form| {
                json!({ "form": form.id, "title": form.title, "path": form.path, "sha256": form.sha256 })
            }).collect::<Vec<_>>(),
            "values": values,
            "overdue": row.overdue.iter().map(|one| {
                json!({ "id": one.id, "label": one.label, "due": one.due, "done": one.done, "by": one.by, "days": one.days })
            }).collect::<Vec<_>>(),
            "missing": row.lacking.iter().map(|one| {
                json!({ "form": one.form, "item": one.item, "basis": one.basis, "pending": one.pending })
            }).collect::<Vec<_>>(),
            "contradictions": row.contradictions.iter().map(|one| {
                let values = one.values.iter().map(|(form, text)| json!({ "form": form, "text": text }));
                json!({ "id": one.id, "what": one.what, "values": values.collect::<Vec<_>>() })
            }).collect::<Vec<_>>(),
            "failures": row.failures.iter().map(|(path, one)| {
                json!({ "file": path, "failure": failure(one) })
            }).collect::<Vec<_>>(),
        })
    });
    let unread =
        review.gathered.unread.iter().map(
            |(path, failures)| json!({ "path": path, "failures": failures.iter().map(failure).collect::<Vec<_>>() }),
        );
    let trends = review::trends(&review.gathered.rows, &review.pack.review.measure);
    let trends = trends.iter().map(|trend| {
        let stages = trend.stages.iter().map(|(stage, value)| {
            json!({ "stage": stage, "value": value.and_then(|one| one.value.clone()), "text": value.map(|one| one.text.clone()) })
        });
        json!({
            "filer": trend.filer,
            "incident": trend.incident,
            "measure": trend.measure.id,
            "stages": stages.collect::<Vec<_>>(),
            "change": trend.change.word(),
        })
    });
    json!({
        "version": VERSION,
        "filings": rows.collect::<Vec<_>>(),
        "trends": trends.collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
    })
}

/// Whether the numbers of a row may be relied on.
fn is_sure(row: &FilingRow) -> bool {
    row.standing == Assurance::Verified
}
