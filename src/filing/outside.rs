//! Texts for people outside the house: a paragraph for press and board, a short message, a long one. Filled from the figures of
//! the filings as the public edition prints them, and shortened by whole parts to what a message carries.

use chrono::Datelike;
use encoding_rs::EUC_KR;

use super::available::AvailableItems;
use super::fill::Material;
use super::find::{Context, RowRef};
use super::model::Inline;
use super::notes::Notes;
use super::print::{Printed, Printer};
use super::suppression::Small;
use super::tables::Tables;
use crate::dossier::{Edition, Record};
use crate::korean::grouped;
use crate::lang::Lang;
use crate::law;
use crate::pack::{OutsideForm, OutsideWords, Pack};
use crate::time::Moment;

/// A text, as it is pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideText {
    /// Name of its file: `texts.sms.ko.txt`, with a number where the case has several outages.
    pub file: String,
    pub label: String,
    pub lang: Lang,
    pub text: String,
    /// Length in CP949.
    pub bytes: usize,
    /// Most bytes that it may have.
    pub limit: Option<usize>,
    /// Parts that had no room, in the order of the text.
    pub left_out: Vec<String>,
    /// Whether a message can carry it: no longer than its limit, every character in CP949.
    pub fits: bool,
    /// Number of its outage among the rows of the sheet, from 0.
    pub outage: usize,
}

/// The texts of a case, outage by outage.
#[must_use]
pub fn outside(pack: &Pack, material: Material<'_>) -> Vec<OutsideText> {
    let words = &pack.outside;
    let Material { dossier, figures, duties } = material;
    let Some(form) = pack.forms.get(&words.beside) else { return Vec::new() };
    let small = Small::of(dossier, figures, dossier.case.smallest.unwrap_or(pack.filing.public.smallest));
    let (tables, told) = (Tables::of(dossier), AvailableItems::default());
    let context = Context {
        pack,
        dossier,
        figures,
        duties,
        form,
        about: form,
        day: law::day(dossier),
        edition: Edition::Public,
        withheld: &[],
        small: &small,
        told: &told,
        since: None,
    };
    let notes = Notes::new(figures, true, &small, &tables);
    let mut printer = Printer { context, notes, withheld: Vec::new() };
    let outages = dossier.sheet("outage").iter().enumerate();
    let outages: Vec<(usize, &Record)> =
        outages.filter(|(_, outage)| context.holds(&words.when, RowRef::Record(outage))).collect();
    let mut texts = Vec::with_capacity(outages.len() * words.text.len());
    for (number, (outage, record)) in outages.iter().enumerate() {
        for form in &words.text {
            let part = if outages.len() > 1 { format!(".{}", number + 1) } else { String::new() };
            let file = format!("texts.{}{part}.txt", form.name());
            texts.push(OutsideText { file, outage: *outage, ..one(&mut printer, words, form, record) });
        }
    }
    texts
}

/// A part that can be said.
struct SaidPart<'p> {
    id: &'p str,
    drop: Option<u8>,
    text: String,
}

fn one(printer: &mut Printer<'_>, words: &OutsideWords, form: &OutsideForm, record: &Record) -> OutsideText {
    let mut parts: Vec<SaidPart<'_>> = Vec::with_capacity(form.part.len());
    for part in &form.part {
        let said = part.say.0.iter().find_map(|choice| {
            if !printer.context.holds(&choice.when, RowRef::Record(record)) {
                return None;
            }
            match printer.phrase(&choice.phrase, RowRef::Record(record)) {
                Printed::Known(inlines) => plain(&inlines, form.lang),
                Printed::Pending(_) | Printed::Nothing => None,
            }
        });
        if let Some(text) = said.map(|text| carried(&text, words)).filter(|text| !text.is_empty()) {
            parts.push(SaidPart { id: &part.id, drop: part.drop, text });
        }
    }
    shortened(form, parts)
}

/// The text with as many parts as there is room for. No part is cut.
fn shortened(form: &OutsideForm, mut parts: Vec<SaidPart<'_>>) -> OutsideText {
    let order: Vec<&str> = parts.iter().map(|part| part.id).collect();
    let mut left: Vec<&str> = Vec::new();
    // What no message can carry goes first: without it the rest can.
    if form.limit.is_some() {
        let is_kept = |part: &SaidPart<'_>| part.drop.is_none() || length(&part.text).is_some();
        left.extend(parts.iter().filter(|part| !is_kept(part)).map(|part| part.id));
        parts.retain(is_kept);
    }
    loop {
        let text = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(&form.join);
        let carried = length(&text);
        let bytes = carried.unwrap_or_else(|| EUC_KR.encode(&text).0.len());
        let fits = form.limit.is_none_or(|limit| carried.is_some_and(|bytes| bytes <= limit));
        let next = (0..parts.len()).filter(|at| parts[*at].drop.is_some()).min_by_key(|at| parts[*at].drop);
        if let Some(at) = next.filter(|_| !fits) {
            left.push(parts.remove(at).id);
            continue;
        }
        let left_out = order.into_iter().filter(|id| left.contains(id)).map(str::to_owned).collect();
        let (label, lang, limit) = (form.label.clone(), form.lang, form.limit);
        return OutsideText { file: String::new(), label, lang, text, bytes, limit, left_out, fits, outage: 0 };
    }
}

