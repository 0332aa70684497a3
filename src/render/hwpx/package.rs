//! The package: its parts, the lists that name them, and the archive around them.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::markup::{DECLARATION, NAMESPACES, escaped};
use super::section::Picture;
use crate::render::pdf::Attachment;

/// What the first part says, stored as it is: by it a package is told from any other archive.
pub(super) const MEDIA_TYPE: &str = "application/hwp+zip";
/// The folder of the filing's data.
pub(super) const DATA: &str = "Data/";
/// Characters of the text that a file manager shows.
const PREVIEW: usize = 1000;

/// What a package says of its document.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub title: &'a str,
    pub author: &'a str,
    pub description: &'a str,
    pub keywords: String,
    /// RFC 3339, in world time.
    pub date: String,
}

/// Puts a package together.
pub(super) fn package(
    about: &About<'_>,
    header: &str,
    sections: &[String],
    pictures: &[Picture],
    data: &[Attachment],
    preview: &str,
) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The clock is never read: every part has the earliest time that an archive can say.
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    let stored = plain.compression_method(CompressionMethod::Stored);
    let packed = plain.compression_method(CompressionMethod::Deflated);
    let mut part = |name: &str, bytes: &[u8], options: SimpleFileOptions| {
        zip.start_file(name, options).map_err(|why| why.to_string())?;
        zip.write_all(bytes).map_err(|why| why.to_string())
    };
    part("mimetype", MEDIA_TYPE.as_bytes(), stored)?;
    part("version.xml", version().as_bytes(), packed)?;
    part("Contents/header.xml", header.as_bytes(), packed)?;
    for (number, section) in sections.iter().enumerate() {
        part(&format!("Contents/section{number}.xml"), section.as_bytes(), packed)?;
    }
    for picture in pictures {
        part(&format!("BinData/{}.svg", picture.id), &picture.bytes, packed)?;
    }
    for file in data {
        part(&format!("{DATA}{}", file.name), &file.bytes, packed)?;
    }
    part("settings.xml", settings().as_bytes(), packed)?;
    part("Preview/PrvText.txt", beginning(preview).as_bytes(), packed)?;
    part("META-INF/container.rdf", relations(sections.len()).as_bytes(), packed)?;
    part("Contents/content.hpf", list(about, sections.len(), pictures, data).as_bytes(), packed)?;
    part("META-INF/container.xml", container().as_bytes(), packed)?;
    part("META-INF/manifest.xml", manifest().as_bytes(), packed)?;
    zip.finish().map(Cursor::into_inner).map_err(|why| why.to_string())
}

fn version() -> String {
    format!(
        "{DECLARATION}<hv:HCFVersion xmlns:hv=\"http://www.hancom.co.kr/hwpml/2011/version\" \
         tagetApplication=\"WORDPROCESSOR\" major=\"5\" minor=\"1\" micro=\"1\" buildNumber=\"0\" os=\"1\" \
         xmlVersion=\"1.5\" application=\"bogo\" appVersion=\"{}\"/>",
        env!("CARGO_PKG_VERSION")
    )
}

fn settings() -> String {
    format!(
        "{DECLARATION}<ha:HWPApplicationSetting xmlns:ha=\"http://www.hancom.co.kr/hwpml/2011/app\" \
         xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\"><ha:CaretPosition listIDRef=\"0\" \
         paraIDRef=\"0\" pos=\"0\"/></ha:HWPApplicationSetting>"
    )
}

fn container() -> String {
    format!(
        "{DECLARATION}<ocf:container xmlns:ocf=\"urn:oasis:names:tc:opendocument:xmlns:container\" \
         xmlns:hpf=\"http://www.hancom.co.kr/schema/2011/hpf\"><ocf:rootfiles><ocf:rootfile \
         full-path=\"Contents/content.hpf\" media-type=\"application/hwpml-package+xml\"/><ocf:rootfile \
         full-path=\"Preview/PrvText.txt\" media-type=\"text/plain\"/><ocf:rootfile full-path=\"META-INF/container.rdf\" \
         media-type=\"application/rdf+xml\"/></ocf:rootfiles></ocf:container>"
    )
}

