//! The texts for people outside as files, and the list of them with their lengths.
//!
//! They lie in `internal`: whoever sends them takes them from there, and an agency is not sent them. A file holds nothing but
//! what is pasted; in a draft the mark stands in front, which no length counts.

use super::{Examined, Order};
use crate::bundle::OutputFile;
use crate::filing::OutsideText;
use crate::pack::{OutsideIndex, Pack};
use crate::render::visible;

/// Name of the list.
const INDEX: &str = "texts.txt";

/// The files of the texts and their list; none where the case has no outage to tell of.
pub(super) fn files(pack: &Pack, examined: &Examined, order: &Order) -> Vec<OutputFile> {
    if examined.outside.is_empty() {
        return Vec::new();
    }
    let words = &pack.outside;
    let is_draft = order.options.draft || examined.dossier.case.law_date.is_some();
    let file = |text: &OutsideText| {
        let mark = if is_draft { words.draft.get(text.lang) } else { "" };
        let lines: Vec<String> = text.text.lines().map(visible).collect();
        OutputFile::new(text.file.clone(), format!("{mark}{}\n", lines.join("\n")))
    };
    let mut files: Vec<OutputFile> = examined.outside.iter().map(file).collect();
    let lines: Vec<String> = examined.outside.iter().map(|text| line(&words.index, text)).collect();
    files.push(OutputFile::new(INDEX.to_owned(), format!("{}\n{}\n", words.index.title, lines.join("\n"))));
    files
}

fn line(words: &OutsideIndex, text: &OutsideText) -> String {
    let line = words.line.replace("{file}", &text.file).replace("{label}", &text.label);
    let line = line.replace("{bytes}", &text.bytes.to_string());
    let mut line = match text.limit {
        Some(limit) => {
            let words = if text.fits { &words.limit } else { &words.over };
            words.replace("{line}", &line).replace("{limit}", &limit.to_string())
        }
        None => line,
    };
    if !text.left_out.is_empty() {
        line.push_str(&words.left_out.replace("{parts}", &text.left_out.join(", ")));
    }
    line
}
