//! An open document spreadsheet without the white space that its writer put between elements to make it readable.

use std::io::{self, Cursor, Read, Seek, Write};

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The same archive, its content without anything between the elements outside paragraphs.
pub(super) fn without_space<R: Read + Seek>(file: R) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(file).map_err(io::Error::other)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(io::Error::other)?;
        if part.name().map_err(io::Error::other)? != "content.xml" {
            drop(part);
            let part = archive.by_index_raw(index).map_err(io::Error::other)?;
            out.raw_copy_file(part).map_err(io::Error::other)?;
            continue;
        }
        let mut content = Vec::new();
        part.read_to_end(&mut content)?;
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        out.start_file("content.xml", stored).map_err(io::Error::other)?;
        out.write_all(&plain(&content)?)?;
    }
    Ok(out.finish().map_err(io::Error::other)?.into_inner())
}

/// Markup without remarks, and without text outside paragraphs: none of it is a cell's.
fn plain(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut reader = Reader::from_reader(content);
    let mut writer = Writer::new(Vec::with_capacity(content.len()));
    let mut paragraphs = 0_u32;
    let is_paragraph = |name: &str| matches!(name, "p" | "h");
    loop {
        let event = reader.read_event().map_err(io::Error::other)?;
        let stays = match &event {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(tag) if is_paragraph(tag.local_name().as_ref()) => {
                paragraphs += 1;
                true
            }
            Event::End(tag) if is_paragraph(tag.local_name().as_ref()) => {
                paragraphs = paragraphs.saturating_sub(1);
                true
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => paragraphs > 0,
            Event::Comment(_) | Event::PI(_) => false,
            _ => true,
        };
        if stays {
            writer.write_event(event).map_err(io::Error::other)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn white_space_stays_where_it_is_text() {
        let spaced =
            "<?xml version=\"1.0\"?>\n<a>\n  <text:p> 가 <text:s/>&amp; 나</text:p>\n <!-- x --> <b c=\"d\"/>\n</a>\n";
        let expected = "<?xml version=\"1.0\"?><a><text:p> 가 <text:s/>&amp; 나</text:p><b c=\"d\"/></a>";
        assert_eq!(
            plain(spaced.as_bytes()).map(|bytes| String::from_utf8(bytes).expect("UTF-8")).expect("read"),
            expected
        );
    }
}
