//! A comparison for people: on a terminal, by form and item, the values of one item under one another.

use unicode_width::UnicodeWidthStr;

use super::{Comparison, FormDifference};
use crate::cli::console::{Console, Stream};
use crate::filing::Filing;
use crate::filing::difference::{Became, Change, ChangeKind, ChangePlace, PlaceDifference, PrintedValue};
use crate::korean;
use crate::pack::Pack;
use crate::render::visible;
use crate::time::Moment;

/// A label wider than this does not push the values of its neighbours away.
const LABEL: usize = 36;
/// Two sides wider than this together stand below one another.
const BESIDE: usize = 72;
/// Columns of a line beside its label and its two sides.
const AROUND: usize = 9;

/// Characters that are shown of two plain values from where they differ.
const TOLD_APART: usize = 3;

/// The words of a comparison, for the terminal and for the page.
pub(super) struct DiffWords<'a> {
    pub pack: &'a Pack,
    pub console: &'a Console,
}

impl DiffWords<'_> {
    pub(super) fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.console.say(self.pack, key, args)
    }

    /// `중간 1보, 2022. 12. 5. 10:00 기준`
    pub(super) fn head(&self, filing: &Filing) -> String {
        let at = Moment::parse_rfc3339(&filing.report_at).map_or_else(|| filing.report_at.clone(), korean::moment);
        let mut text = self.say("diff-side-head", &[("stage", filing.stage.clone()), ("at", at)]);
        if filing.draft {
            text.push_str(&self.say("diff-side-draft", &[]));
        }
        text
    }

    pub(super) fn title(form: &FormDifference<'_>) -> String {
        form.named().map(|filing| format!("{} ({})", filing.title, filing.file)).unwrap_or_default()
    }

    pub(super) fn place(&self, place: &ChangePlace) -> String {
        match place {
            ChangePlace::Head => self.say("diff-part-head", &[]),
            ChangePlace::Summary => self.say("diff-part-summary", &[]),
            ChangePlace::Foot => self.say("diff-part-foot", &[]),
            ChangePlace::Item { section_label, label, .. } if section_label == label => label.clone(),
            ChangePlace::Item { section_label, label, .. } => format!("{section_label} › {label}"),
        }
    }

    pub(super) fn became(&self, became: Became) -> String {
        match became {
            Became::Added => self.say("diff-item-added", &[]),
            Became::Removed => self.say("diff-item-removed", &[]),
            Became::Changed => String::new(),
        }
    }

    pub(super) fn label(&self, change: &Change) -> String {
        match change.kind {
            ChangeKind::Document => self.say(&format!("diff-document-{}", change.id.as_deref().unwrap_or("")), &[]),
            ChangeKind::Basis => self.say("diff-basis", &[]),
            ChangeKind::Row => self.say("diff-row", &[]),
            ChangeKind::Other => self.say("diff-other", &[]),
            ChangeKind::Text | ChangeKind::Value if change.label.is_empty() => self.say("diff-wording", &[]),
            ChangeKind::Text | ChangeKind::Value => change.label.clone(),
        }
    }

    /// Both sides in words. Where both print alike, their plain values tell them apart.
    pub(super) fn sides(change: &Change) -> [Option<String>; 2] {
        let same = change.old.as_ref().zip(change.new.as_ref()).is_some_and(|(old, new)| old.text == new.text);
        let value =
            |side: &Option<PrintedValue>| side.as_ref().and_then(|printed| printed.value.clone()).unwrap_or_default();
        let (old, new) = (value(&change.old), value(&change.new));
        let alike = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
        let text = |side: &Option<PrintedValue>, value: &str| {
            side.as_ref().map(|printed| match value {
                value if same && !value.is_empty() => {
                    let told: String = value.chars().take(alike + TOLD_APART).collect();
                    let more = if told.len() < value.len() { "…" } else { "" };
                    format!("{} [{told}{more}]", printed.text)
                }
                _ => printed.text.clone(),
            })
        };
        [text(&change.old, &old), text(&change.new, &new)]
    }

    /// What a form comes to that only one side has, or that is the same.
    pub(super) fn note(&self, form: &FormDifference<'_>) -> String {
        let notes = form.difference.notes.len();
        match (form.old, form.new) {
            (None, _) => self.say("diff-form-added", &[]),
            (_, None) => self.say("diff-form-removed", &[]),
            _ if form.difference.is_empty() => self.say("diff-form-same", &[]),
            _ if notes > 0 => self.say("diff-sources", &[("count", notes.to_string())]),
            _ => String::new(),
        }
    }

    pub(super) fn verdict(&self, comparison: &Comparison<'_>) -> String {
        if comparison.is_same() {
            return self.say("diff-same", &[]);
        }
        let mut counts = [0_usize; 3];
        for change in comparison.forms.iter().flat_map(|form| form.difference.changes()) {
            let kind = match (&change.old, &change.new) {
                (None, Some(_)) => 1,
                (Some(_), None) => 2,
                _ => 0,
            };
            counts[kind] += 1;
        }
        let forms = comparison.forms.iter().filter(|form| !form.is_same()).count();
        let [changed, added, removed] = counts.map(|count| count.to_string());
        let args = [("forms", forms.to_string()), ("changed", changed), ("added", added), ("removed", removed)];
        self.say("diff-different", &args)
    }
}

