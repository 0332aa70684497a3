//! The texts of a notice, one per channel: what is sent as a message, a banner, a mail or a page.

use super::words::Words;
use crate::error::Result;
use crate::filing::{Body, Filing, Inline};
use crate::pack::Pack;

/// Name and text of each channel of a filing: `kr-outage-notice.sms.txt`. A draft says so in its first line.
///
/// # Errors
/// When the words of the renderer cannot be read.
pub fn texts(pack: &Pack, filing: &Filing) -> Result<Vec<(String, String)>> {
    let words = Words::load(pack)?;
    let mark = words.draft.across(filing).map(|mark| words.draft.text.replace("{mark}", &mark)).unwrap_or_default();
    let mut texts: Vec<(String, String)> = Vec::new();
    for item in filing.items() {
        let (Some(channel), Body::Text { paragraphs }) = (&item.channel, &item.content) else { continue };
        let paragraphs: Vec<String> = paragraphs.iter().map(|inlines| plain(inlines)).collect();
        let name = format!("{}.{channel}.txt", filing.file);
        let text = format!("{}\n", paragraphs.join("\n"));
        // One text per outage, one below the other.
        match texts.iter_mut().find(|(found, _)| *found == name) {
            Some((_, before)) => before.push_str(&format!("\n{text}")),
            None => texts.push((name, format!("{mark}{text}"))),
        }
    }
    Ok(texts)
}

fn plain(inlines: &[Inline]) -> String {
    let text = inlines.iter().map(|inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => super::visible(text),
    });
    text.collect()
}
