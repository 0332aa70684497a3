//! What a page on a screen may do, as its content security policy: show itself, and close a panel at a key. Everything
//! else, every fetch among it, is refused by the browser as well.

use sha2::{Digest, Sha256};

use super::webfont::base64;

/// Esc leaves a panel for the value that opened it. Without it a page works all the same: a panel has a link out.
pub const SCRIPT: &str = "addEventListener('keydown',function(e){var h=location.hash;if(e.key==='Escape'){if(/^#s[0-9]+$/.test(h)){location.hash='#v'+h.slice(2)}}});";

/// The policy of a page with this style sheet and [`SCRIPT`].
#[must_use]
pub fn policy(sheet: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; font-src data:; base-uri 'none'; form-action 'none'",
        hash(sheet),
        hash(SCRIPT)
    )
}
