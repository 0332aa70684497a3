//! The note on a header: what to enter, in which form, which values there are, an example, and the law that asks for it.

use rust_xlsxwriter::Note;

use super::escape_formula;
use super::new_case::Drawer;
use crate::pack::{FieldSchema, Form, Pack, SheetSchema};

/// How many values of a list a note names; the drop-down has them all.
const VALUES: usize = 8;
/// How many articles a note cites.
const ARTICLES: usize = 2;
/// Width of a note, and the height of a line in it, in pixels.
const WIDTH: u32 = 320;
const LINE: u32 = 17;
/// Columns of text that fit into the width: a Hangul syllable takes two.
const COLUMNS: usize = 44;

/// The note of one column.
pub(super) fn note(drawer: &Drawer<'_>, sheet: &SheetSchema, field: &FieldSchema) -> Note {
    boxed(drawer.pack, &text(drawer, sheet, field))
}

/// A text as a note that is large enough to be read whole.
pub fn boxed(pack: &Pack, text: &str) -> Note {
    let height = LINE * (u32::try_from(lines(text, COLUMNS)).unwrap_or(40) + 1);
    let note = Note::new(escape_formula(text)).add_author_prefix(false).set_author("bogo");
    note.set_font_name(pack.worktable.font()).set_font_size(9).set_width(WIDTH).set_height(height)
}

/// Display width of a text.
pub fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Lines that a text takes in a width.
pub(super) fn lines(text: &str, columns: usize) -> usize {
    text.lines().map(|line| width(line).div_ceil(columns).max(1)).sum()
}

/// The words of the note, line by line.
fn text(drawer: &Drawer<'_>, sheet: &SheetSchema, field: &FieldSchema) -> String {
    let Drawer { pack, lang, kind, .. } = *drawer;
    let table = &pack.worktable;
    let label = |key| table.label(key, lang);
    let entry = |key, text: &str| format!("{}: {text}", label(key));
    let need = if field.required { "required" } else { "optional" };
    let mut lines = vec![format!("{} · {}", field.name(lang), label(need))];
    let note = table.note(&sheet.id, &field.id);
    lines.extend(note.map(|note| note.text(lang).to_owned()));
    if let Some(target) = note.and_then(|note| note.of.as_deref()).and_then(|id| pack.sheets.get(id)) {
        lines.push(label("of").replace("{sheet}", target.name(lang)));
    }
    let written = table.written(field.kind, lang);
    if !written.is_empty() {
        lines.push(entry("written", written));
    }
    if let Some(terms) = field.list.as_deref().and_then(|list| pack.terms.list(list)) {
        let mut names: Vec<&str> = terms.iter().take(VALUES).map(|(_, term)| term.name(lang)).collect();
        if terms.len() > VALUES {
            names.push("…");
        }
        lines.push(entry("values", &names.join(", ")));
    }
    if field.pending {
        lines.push(label("pending").to_owned());
    }
    if field.personal {
        lines.push(label("personal").to_owned());
    }
    if let Some(example) = note.and_then(|note| note.example(kind, lang)) {
        lines.push(entry("example", &super::sheet::shown(pack, field, example, lang)));
    }
    let law = law(pack, &format!("{}.{}", sheet.id, field.id));
    if !law.is_empty() {
        lines.push(entry("law", &law.join(", ")));
    }
    lines.join("\n")
}

/// Articles behind the items of forms that the column settles, as they are numbered on the day the pack was verified.
fn law(pack: &Pack, path: &str) -> Vec<String> {
    let items = pack.forms.values().flat_map(Form::items);
    let settled = items.filter(|item| item.from.as_deref() == Some(path)).flat_map(|item| &item.basis);
    let mut found: Vec<String> = Vec::new();
    for id in settled {
        let text = pack.statutes.cite(id, pack.manifest.verified_on).map(|citation| citation.text);
        found.extend(text.filter(|text| !found.contains(text)));
    }
    found.truncate(ARTICLES);
    found
}
