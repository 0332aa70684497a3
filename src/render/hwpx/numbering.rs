//! Numberings. Headings are of the outline (개요) at their levels, but the outline writes no number: a filing carries its own
//! numbers in the text, where no program counts them anew and every reader shows them.
//!
//! For what somebody adds, the numbers of official documents are at hand as a list of their own (행정업무의 운영 및 혁신에 관한
//! 규정 시행규칙, 제2조제1항): 1. 가. 1) 가) (1) (가) ① ㉮.

/// The outline's numbering, by which sections name it.
pub(super) const OUTLINE: u32 = 1;
/// Levels of a numbering.
const LEVELS: usize = 10;
/// Format and way to count of each level of official documents.
const OFFICIAL: [(&str, &str); 8] = [
    ("^1.", "DIGIT"),
    ("^2.", "HANGUL_SYLLABLE"),
    ("^3)", "DIGIT"),
    ("^4)", "HANGUL_SYLLABLE"),
    ("(^5)", "DIGIT"),
    ("(^6)", "HANGUL_SYLLABLE"),
    ("^7", "CIRCLED_DIGIT"),
    ("^8", "CIRCLED_HANGUL_SYLLABLE"),
];

/// The list of numberings.
pub(super) fn numbering() -> String {
    format!(
        "<hh:numberings itemCnt=\"2\">{}{}</hh:numberings>",
        one(OUTLINE, |_| ("", "DIGIT")),
        one(OUTLINE + 1, |level| OFFICIAL.get(level).copied().unwrap_or(("", "DIGIT"))),
    )
}

fn one(id: u32, of: impl Fn(usize) -> (&'static str, &'static str)) -> String {
    let mut out = format!("<hh:numbering id=\"{id}\" start=\"0\">");
    for level in 0..LEVELS {
        let (format, count) = of(level);
        out.push_str(&format!(
            "<hh:paraHead start=\"1\" level=\"{}\" align=\"LEFT\" useInstWidth=\"1\" autoIndent=\"1\" \
             widthAdjust=\"0\" textOffsetType=\"PERCENT\" textOffset=\"50\" numFormat=\"{count}\" \
             charPrIDRef=\"4294967295\" checkable=\"0\"",
            level + 1
        ));
        out.push_str(&if format.is_empty() { "/>".to_owned() } else { format!(">{format}</hh:paraHead>") });
    }
    out + "</hh:numbering>"
}
