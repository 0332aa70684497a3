//! What every figure must come out as, on dossiers made by hand.

mod dossiers;
mod claims;
mod estimates;
mod payouts;
mod times;

use crate::figures::{Figure, Figures};
use crate::korean;
use crate::value::{Certainty, Value};

fn figure<'a>(figures: &'a Figures, id: &str) -> &'a Figure {
    figures.get(id).unwrap_or_else(|| {
        let known: Vec<&str> = figures.iter().map(|figure| figure.id.as_str()).collect();
        panic!("no figure {id} among\n{}", known.join("\n"))
    })
}

/// The figure as a page prints it; `-` for a value that is not known.
fn printed(figures: &Figures, id: &str) -> String {
    let figure = figure(figures, id);
    match &figure.value {
        Some(value) => {
            format!("{}{}", korean::value(value, figure.certainty, &dossiers::pack().terms), figure.unit)
        }
        None => "-".to_owned(),
    }
}

fn all_printed<const N: usize>(figures: &Figures, ids: [&str; N]) -> [String; N] {
    ids.map(|id| printed(figures, id))
}

#[test]
fn an_empty_case_has_no_figure_and_no_zero() {
    let figures = dossiers::Maker::new().figures();
    assert_eq!(figures.iter().map(|figure| figure.id.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn the_reference_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/figures.md");
    let reference = dossiers::pack().figures.reference();
    if std::env::var_os("BOGO_WRITE_DOCS").is_some() {
        std::fs::write(path, &reference).expect("docs/ is writable");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == reference,
        "docs/figures.md is not what templates/base/figures.toml says; BOGO_WRITE_DOCS=1 writes it"
    );
}

#[test]
fn a_sum_that_does_not_fit_is_a_finding_and_no_number() {
    let huge = "79228162514264337593543950335";
    let case = dossiers::Maker::new().payout("cash", huge, "won", "paid").payout("cash", huge, "won", "paid");
    let (figures, findings) = super::compute(&case.pack, &case.dossier);
    assert_eq!(figure(&figures, "payouts.total").value, None);
    assert!(findings.iter().all(|finding| finding.code == "FIG01" && finding.origin.is_some()));
    assert!(findings.iter().any(|finding| format!("{:?}", finding.args["figure"]).contains("payouts.total")));
}

#[test]
fn a_value_that_is_not_known_is_not_an_estimate() {
    let case = dossiers::Maker::new().row(
        "payout_count",
        &[
            ("id", "a"),
            ("target", "소상공인"),
            ("form", "cash"),
            ("state", "paid"),
            ("as_of", "2023-07-03"),
            ("paid", "약 205"),
            ("amount", "파악 중"),
        ],
    );
    let total = case.figures();
    let total = figure(&total, "payouts.total");
    assert_eq!((&total.value, total.certainty), (&None::<Value>, Certainty::Exact));
    assert!(total.formula.contains("파악 중"));
}
