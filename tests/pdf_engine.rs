//! The PDF engine, driven from outside: one realistic filing, small hostile documents, the same bytes twice.

use bogo::render::document::Vocabulary;
use bogo::render::pdf::{FontFiles, PdfOptions, PdfOutput, RenderError, pdf};
use bogo::render::theme::Theme;

const FONTS: FontFiles<'static> = FontFiles {
    regular: include_bytes!("../templates/fonts/PretendardGOV-Regular.ttf"),
    bold: include_bytes!("../templates/fonts/PretendardGOV-Bold.ttf"),
};

fn render(document: &str, draft: Option<&str>) -> Result<PdfOutput, RenderError> {
    let theme = Theme::parse(include_str!("../templates/theme.toml")).unwrap();
    let vocabulary = Vocabulary::parse(include_str!("../templates/base/vocabulary.toml")).unwrap();
    let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), draft: draft.map(str::to_owned) };
    pdf(document, &theme, &vocabulary, &FONTS, &options)
}

#[test]
fn the_sample_renders_the_same_twice() {
    let document = include_str!("documents/sample.xhtml");
    let first = render(document, None).unwrap();
    assert_eq!(first.missing, []);
    assert_eq!(first.bytes, render(document, None).unwrap().bytes);
    // For eyes and outside validators: BOGO_PDF_OUT=DIR cargo test --test pdf_engine
    if let Ok(folder) = std::env::var("BOGO_PDF_OUT") {
        std::fs::write(format!("{folder}/sample.pdf"), &first.bytes).unwrap();
        std::fs::write(format!("{folder}/draft.pdf"), render(document, Some("초안")).unwrap().bytes).unwrap();
    }
}