fn manifest() -> String {
    format!("{DECLARATION}<odf:manifest xmlns:odf=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>")
}

/// Which parts the document is made of.
fn relations(sections: usize) -> String {
    const PACKAGE: &str = "http://www.hancom.co.kr/hwpml/2016/meta/pkg#";
    let part = |name: &str, kind: &str| {
        format!(
            "<rdf:Description rdf:about=\"\"><ns0:hasPart xmlns:ns0=\"{PACKAGE}\" rdf:resource=\"{name}\"/>\
             </rdf:Description><rdf:Description rdf:about=\"{name}\"><rdf:type rdf:resource=\"{PACKAGE}{kind}\"/>\
             </rdf:Description>"
        )
    };
    let mut out = format!("{DECLARATION}<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">");
    out.push_str(&part("Contents/header.xml", "HeaderFile"));
    for number in 0..sections {
        out.push_str(&part(&format!("Contents/section{number}.xml"), "SectionFile"));
    }
    out + &format!(
        "<rdf:Description rdf:about=\"\"><rdf:type rdf:resource=\"{PACKAGE}Document\"/></rdf:Description></rdf:RDF>"
    )
}

/// `content.hpf`: what the document is, every part of it, and their order.
fn list(about: &About<'_>, sections: usize, pictures: &[Picture], data: &[Attachment]) -> String {
    let meta =
        |name: &str, text: &str| format!("<opf:meta name=\"{name}\" content=\"text\">{}</opf:meta>", escaped(text));
    let mut out = format!(
        "{DECLARATION}<opf:package {NAMESPACES} version=\"\" unique-identifier=\"\" id=\"\"><opf:metadata>\
         <opf:title>{}</opf:title><opf:language>ko</opf:language>",
        escaped(about.title)
    );
    out.push_str(&meta("creator", about.author));
    out.push_str(&meta("subject", about.description));
    out.push_str(&meta("description", about.description));
    out.push_str(&meta("lastsaveby", about.author));
    out.push_str(&meta("CreatedDate", &about.date));
    out.push_str(&meta("ModifiedDate", &about.date));
    out.push_str(&meta("date", &about.date));
    out.push_str(&meta("keyword", &about.keywords));
    out.push_str("</opf:metadata><opf:manifest>");
    let mut item = |id: &str, path: &str, kind: &str, more: &str| {
        out.push_str(&format!("<opf:item id=\"{id}\" href=\"{}\" media-type=\"{kind}\"{more}/>", escaped(path)));
    };
    item("header", "Contents/header.xml", "application/xml", "");
    for number in 0..sections {
        item(&format!("section{number}"), &format!("Contents/section{number}.xml"), "application/xml", "");
    }
    // Readers count pictures by their place in the list, so they stand before what is none.
    for picture in pictures {
        item(&picture.id, &format!("BinData/{}.svg", picture.id), "image/svg+xml", " isEmbeded=\"1\"");
    }
    item("settings", "settings.xml", "application/xml", "");
    for (number, file) in data.iter().enumerate() {
        item(&format!("data{number}"), &format!("{DATA}{}", file.name), &escaped(&file.media_type), "");
    }
    out.push_str("</opf:manifest><opf:spine><opf:itemref idref=\"header\" linear=\"yes\"/>");
    for number in 0..sections {
        out.push_str(&format!("<opf:itemref idref=\"section{number}\" linear=\"yes\"/>"));
    }
    out + "</opf:spine></opf:package>"
}

/// The beginning of the text, lines ended as real files end them.
fn beginning(text: &str) -> String {
    let short: String = text.chars().take(PREVIEW).collect();
    short.lines().map(|line| format!("{line}\r\n")).collect()
}
