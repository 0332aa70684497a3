//! A spreadsheet of `LibreOffice` with one sheet, written from its cells.

use fixtures::archive;

const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(crate) fn blank() -> String {
    "<table:table-cell/>".to_owned()
}

pub(crate) fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>", escaped(text))
}

pub(crate) fn number(value: f64) -> String {
    format!(
        "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
    )
}

/// `2022-10-15` or `2022-10-15T15:30:00`.
pub(crate) fn moment(at: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"date\" office:date-value=\"{at}\"><text:p>{at}</text:p></table:table-cell>"
    )
}

/// A cell that spans others, which follow as [`covered`].
pub(crate) fn spanning(words: &str, rows: u32, columns: u32) -> String {
    let span = format!(" table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{columns}\"");
    text(words).replacen("<table:table-cell", &format!("<table:table-cell{span}"), 1)
}

pub(crate) fn covered() -> String {
    "<table:covered-table-cell/>".to_owned()
}

/// The file: rows of cells.
pub(crate) fn workbook(sheet: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let rows: String = rows.iter().map(|row| format!("<table:table-row>{}</table:table-row>", row.concat())).collect();
    let names = [
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ];
    let names: String = names.iter().map(|(prefix, name)| format!(" xmlns:{prefix}=\"{name}\"")).collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content{names} office:version=\"1.3\"><office:body>\
         <office:spreadsheet><table:table table:name=\"{}\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>",
        escaped(sheet)
    );
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{TYPE}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    archive::packed(&[
        ("mimetype".to_owned(), TYPE.as_bytes().to_vec()),
        ("content.xml".to_owned(), content.into_bytes()),
        ("META-INF/manifest.xml".to_owned(), manifest.into_bytes()),
    ])
}
