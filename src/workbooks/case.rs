//! The `case.toml` of a new case: a commented text of the pack with the places of this case filled in.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::mapping::compose;
use crate::pack::Pack;

/// Longest id that a case may have.
const LONGEST: usize = 80;

/// The text of `case.toml` for a new case of a kind, with `id`.
///
/// # Errors
/// Kind Pack when the text is missing, or the kind is none of the pack's.
pub fn case_toml(pack: &Pack, kind: &str, id: &str, lang: Lang) -> Result<String> {
    let table = &pack.worktable;
    let word = match lang {
        Lang::Ko => "ko",
        Lang::En => "en",
    };
    let path = format!("base/worktable/case.{word}.toml");
    let text = pack.assets.text(&path)?;
    let missing = || Error::new(ErrorKind::Pack, "pack-file-missing").with("path", format!("case.{kind}"));
    let note = table.case.get(kind).ok_or_else(missing)?;
    let quoted = |names: Vec<&str>| {
        let names: Vec<String> = names.into_iter().map(quote).collect();
        format!("[{}]", names.join(", "))
    };
    let title = |ko: &str, en: &str| if lang == Lang::Ko { ko.to_owned() } else { en.to_owned() };
    let forms = pack.forms.values().filter(|form| pack.filing.letter.as_ref() != Some(&form.id));
    let forms = forms.map(|form| (form.id.clone(), title(&form.title, &form.en)));
    let day = pack.manifest.verified_on;
    let agencies = pack.agencies.ids();
    let agencies = agencies
        .map(|id| (id.to_owned(), pack.agencies.on(id, day).map_or(String::new(), |(name, _)| name.to_owned())));
    let files = table.books(kind).map(|book| book.file.get(lang)).collect();
    let anchor = if note.anchored { table.anchor.get(lang).trim_end() } else { "" };
    let anchor = if anchor.is_empty() { String::new() } else { format!("{anchor}\n") };
    let places = [
        ("{id}", id.to_owned()),
        ("{title}", note.title.get(lang).to_owned()),
        ("{kind}", kind.to_owned()),
        ("{filer}", note.filer.get(lang).to_owned()),
        ("{report_at}", note.report_at.clone()),
        ("{forms_list}", listing(forms)),
        ("{forms}", quoted(note.forms.iter().map(String::as_str).collect())),
        ("{stage}", note.stage.clone()),
        ("{files}", quoted(files)),
        ("{anchor}", anchor),
        ("{agencies}", listing(agencies)),
        ("{agency}", note.agency.clone()),
    ];
    Ok(places.iter().fold(text.into_owned(), |text, (place, value)| text.replace(place, value)))
}

/// Names with what they mean, one comment line each.
fn listing(names: impl Iterator<Item = (String, String)>) -> String {
    let names: Vec<(String, String)> = names.collect();
    let widest = names.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = names.iter().map(|(name, text)| format!("#   {name:widest$}  {text}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An id for the case in `dir`: the folder's name as far as an id may have it.
#[must_use]
pub fn folder_id(dir: &Path) -> String {
    let name = dir.file_name().map(|name| compose(&name.to_string_lossy())).unwrap_or_default();
    let fits = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let id: String = name.chars().map(fits).skip_while(|c| !c.is_alphanumeric()).take(LONGEST).collect();
    let id = id.trim_end_matches(['-', '.', '_']);
    if id.is_empty() { "new-case".to_owned() } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_the_case_its_id() {
        for (dir, id) in [
            ("out/2026-11-10 결제 장애", "2026-11-10-결제-장애"),
            ("case.1", "case.1"),
            ("__a__", "a"),
            ("///", "new-case"),
            ("(!)", "new-case"),
        ] {
            assert_eq!(folder_id(Path::new(dir)), id, "{dir}");
        }
    }
}
