//! Signatures (전자서명) that other software put into a PDF. They are told, not judged: whose key it is, nobody knows here.

use lopdf::{Document, Object};

/// A signature in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signed, as the signature says.
    pub name: String,
    /// Its form, such as `ETSI.CAdES.detached` (`PAdES`).
    pub form: String,
    /// When, as the signature says, in the form of PDF.
    pub at: String,
    /// Whether it covers the file to its last byte: nothing was added behind it.
    pub covers_all: bool,
}

/// Every signature of a document of `length` bytes.
pub(super) fn all(document: &Document, length: usize) -> Vec<Signature> {
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    let signed = dictionaries.filter(|own| {
        let is_signature = own.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Sig");
        is_signature || own.has(b"ByteRange") && own.has(b"SubFilter")
    });
    let text = |object: Option<&Object>| match object {
        Some(Object::Name(name)) => String::from_utf8_lossy(name).into_owned(),
        Some(object) => lopdf::decode_text_string(object).unwrap_or_default(),
        None => String::new(),
    };
    let mut found: Vec<Signature> = signed
        .map(|own| {
            let range = own.get(b"ByteRange").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
            let numbers: Vec<i64> = range.iter().filter_map(|number| number.as_i64().ok()).collect();
            let covers_all = matches!(numbers.as_slice(), [0, first, second, rest]
                if *first > 0 && second > first && second.checked_add(*rest) == i64::try_from(length).ok());
            Signature {
                name: text(own.get(b"Name").ok()),
                form: text(own.get(b"SubFilter").ok()),
                at: text(own.get(b"M").ok()),
                covers_all,
            }
        })
        .collect();
    found.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.name.cmp(&b.name)));
    found
}
