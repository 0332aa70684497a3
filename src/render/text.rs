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
    let mut texts = Vec::new();
    for item in filing.items() {
        let (Some(channel), Body::Text { paragraphs }) = (&item.channel, &item.content) else { continue };
        let paragraphs: Vec<String> = paragraphs.iter().map(|inlines| plain(inlines)).collect();
        texts.push((format!("{}.{channel}.txt", filing.file), format!("{mark}{}\n", paragraphs.join("\n"))));
    }
    Ok(texts)
}

fn plain(inlines: &[Inline]) -> String {
    let text = inlines.iter().map(|inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => super::visible(text),
    });
    text.collect()
}
