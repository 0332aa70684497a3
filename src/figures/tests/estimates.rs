//! What is computed from an estimate carries no more digits than it does.

use super::dossiers::Maker;
use super::{all_printed, figure, printed};

fn cash(case: Maker, id: &'static str, cells: &[(&'static str, &'static str)]) -> Maker {
    let mut row = vec![
        ("id", id),
        ("target", id),
        ("form", "cash"),
        ("state", "paid"),
        ("as_of", "2023-07-03"),
        ("basis", "own"),
        ("unit", "won"),
    ];
    row.extend(cells);
    case.row("payout_count", &row)
}

#[test]
fn a_mean_has_the_digits_of_what_it_divides() {
    for (amount, paid, expected) in [
        ("약 50000000", "205", "약 24만 원"),
        ("약 51230000", "205", "약 249,900원"),
        ("50000000", "205", "243,902원"),
        ("50000000", "약 210", "약 24만 원"),
        ("약 50000000", "약 205", "약 24만 원"),
        ("50000001", "205", "243,902원"),
    ] {
        let figures = cash(Maker::new(), "가", &[("amount", amount), ("paid", paid)]).figures();
        assert_eq!(
            all_printed(&figures, ["payouts.mean", "payouts.가.mean"]),
            [expected, expected],
            "{amount} ÷ {paid}"
        );
        let formula = &figure(&figures, "payouts.mean").formula;
        assert_eq!(formula.contains("어림값이 가진 자릿수까지만"), expected.starts_with('약'), "{formula}");
    }
}

#[test]
fn a_sum_ends_where_its_coarsest_estimate_does() {
    let two = |first, second| {
        let case = cash(Maker::new(), "가", &[("amount", first)]);
        printed(&cash(case, "나", &[("amount", second)]).figures(), "payouts.total")
    };
    assert_eq!(two("약 50000000", "123456"), "약 5,000만 원");
    assert_eq!(two("약 50000000", "5123456"), "약 5,500만 원");
    assert_eq!(two("약 50123000", "123456"), "약 50,246,000원");
    assert_eq!(two("50000000", "123456"), "50,123,456원");
}

#[test]
fn a_share_of_an_estimate_is_one() {
    let figures = cash(Maker::new(), "가", &[("applied", "약 450"), ("accepted", "205"), ("paid", "205")]).figures();
    assert_eq!(
        all_printed(&figures, ["payouts.acceptance_rate", "payouts.가.acceptance_rate", "payouts.open.not_accepted"]),
        ["약 46%", "약 46%", "약 250건"]
    );
    let day = "2022-11-06";
    let figures = Maker::new()
        .count(["all", day, "", "total"], ["total", "약 45000", ""])
        .count(["all", day, "", "harm"], ["paid_service", "14918", ""])
        .count(["all", day, "", "harm"], ["non_monetary", "", "17.1"])
        .figures();
    assert_eq!(
        all_printed(&figures, ["claims.by_harm.paid_service.share", "claims.by_harm.non_monetary"]),
        ["약 33%", "약 7,588 ~ 7,803건"],
        "from 44,500 times 17.05 % to 45,500 times 17.15 %"
    );
}

#[test]
fn a_correction_of_an_estimate_is_one() {
    let figures = Maker::new()
        .count(["all", "2022-10-24", "2022-10-24", "total"], ["total", "약 45000", ""])
        .count(["all", "2022-10-24", "2022-10-25", "total"], ["total", "45678", ""])
        .figures();
    assert_eq!(printed(&figures, "claims.total.restated"), "약 1,000건");
}
