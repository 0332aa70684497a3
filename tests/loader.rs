//! Cases loaded from workbooks.
use std::path::Path;

use bogo::dossier;
use bogo::pack::{Assets, Pack};

#[test]
fn the_kakao_case_loads_without_an_error() {
    let pack = Pack::load(Assets::embedded()).expect("the embedded pack");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, findings) = dossier::load(&dir, &pack).expect("the case loads");
    for finding in &findings {
        println!(
            "{} {:?} {} {:?} {:?}",
            finding.code,
            finding.severity,
            finding.origin.as_ref().map(|o| o.to_string()).unwrap_or_default(),
            finding.args,
            finding.related.len()
        );
    }
    for (sheet, records) in &dossier.records {
        println!("{sheet} {}", records.len());
    }
    println!("{:#?}", dossier.claims);
    assert!(findings.iter().all(|finding| finding.severity != bogo::finding::Severity::Error));
}
