//! A comparison as the page with both sides.

use super::text::DiffWords;
use super::{Comparison, FormDifference, Read};
use crate::cli::console::Console;
use crate::filing::difference::{Change, PlaceDifference};
use crate::lang::Lang;
use crate::pack::Pack;
use crate::render::{Compared, ComparedForm, ComparedPart, ComparedRow, ComparedSide};

/// Types of values that are set as numbers.
const NUMBERS: [&str; 6] = ["count", "won", "amount", "share", "number", "duration"];

pub(super) fn compared(comparison: &Comparison<'_>, pack: &Pack, console: &Console) -> Compared {
    let words = DiffWords { pack, console };
    let say = |key: &str| words.say(key, &[]);
    let side = |side: &Read, word: &str| ComparedSide {
        word: say(word),
        path: side.path.display().to_string(),
        note: say(&format!("diff-kind-{}", side.kind.word())),
    };
    let [old, new] = comparison.sides;
    Compared {
        lang: match console.lang {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
        .to_owned(),
        title: say("diff-title"),
        verdict: words.verdict(comparison),
        head_what: say("diff-head-what"),
        head_reason: say("diff-head-reason"),
        sides: vec![side(old, "diff-old"), side(new, "diff-new")],
        forms: comparison.forms.iter().map(|one| form(one, &words)).collect(),
    }
}

fn form(form: &FormDifference<'_>, words: &DiffWords<'_>) -> ComparedForm {
    let head = |side: Option<&crate::filing::Filing>| side.map(|filing| words.head(filing)).unwrap_or_default();
    ComparedForm {
        title: DiffWords::title(form),
        old: head(form.old),
        new: head(form.new),
        note: words.note(form),
        parts: form.difference.places.iter().map(|place| part(place, words)).collect(),
    }
}

fn part(place: &PlaceDifference, words: &DiffWords<'_>) -> ComparedPart {
    ComparedPart {
        label: words.place(&place.place),
        note: words.became(place.became),
        rows: place.changes.iter().map(|change| row(change, words)).collect(),
    }
}

fn row(change: &Change, words: &DiffWords<'_>) -> ComparedRow {
    let sides = DiffWords::sides(change).map(|side| side.unwrap_or_else(|| words.say("diff-nothing", &[])));
    let [old, new] = sides.map(|text| text.split('\n').map(str::to_owned).collect());
    let kinds = [&change.old, &change.new].into_iter().flatten();
    let is_number = kinds.map(|side| side.kind.as_str()).all(|kind| NUMBERS.contains(&kind));
    ComparedRow {
        label: words.label(change),
        id: change.id.clone().unwrap_or_default(),
        old,
        new,
        reason: change.reason.clone().unwrap_or_default(),
        class: if is_number { "num" } else { "" }.to_owned(),
    }
}
