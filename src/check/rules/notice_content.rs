//! FORM05: the notices of the filer never told users one of the five items that the decree asks for
//! (전기통신사업법 시행령: 중단된 서비스 · 중단 사실 · 원인 · 대응조치 현황 · 상담 접수 연락처).

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Notice;
use crate::finding::Arg;

rule::rule!("FORM05", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let Some(items) = asked(subject) else { return Ok(Vec::new()) };
    let filer = &subject.dossier.case.filer.value;
    let own = |row: &&Notice| row.entity.value().is_none_or(|entity| entity == filer);
    let mut findings = Vec::new();
    for outage in &subject.dossier.outages {
        let of_outage = |row: &&Notice| row.outage.value().is_none_or(|id| Some(id) == outage.id.value());
        let notices: Vec<&Notice> = subject.dossier.notices.iter().filter(own).filter(of_outage).collect();
        let told = |item: &str| {
            let tells = |row: &&Notice| row.content.value().is_some_and(|codes| codes.iter().any(|code| code == item));
            notices.iter().any(tells)
        };
        let untold: Vec<Arg> =
            items.iter().filter(|item| !told(item)).map(|item| say::code(subject, "notice_content", item)).collect();
        if let (Some(first), false) = (notices.first(), untold.is_empty()) {
            let finding = RULE
                .at(&first.record, "content")
                .with("items", say::list(&untold))
                .with("count", say::count(notices.len() as u64));
            findings.push(notices.iter().skip(1).fold(finding, |finding, row| {
                finding.related(row.content.origin(), row.at.value().map_or_else(|| "-".into(), |at| say::moment(*at)))
            }));
        }
    }
    Ok(findings)
}

/// The items that a duty under the articles of this rule asks for.
fn asked<'a>(subject: &CheckInput<'a>) -> Option<&'a [String]> {
    let law = &subject.pack.rules.get(RULE.code)?.law;
    let mut duties = subject.pack.duties.duties.iter().filter(|duty| duty.article.iter().any(|id| law.contains(id)));
    duties.find_map(|duty| duty.covers.as_ref()).map(|covers| covers.items.as_slice())
}
