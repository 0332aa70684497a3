//! What a verdict says in words: whether a case may be filed, and what is to be corrected or looked at. One place for the
//! terminal and for what a seal says of its build.

use super::console::Console;
use crate::check::FilingVerdict;
use crate::finding::Counts;
use crate::pack::Pack;

/// The words of a verdict, by its code. Without counts, as in a seal made before they were told, it says no more than the
/// code does.
pub(super) fn words(code: &str, draft: bool, counts: Option<Counts>, pack: &Pack, console: &Console) -> String {
    let say = |key: &str, args: &[(&'static str, String)]| console.say(pack, key, args);
    if code == FilingVerdict::Indeterminate.word() {
        return say("verdict-indeterminate", &[]);
    }
    let Some(Counts { error, warning, .. }) = counts else {
        let key = if draft { "verdict-draft-uncounted".to_owned() } else { format!("verdict-{code}-uncounted") };
        return say(&key, &[]);
    };
    let args = [("errors", error.to_string()), ("warnings", warning.to_string())];
    // A draft is no filing, whatever was found in it.
    match (draft, error, warning) {
        (true, ..) => say("verdict-draft", &args),
        (false, 1.., _) => say("verdict-unfit", &args),
        (false, 0, 1..) => say("verdict-fit-with", &args),
        (false, 0, 0) => say("verdict-fit", &[]),
    }
}
