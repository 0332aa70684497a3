//! The three filings of the Kakao case, and the shape of their JSON.

use std::path::Path;

use bogo::dossier::{self, Dossier};
use bogo::figures::Figures;
use bogo::filing::{self, Filing};
use bogo::pack::{Assets, Pack};

fn kakao(pack: &Pack) -> (Dossier, Figures) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&dir, pack).expect("the case loads");
    let (figures, _) = bogo::figures::compute(pack, &dossier);
    (dossier, figures)
}

#[test]
fn dump() {
    let pack = Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}"));
    let (dossier, figures) = kakao(&pack);
    for form in pack.forms.keys() {
        let filing: Filing = filing::fill(&pack, &dossier, &figures, form, false).expect("the form fills");
        std::fs::write(format!("/tmp/{form}.json"), serde_json::to_string_pretty(&filing).expect("JSON"))
            .expect("written");
    }
}
