//! The review as pages and sheets: what stands where, in the words of the command line.

use super::{Review, is_sure};
use crate::lang::Lang;
use crate::render::{HeadLine, Reviewed, ReviewedCell, ReviewedPart, ReviewedSection, ReviewedTable};
use crate::review::{FilingRow, RequestParagraph, SheetWords, Trend, moment};

/// All filings side by side: first what was found of each, then what each states.
pub(super) fn table(review: &Review<'_>) -> Reviewed {
    let lang = review.console.lang;
    let asked = review.gathered.rows.iter().zip(&review.requests).filter(|(_, parts)| !parts.is_empty());
    let sections = asked.clone().map(|(row, parts)| ReviewedSection {
        title: format!("{} · {} · {}", row.filer, row.incident, row.stage),
        parts: parts.iter().map(part).collect(),
    });
    let unread =
        review.gathered.unread.iter().map(|(path, _)| {
            review.console.say(review.pack, "review-unread", &[("path", crate::review::file_name(path))])
        });
    let counts = [
        ("count", review.gathered.rows.len().to_string()),
        ("asked", asked.clone().count().to_string()),
        ("unsure", review.gathered.rows.iter().filter(|row| !is_sure(row)).count().to_string()),
    ];
    let mut summary = vec![review.console.say(review.pack, "review-summary", &counts)];
    if review.gathered.rows.iter().any(|row| !is_sure(row)) {
        summary.push(review.say("review-unsure"));
    }
    summary.extend(unread);
    let mut tables = vec![verdicts(review), figures(review)];
    tables.extend(trends(review));
    Reviewed {
        lang: if lang == Lang::Ko { "ko" } else { "en" }.to_owned(),
        title: review.say("review-title"),
        summary,
        tables,
        sections: sections.collect(),
        ..Reviewed::default()
    }
}

fn text(text: String) -> ReviewedCell {
    ReviewedCell { text, class: String::new() }
}

fn number(text: String) -> ReviewedCell {
    ReviewedCell { text, class: "num".to_owned() }
}

fn verdicts(review: &Review<'_>) -> ReviewedTable {
    let columns = [
        "review-filer",
        "review-incident",
        "review-stage",
        "review-standing",
        "review-late",
        "review-missing",
        "review-contradictions",
        "review-moment",
        "review-forms",
    ];
    let rows = review.gathered.rows.iter().map(|row| {
        let forms: Vec<&str> = row.forms.iter().map(|form| form.title.as_str()).collect();
        let [_, missing, wrong] = row.counts().map(|count| number(count.to_string()));
        let [filer, incident, stage] = [&row.filer, &row.incident, &row.stage].map(|part| text(part.clone()));
        let (standing, late) = (text(review.standing(row)), text(review.late(row)));
        vec![
            filer,
            incident,
            stage,
            standing,
            late,
            missing,
            wrong,
            text(moment(&row.report_at)),
            text(forms.join(", ")),
        ]
    });
    ReviewedTable {
        title: review.say("review-filings"),
        columns: columns.map(|key| review.say(key)).to_vec(),
        rows: rows.collect(),
    }
}

fn figures(review: &Review<'_>) -> ReviewedTable {
    let measures = &review.pack.review.measure;
    let mut columns = ["review-filer", "review-incident", "review-stage"].map(|key| review.say(key)).to_vec();
    columns.extend(measures.iter().map(|measure| measure.name.get(review.console.lang).to_owned()));
    let rows = review.gathered.rows.iter().map(|row| {
        let mark = if is_sure(row) { "" } else { " ?" };
        let mut cells = [&row.filer, &row.incident, &row.stage].map(|part| text(part.clone())).to_vec();
        cells.extend(measures.iter().map(|measure| number(format!("{}{mark}", review.stated(row, &measure.id)))));
        cells
    });
    ReviewedTable { title: review.say("review-figures"), columns, rows: rows.collect() }
}

/// What became of the figures from stage to stage; none where no case was received in several.
fn trends(review: &Review<'_>) -> Option<ReviewedTable> {
    let rows: Vec<Vec<ReviewedCell>> =
        trend_rows(review).into_iter().map(|row| row.into_iter().map(text).collect()).collect();
    let columns = TREND_HEADS.map(|key| review.say(key)).to_vec();
    (!rows.is_empty()).then(|| ReviewedTable { title: review.say("review-trends"), columns, rows })
}

const TREND_HEADS: [&str; 5] = ["review-filer", "review-incident", "review-measure", "review-stages", "review-change"];

/// The same as lines of texts.
pub(super) fn trend_rows(review: &Review<'_>) -> Vec<Vec<String>> {
    let trends = crate::review::trends(&review.gathered.rows, &review.pack.review.measure);
    let row = |trend: &Trend<'_>| {
        let unstated = review.say("review-unstated");
        let stage = |(stage, value): &(&str, Option<&crate::review::StatedValue>)| {
            format!("{stage} {}", value.map_or(unstated.as_str(), |value| &value.text))
        };
        let stages: Vec<String> = trend.stages.iter().map(stage).collect();
        let change = review.say(&format!("review-change-{}", trend.change.word()));
        let name = trend.measure.name.get(review.console.lang).to_owned();
        vec![trend.filer.to_owned(), trend.incident.to_owned(), name, stages.join(" → "), change]
    };
    trends.iter().map(row).collect()
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
    heads.extend(
        [
            "review-counts",
            "review-days-late",
            "review-overdue",
            "review-missing",
            "review-contradictions",
            "review-asked",
        ]
        .map(say),
    );
    heads.extend(review.pack.review.measure.iter().map(|measure| measure.name.get(lang).to_owned()));
    let standing = ["verified", "unverified", "failed"];
    SheetWords {
        filings: say("review-filings"),
        points: say("review-points"),
        trends: say("review-trends"),
        trend_heads: TREND_HEADS.map(say).to_vec(),
        counts: ["review-counts-yes", "review-counts-no"].map(say),
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