/// Bytes of a text in CP949; none where it holds a character that CP949 lacks.
fn length(text: &str) -> Option<usize> {
    let (bytes, _, lacks) = EUC_KR.encode(text);
    (!lacks).then_some(bytes.len())
}

/// One line, with what a message can carry in place of what it cannot.
fn carried(text: &str, words: &OutsideWords) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match words.replace.get(&character) {
            Some(other) => out.push_str(other),
            None if character.is_control() || character.is_whitespace() => out.push(' '),
            None => out.push(character),
        }
    }
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // A sentence of a cell may bring its own full stop.
    if line.ends_with("..") && !line.ends_with("...") { line[..line.len() - 1].to_owned() } else { line }
}

/// The words of a run; none where a value cannot be said in the language.
fn plain(inlines: &[Inline], lang: Lang) -> Option<String> {
    let word = |inline: &Inline| match (inline, lang) {
        (Inline::Value { text, value_type, value, state, .. }, Lang::En) => {
            english(text, value_type, value.as_deref(), state == "estimate")
        }
        (Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. }, _) => Some(text.clone()),
    };
    inlines.iter().map(word).collect()
}

/// A value as English writes it: `2022-10-15 15:27` in Korean time, `127 h 33 min`, `KRW 50,000,000`.
fn english(text: &str, kind: &str, value: Option<&str>, is_estimate: bool) -> Option<String> {
    let number = |value: &str| value.parse().ok().map(|number| grouped(&number));
    let said = match kind {
        "moment" => {
            let local = Moment::parse_rfc3339(value?)?.korean().local();
            format!("{}-{:02}-{:02} {}", local.year(), local.month(), local.day(), local.format("%H:%M"))
        }
        "date" => value?.to_owned(),
        "duration" => elapsed(value?)?,
        "count" | "number" => number(value?)?,
        "won" => format!("KRW {}", number(value?)?),
        "share" => format!("{}%", number(value?)?),
        // A name, or what somebody wrote.
        "text" => return Some(text.to_owned()),
        _ => return None,
    };
    Some(if is_estimate { format!("about {said}") } else { said })
}

/// `127 h 33 min` of `PT127H33M`.
fn elapsed(value: &str) -> Option<String> {
    let mut parts = Vec::new();
    let mut rest = value.strip_prefix("PT")?;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = match rest.as_bytes()[end] {
            b'H' => "h",
            b'M' => "min",
            b'S' => "s",
            _ => return None,
        };
        parts.push(format!("{} {unit}", grouped(&rest[..end].parse().ok()?)));
        rest = &rest[end + 1..];
    }
    Some(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(limit: Option<usize>) -> OutsideForm {
        let (id, label) = ("sms".to_owned(), String::new());
        OutsideForm { id, lang: Lang::Ko, label, join: " ".to_owned(), limit, part: Vec::new() }
    }

    fn parts() -> Vec<SaidPart<'static>> {
        let part = |id, drop, text: &str| SaidPart { id, drop, text: text.to_owned() };
        vec![
            part("사실", None, "[가나] 장애"),
            part("원인", Some(2), "원인: 화재"),
            part("링크", Some(1), "example.com"),
            part("연락처", Some(3), "문의 1500"),
        ]
    }

    #[test]
    fn parts_leave_in_their_order_until_the_rest_fits() {
        let made = |limit| {
            let text = shortened(&form(Some(limit)), parts());
            (text.text, text.bytes, text.left_out.join(","), text.fits)
        };
        assert_eq!(made(90), ("[가나] 장애 원인: 화재 example.com 문의 1500".into(), 44, String::new(), true));
        assert_eq!(made(43), ("[가나] 장애 원인: 화재 문의 1500".into(), 32, "링크".into(), true));
        assert_eq!(made(31), ("[가나] 장애 문의 1500".into(), 21, "원인,링크".into(), true));
        assert_eq!(made(11), ("[가나] 장애".into(), 11, "원인,링크,연락처".into(), true));
        assert_eq!(made(10), ("[가나] 장애".into(), 11, "원인,링크,연락처".into(), false));
    }

    #[test]
    fn what_no_message_carries_is_left_out_or_told() {
        let mut own = parts();
        own[3].text.push('😀');
        let text = shortened(&form(Some(90)), own);
        assert_eq!((text.left_out.join(","), text.fits), ("연락처".to_owned(), true));
        let mut own = parts();
        own[0].text.push('😀');
        assert!(!shortened(&form(Some(90)), own).fits);
        let mut own = parts();
        own[0].text.push('😀');
        assert!(shortened(&form(None), own).fits, "a mail carries anything");
    }

    #[test]
    fn values_are_said_in_english_or_not_at_all() {
        let said = |kind, value| english("글", kind, value, false);
        assert_eq!(said("moment", Some("2022-10-15T15:27:00+09:00")).as_deref(), Some("2022-10-15 15:27"));
        // In Korean time, wherever it was written down.
        assert_eq!(said("moment", Some("2025-10-20T06:48:00Z")).as_deref(), Some("2025-10-20 15:48"));
        assert_eq!(said("duration", Some("PT127H33M")).as_deref(), Some("127 h 33 min"));
        assert_eq!(english("글", "won", Some("50000000"), true).as_deref(), Some("about KRW 50,000,000"));
        assert_eq!(said("duration", None), None, "known by its bounds alone");
        assert_eq!(said("code", Some("cash")), None);
    }
}
