//! Lays one document out: `cargo run --example pdf_render -- IN.xhtml OUT.pdf [FILING.json]`. For looking at pages while
//! templates change; the charts of a document are those of its filing.

#![allow(
    clippy::disallowed_methods,
    clippy::exit,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for those who write templates, not part of the program"
)]

use bogo::filing::Filing;
use bogo::pack::{Assets, Pack};
use bogo::render::document::Vocabulary;
use bogo::render::pdf::{FontFiles, PdfOptions, pdf};
use bogo::render::scenes;
use bogo::render::theme::Theme;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output, filing) = match arguments.as_slice() {
        [input, output] => (input, output, None),
        [input, output, filing] => (input, output, Some(filing)),
        _ => {
            eprintln!("usage: pdf_render IN.xhtml OUT.pdf [FILING.json]");
            std::process::exit(2);
        }
    };
    let document = std::fs::read_to_string(input).expect("the input can be read");
    let theme = Theme::parse(include_str!("../templates/theme.toml")).expect("the packaged theme reads");
    let vocabulary =
        Vocabulary::parse(include_str!("../templates/base/vocabulary.toml")).expect("the packaged vocabulary reads");
    let fonts = [FontFiles::inside(
        include_bytes!("../templates/fonts/PretendardGOV-Regular.ttf"),
        include_bytes!("../templates/fonts/PretendardGOV-Bold.ttf"),
    )];
    let drawings = filing.map_or_else(Vec::new, |path| {
        let filing = std::fs::read(path).expect("the filing can be read");
        let filing: Filing = serde_json::from_slice(&filing).expect("it is the JSON of a filing");
        let pack = Pack::load(Assets::embedded()).expect("the packaged pack loads");
        scenes(&pack, &filing).expect("its charts can be drawn")
    });
    let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), drawings, ..PdfOptions::default() };
    match pdf(&document, &theme, &vocabulary, &fonts, &options) {
        Ok(result) => {
            std::fs::write(output, &result.bytes).expect("the output can be written");
            println!("{} pages, {} bytes, missing: {:?}", result.pages, result.bytes.len(), result.missing);
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
