//! CLM09: a claim number stands more than once.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("CLM09", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let Some(claims) = &subject.dossier.claims else { return Ok(Vec::new()) };
    let Some((id, cells)) = claims.duplicates.first() else { return Ok(Vec::new()) };
    let Some(at) = cells.get(1).or(cells.first()) else { return Ok(Vec::new()) };
    let finding = RULE
        .on(at)
        .field("claim.id")
        .with("id", say::quote(id))
        .with("times", say::count(cells.len() as u64))
        .with("ids", say::count(claims.duplicates.len() as u64));
    let others = claims.duplicates.iter().flat_map(|(id, cells)| cells.iter().map(move |cell| (id, cell)));
    let finding = others
        .filter(|(_, cell)| *cell != at)
        .fold(finding, |finding, (id, cell)| finding.related(cell, say::quote(id)));
    Ok(vec![finding])
}
