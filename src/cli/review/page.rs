//! The review as pages and sheets: what stands where, in the words of the command line.

use super::{Review, is_sure};
use crate::lang::Lang;
use crate::render::{HeadLine, Reviewed, ReviewedCell, ReviewedPart, ReviewedSection};
use crate::review::{FilingRow, RequestParagraph, SheetWords, moment};

/// All filings side by side.
pub(super) fn table(review: &Review<'_>) -> Reviewed {
    let lang = review.console.lang;
    let text = |text: String| ReviewedCell { text, class: String::new() };
    let number = |text: String| ReviewedCell { text, class: "num".to_owned() };
    let mut columns = ["review-filer", "review-incident", "review-stage", "review-moment", "review-forms"]
        .map(|key| review.say(key))
        .to_vec();
    columns.extend(review.pack.review.measure.iter().map(|measure| measure.name.get(lang).to_owned()));
    columns.extend(
        ["review-late", "review-missing", "review-contradictions", "review-standing"].map(|key| review.say(key)),
    );
    let rows = review.gathered.rows.iter().map(|row| {
        let forms: Vec<&str> = row.forms.iter().map(|form| form.title.as_str()).collect();
        let mut cells: Vec<ReviewedCell> =
            [row.filer.clone(), row.incident.clone(), row.stage.clone(), moment(&row.report_at), forms.join(", ")]
                .map(text)
                .to_vec();
        let mark = if is_sure(row) { "" } else { " ?" };
        let measures = review.pack.review.measure.iter();
        cells.extend(measures.map(|measure| number(format!("{}{mark}", review.stated(row, &measure.id)))));
        cells.push(text(review.late(row)));
        cells.push(number(row.lacking.len().to_string()));
        cells.push(number((row.contradictions.len() + row.failures.len()).to_string()));
        cells.push(text(review.standing(row)));
        cells
    });
    let asked = review.gathered.rows.iter().zip(&review.requests).filter(|(_, parts)| !parts.is_empty());
    let sections = asked.map(|(row, parts)| ReviewedSection {
        title: format!("{} · {} · {}", row.filer, row.incident, row.stage),
        parts: parts.iter().map(part).collect(),
    });
    let unread =
        review.gathered.unread.iter().map(|(path, _)| {
            review.console.say(review.pack, "review-unread", &[("path", crate::review::file_name(path))])
        });
    let count = [("count", review.gathered.rows.len().to_string())];
    let mut summary = vec![review.console.say(review.pack, "review-summary", &count)];
    if review.gathered.rows.iter().any(|row| !is_sure(row)) {
        summary.push(review.say("review-unsure"));
    }
    summary.extend(unread);
    Reviewed {
        lang: if lang == Lang::Ko { "ko" } else { "en" }.to_owned(),
        title: review.say("review-title"),
        summary,
        table: review.say("review-filings"),
        columns,
        rows: rows.collect(),
        sections: sections.collect(),
        ..Reviewed::default()
    }
}

fn part(part: &RequestParagraph) -> ReviewedPart {
    ReviewedPart { mark: part.mark.clone(), label: part.label.clone(), lines: part.lines.clone() }
}

/// Head of a draft: label and text.
fn head(review: &Review<'_>, row: &FilingRow) -> Vec<(&'static str, String)> {
    let words = &review.pack.review.request;
    let fill = |text: &str| {
        let forms: Vec<&str> = row.forms.iter().map(|form| form.title.as_str()).collect();
        let report_at = moment(&row.report_at);
        [
            ("{filer}", row.filer.as_str()),
            ("{incident}", &row.incident),
            ("{stage}", &row.stage),
            ("{report_at}", &report_at),
            ("{form}", &forms.join(", ")),
        ]
        .iter()
        .fold(text.to_owned(), |text, (slot, value)| text.replace(slot, value))
    };
    vec![
        ("발신", words.from.clone()),
        ("수신", fill(&words.to)),
        ("제목", fill(&words.subject)),
        ("관련", fill(&words.related)),
    ]
}

/// The draft of a 보완요구 as a page. It is Korean, as every official document.
pub(super) fn draft(review: &Review<'_>, row: &FilingRow, parts: &[RequestParagraph]) -> Reviewed {
    let words = &review.pack.review.request;
    let head = head(review, row).into_iter().map(|(label, text)| HeadLine { label: label.to_owned(), text });
    Reviewed {
        lang: "ko".to_owned(),
        title: words.title.clone(),
        head: head.collect(),
        summary: vec![words.draft.clone(), words.lead.clone()],
        sections: vec![ReviewedSection {
            title: review.pack.review.request.subject.replace("{incident}", &row.incident),
            parts: parts.iter().map(part).collect(),
        }],
        end: words.end.clone(),
        ..Reviewed::default()
    }
}

/// The same as plain text.
pub(super) fn draft_text(review: &Review<'_>, row: &FilingRow, parts: &[RequestParagraph]) -> String {
    let words = &review.pack.review.request;
    let mut out = format!("{}\n({})\n\n", words.title, words.draft);
    for (label, text) in head(review, row) {
        out.push_str(&format!("{label}: {text}\n"));
    }
    out.push_str(&format!("\n{}\n", words.lead));
    for part in parts {
        out.push_str(&format!("\n{} {}\n", part.mark, part.label));
        for line in &part.lines {
            out.push_str(&format!("  - {line}\n"));
        }
    }
    out.push_str(&format!("\n{}\n", words.end));
    out
}

/// Words of the workbook.
pub(super) fn sheet_words(review: &Review<'_>) -> SheetWords {
    let lang = review.console.lang;
    let say = |key: &str| review.say(key);
    let mut heads =
        ["review-filer", "review-incident", "review-stage", "review-moment", "review-forms", "review-standing"]
            .map(say)
            .to_vec();
    heads.extend(review.pack.review.measure.iter().map(|measure| measure.name.get(lang).to_owned()));
    heads.extend(
        ["review-days-late", "review-overdue", "review-missing", "review-contradictions", "review-asked"].map(say),
    );
    let standing = ["verified", "unverified", "failed"];
    SheetWords {
        filings: say("review-filings"),
        points: say("review-points"),
        heads,
        point_heads: ["review-filer", "review-incident", "review-stage", "review-kind", "review-text"]
            .map(say)
            .to_vec(),
        total: say("review-total"),
        average: say("review-average"),
        most: say("review-most"),
        unstated: say("review-unstated"),
        standing: standing.map(|word| (word.to_owned(), say(&format!("review-standing-{word}")))).to_vec(),
    }
}