pub(super) fn print(comparison: &Comparison<'_>, pack: &Pack, console: &Console) -> String {
    let words = DiffWords { pack, console };
    let mut out = String::new();
    for form in comparison.forms.iter().filter(|form| !form.is_same()) {
        let sides = [form.old, form.new].into_iter().flatten().map(|filing| words.head(filing));
        let head = format!("{}: {}", DiffWords::title(form), sides.collect::<Vec<_>>().join(" → "));
        out.push_str(&console.style(Stream::Out, "1", &line(&head)));
        out.push('\n');
        for place in &form.difference.places {
            part(&words, place, &mut out);
        }
        let note = words.note(form);
        if !note.is_empty() {
            out.push_str(&format!("  {note}\n"));
        }
        out.push('\n');
    }
    out.push_str(&words.verdict(comparison));
    out.push('\n');
    out
}

fn part(words: &DiffWords<'_>, place: &PlaceDifference, out: &mut String) {
    let became = words.became(place.became);
    let label = words.place(&place.place);
    let head = if became.is_empty() { label } else { format!("{label} ({became})") };
    out.push_str(&format!("  {}\n", line(&head)));
    let labels: Vec<String> = place.changes.iter().map(|change| line(&words.label(change))).collect();
    let beside: Vec<Option<String>> = place.changes.iter().map(|change| one_line(words, change)).collect();
    let fits = labels.iter().zip(&beside).filter(|(_, beside)| beside.is_some());
    let width = fits.map(|(label, _)| label.width()).filter(|width| *width <= LABEL).max().unwrap_or_default();
    for ((change, label), beside) in place.changes.iter().zip(&labels).zip(&beside) {
        let reason = change.reason.as_ref().map(|reason| words.say("diff-reason", &[("reason", line(reason))]));
        let reason = reason.map(|reason| format!(" {reason}")).unwrap_or_default();
        if let Some(sides) = beside {
            let pad = " ".repeat(width.saturating_sub(label.width()));
            out.push_str(&format!("    {label}{pad}  {sides}{reason}\n"));
            continue;
        }
        // A row says itself what it is.
        if change.kind != ChangeKind::Row {
            out.push_str(&format!("    {label}{reason}\n"));
        }
        let [old, new] = DiffWords::sides(change);
        for (mark, side) in [("-", old), ("+", new)] {
            if let Some(side) = side {
                out.push_str(&words.console.wrap(Stream::Out, &line(&side), &format!("      {mark} "), "        "));
            }
        }
    }
}

/// `87,198건 → 87,195건`, where both sides are short.
fn one_line(words: &DiffWords<'_>, change: &Change) -> Option<String> {
    let [old, new] = DiffWords::sides(change);
    let is_row = matches!(change.kind, ChangeKind::Row | ChangeKind::Other);
    let side = |side: Option<String>| side.map_or_else(|| words.say("diff-nothing", &[]), |text| line(&text));
    let (old, new) = (side(old), side(new));
    let both = old.width() + new.width();
    let room = words.console.columns(Stream::Out);
    let fits = room.is_none_or(|room| line(&words.label(change)).width() + both + AROUND <= room);
    (!is_row && both <= BESIDE && fits).then(|| format!("{old} → {new}"))
}

/// Text as one line that changes nothing of a terminal.
fn line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
