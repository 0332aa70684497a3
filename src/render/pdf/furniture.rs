//! What stands on every page beside its content: draft mark, running header, page number.

use super::line::{Ink, Inks, Paragraph, Segment, Text};
use super::paint::Artifact;
use super::shape::Shaper;
use super::{Missing, PdfOptions};
use crate::render::theme::{Colour, Page};

/// The furniture of page `page` (from 0) of `count`.
#[allow(clippy::too_many_arguments, reason = "what a page shows of the whole document")]
pub(super) fn furniture(
    title: &str,
    options: &PdfOptions,
    page: usize,
    count: usize,
    paper: &Page,
    shaper: &mut Shaper<'_>,
    inks: &mut Inks,
    missing: &mut Vec<Missing>,
) -> Vec<Artifact> {
    let grey = Colour(0x6d, 0x78, 0x82);
    let mut all = Vec::new();
    let mut set = |words: &str, ink: Ink, limit: f32| -> (Vec<Segment>, f32) {
        let mut text = Text::default();
        text.push(words, inks.id(ink));
        let paragraph =
            Paragraph::new(&text, inks, shaper, &mut |character, around| Missing::note(missing, character, around));
        let line = paragraph.lines(limit).into_iter().next();
        let (glyphs, width) = line.map_or((0..0, 0.0), |line| (line.glyphs, line.width));
        let mut segments = Vec::new();
        paragraph.segments(glyphs, &mut segments);
        (segments, width)
    };
    if let Some(draft) = &options.draft {
        // As wide as the diagonal allows, whatever the word.
        let length = draft.chars().count().clamp(1, 40);
        #[allow(clippy::cast_precision_loss, reason = "at most forty characters")]
        let size = (420.0 / length as f32).min(150.0);
        let (segments, width) =
            set(draft, Ink { bold: true, family: 0, size, colour: Colour(0xef, 0xf0, 0xf2), rise: 0.0 }, 10_000.0);
        let (cos, sin) = (0.573_576_45, 0.819_152_04);
        // Centred on the paper, the middle of the letters on the diagonal.
        let x = paper.width / 2.0 - cos * width / 2.0 + sin * size * 0.35;
        let y = paper.height / 2.0 + sin * width / 2.0 + cos * size * 0.35;
        all.push(Artifact { segments, x, y, turn: (cos, sin), kind: "Watermark" });
    }
    let ink = Ink { bold: false, family: 0, size: 8.0, colour: grey, rise: 0.0 };
    if page > 0 {
        let (segments, _) = set(title, ink, paper.width - paper.margin[1] - paper.margin[3]);
        all.push(Artifact { segments, x: paper.margin[3], y: paper.header, turn: (1.0, 0.0), kind: "Header" });
    }
    // All pages, then this one: the order that official documents number pages in.
    if count > 1 {
        let (segments, width) = set(&format!("{count}-{}", page + 1), Ink { size: 9.0, ..ink }, 400.0);
        let x = (paper.width - width) / 2.0;
        all.push(Artifact { segments, x, y: paper.height - paper.footer, turn: (1.0, 0.0), kind: "Footer" });
    }
    all
}
