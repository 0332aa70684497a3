//! How rows of payout statistics divide what they are parts of: by form, by target, by state, and where several divisions of
//! one whole stand side by side, so that nobody adds them.

use super::PayoutCount;
use crate::value::Field;

/// What a row of statistics is about, its state and day aside: rows of one series state the same thing.
pub type Series<'a> = [Option<&'a str>; 7];

/// The series of a row. A unit that is not written is won.
#[must_use]
pub fn series(row: &PayoutCount) -> Series<'_> {
    let unit = Some(text(&row.unit).unwrap_or("won"));
    let [standard, target, claimant] = [&row.standard, &row.target, &row.claimant].map(text);
    let [character, form, scope] = [&row.character, &row.form, &row.scope].map(text);
    [standard, target, claimant, character, form, scope, unit]
}

fn text(field: &Field<String>) -> Option<&str> {
    field.value().map(String::as_str)
}

/// Parts of a whole as the divisions that they make: in each no payout stands twice. A part goes into the first it fits.
#[must_use]
pub fn divided<'a>(whole: &PayoutCount, parts: &[&'a PayoutCount]) -> Vec<Vec<&'a PayoutCount>> {
    let mut groups: Vec<Vec<&PayoutCount>> = Vec::new();
    for part in parts {
        match groups.iter_mut().find(|group| group.iter().all(|other| are_apart(whole, part, other))) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups
}

/// Whether no payout can stand in both: they differ in a form, target, claimant or standard that is not the whole's own, or,
/// where nothing of that tells them apart, in their state, scope or character.
fn are_apart(whole: &PayoutCount, a: &PayoutCount, b: &PayoutCount) -> bool {
    /// Nothing when both say the same; else whether each says something of its own.
    fn differ(a: &Field<String>, b: &Field<String>, all: Option<&str>) -> Option<bool> {
        let (a, b) = (text(a), text(b));
        (a != b).then(|| [a, b].iter().all(|one| one.is_some() && *one != all))
    }
    let told = [
        differ(&a.form, &b.form, Some("mixed")),
        differ(&a.target, &b.target, text(&whole.target)),
        differ(&a.claimant, &b.claimant, None),
        differ(&a.standard, &b.standard, None),
    ];
    let rest = || {
        let pairs = [(&a.state, &b.state), (&a.scope, &b.scope), (&a.character, &b.character)];
        pairs.iter().any(|(a, b)| differ(a, b, None) == Some(true))
    };
    told.contains(&Some(true)) || (told.iter().all(Option::is_none) && rest())
}
