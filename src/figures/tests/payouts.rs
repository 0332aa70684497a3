//! Payouts row by row and from statistics.

use super::dossiers::{Maker, decimal};
use super::{all_printed, figure, printed};
use crate::value::{Certainty, Fact, Field};

fn stated(case: Maker, id: &'static str, cells: &[(&'static str, &'static str)]) -> Maker {
    let mut row = vec![("id", id), ("as_of", "2023-07-03"), ("basis", "published")];
    row.extend(cells);
    case.row("payout_count", &row)
}

/// Kakao's published totals: scopes differ, and none may be added to another.
fn kakao() -> Maker {
    let case = stated(
        Maker::new(),
        "estimate",
        &[("target", "유료"), ("form", "mixed"), ("state", "announced"), ("amount", "약 40000000000"), ("unit", "won")],
    );
    let case = stated(
        case,
        "list_value",
        &[
            ("target", "이용자"),
            ("form", "goods"),
            ("state", "announced"),
            ("value", "312000000000"),
            ("value_basis", "정가 × 대상자"),
        ],
    );
    let case = stated(
        case,
        "completed",
        &[("target", "유료"), ("form", "mixed"), ("state", "paid"), ("amount", "40000000000"), ("unit", "won")],
    );
    let case = stated(
        case,
        "final",
        &[("target", "전체"), ("form", "mixed"), ("state", "paid"), ("amount", "약 27500000000"), ("unit", "won")],
    );
    let case = stated(
        case,
        "sb_cash",
        &[
            ("target", "소상공인"),
            ("claimant", "small_business"),
            ("character", "voluntary"),
            ("form", "cash"),
            ("state", "paid"),
            ("partial", "final"),
            ("applied", "451"),
            ("accepted", "205"),
            ("paid", "205"),
            ("amount", "약 50000000"),
            ("unit", "won"),
        ],
    );
    stated(
        case,
        "emoticon",
        &[("target", "이용자"), ("form", "goods"), ("state", "paid"), ("amount", "약 17300000"), ("unit", "person")],
    )
}

#[test]
fn money_alone_is_in_the_total() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "payouts.total",
                "payouts.count",
                "payouts.mean",
                "payouts.applied",
                "payouts.accepted",
                "payouts.acceptance_rate",
                "payouts.open.not_accepted",
                "payouts.open.unpaid",
                "payouts.sb_cash.amount",
                "payouts.sb_cash.acceptance_rate",
                "payouts.by_form.goods.amount",
                "payouts.by_form.cash.amount",
                "payouts.by_character.voluntary",
                "payouts.by_target.소상공인",
                "payouts.by_state.paid",
            ]
        ),
        [
            "약 5,000만 원",
            "205건",
            "약 24만 원",
            "451건",
            "205건",
            "45.5%",
            "246건",
            "0건",
            "약 5,000만 원",
            "45.5%",
            "약 17,300,000명",
            "약 5,000만 원",
            "205건",
            "205건",
            "205건",
        ]
    );
    assert!(figures.get("payouts.by_form.mixed").is_none(), "rows of several forms are never added");
}

#[test]
fn published_totals_stand_side_by_side() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "payouts.published.estimate",
                "payouts.published.completed",
                "payouts.published.final",
                "payouts.published.list_value",
            ]
        ),
        ["약 400억 원", "40,000,000,000원", "약 275억 원", "312,000,000,000원"]
    );
    assert!(figure(&figures, "payouts.published.list_value").formula.contains("정가 × 대상자"));
    assert!(figures.get("payouts.valued_total").is_none(), "what was announced was not paid");
}

#[test]
fn a_row_that_another_replaces_holds_or_repeats_is_not_added() {
    let cash = [("target", "가"), ("form", "cash"), ("state", "paid"), ("unit", "won")];
    let row = |case, id, cells: &[(&'static str, &'static str)]| {
        let mut all = cash.to_vec();
        all.extend(cells);
        stated(case, id, &all)
    };
    let case = row(Maker::new(), "whole", &[("amount", "900"), ("paid", "9")]);
    let case = row(case, "part", &[("scope", "일부"), ("partial", "whole"), ("amount", "500"), ("paid", "5")]);
    let case = row(case, "old", &[("scope", "정정 전"), ("amount", "700"), ("paid", "7")]);
    let case = row(case, "new", &[("scope", "정정 후"), ("supersedes", "old"), ("amount", "70"), ("paid", "7")]);
    let figures = case.figures();
    assert_eq!(all_printed(&figures, ["payouts.total", "payouts.count"]), ["970원", "16건"]);
}

#[test]
fn two_divisions_of_one_whole_are_not_added() {
    let row = |case, id, cells: &[(&'static str, &'static str)]| {
        let mut all = vec![("state", "paid"), ("unit", "won")];
        all.extend(cells);
        stated(case, id, &all)
    };
    let part = |case, id, target, form, amount| {
        row(case, id, &[("target", target), ("form", form), ("partial", "whole"), ("amount", amount), ("paid", "1")])
    };
    let case = row(Maker::new(), "whole", &[("target", "전체"), ("form", "mixed"), ("amount", "100")]);
    let case = part(case, "cash", "전체", "cash", "60");
    let case = part(case, "coupon", "전체", "coupon", "40");
    let case = part(case, "paid", "유료", "cash", "35");
    let case = part(case, "free", "무료", "cash", "25");
    let figures = case.figures();
    assert_eq!(all_printed(&figures, ["payouts.total", "payouts.count"]), ["60원", "2건"]);
}

#[test]
fn the_same_total_on_a_later_day_is_the_same_total() {
    let row = |case: Maker, id: &'static str, as_of: &'static str, amount: &'static str| {
        case.row(
            "payout_count",
            &[("id", id), ("as_of", as_of), ("target", "가"), ("form", "cash"), ("state", "paid"), ("amount", amount)],
        )
    };
    let case = row(Maker::new(), "june", "2023-06-30", "100");
    assert_eq!(printed(&row(case, "july", "2023-07-03", "150").figures(), "payouts.total"), "150원");
}

#[test]
fn parts_in_a_circle_do_not_hang() {
    let row = |case, id, partial| {
        stated(case, id, &[("target", id), ("form", "cash"), ("state", "paid"), ("partial", partial), ("amount", "1")])
    };
    let figures = row(row(Maker::new(), "a", "b"), "b", "a").figures();
    assert!(figures.get("payouts.published.a").is_some());
}

#[test]
fn rows_keep_each_unit_for_itself() {
    let case = Maker::new()
        .payout("cash", "30000", "won", "paid")
        .payout("cash", "90001", "won", "paid")
        .payout("cash", "50000", "won", "paid")
        .payout("cash", "10000", "won", "decided")
        .payout("credit", "3000", "cash_credit", "paid")
        .payout("goods", "300", "piece", "paid")
        .payout("goods", "5000", "point", "paid")
        .payout("coupon", "2000", "won", "paid");
    let figures = case.figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "payouts.count",
                "payouts.total",
                "payouts.median",
                "payouts.largest",
                "payouts.by_form.cash",
                "payouts.by_form.credit.amount",
                "payouts.by_form.goods.amount.piece",
                "payouts.by_form.goods.amount.point",
                "payouts.by_state.decided",
                "payouts.open.unpaid",
                "payouts.open.unpaid.amount",
            ]
        ),
        [
            "7건",
            "170,001원",
            "50,000원",
            "90,001원",
            "3건",
            "3,000캐시",
            "300개",
            "5,000포인트",
            "1건",
            "1건",
            "10,000원",
        ]
    );
    assert!(figures.get("payouts.mean").is_none(), "seven payouts, three of them in money");
    assert!(figures.get("payouts.by_form.goods.amount").is_none(), "pieces and points have no sum");
    let total = figure(&figures, "payouts.total");
    assert_eq!((total.origins.len(), total.origins[0].rows), (1, Some(3)), "one range, not a cell a row");
}

#[test]
fn a_credit_enters_a_won_total_only_with_its_basis() {
    let mut case = Maker::new()
        .payout("cash", "30000", "won", "paid")
        .payout("credit", "3000", "cash_credit", "paid")
        .payout("credit", "500", "point", "paid");
    let origin = case.dossier.payouts[1].origin.clone();
    for row in &mut case.dossier.payouts[1..] {
        row.value =
            Field::Known(Fact { value: decimal("3000"), certainty: Certainty::Estimate, origin: origin.clone() });
    }
    case.dossier.payouts[1].value_basis = Some("1캐시 = 1원".to_owned());
    let figures = case.figures();
    assert_eq!(all_printed(&figures, ["payouts.total", "payouts.valued_total"]), ["30,000원", "약 33,000원"]);
    assert!(figure(&figures, "payouts.valued_total").formula.contains("1캐시 = 1원"));
}

#[test]
fn an_amount_that_is_pending_leaves_the_total_open() {
    let case = Maker::new().payout("cash", "30000", "won", "paid").payout("cash", "파악 중", "won", "paid");
    assert_eq!(all_printed(&case.figures(), ["payouts.total", "payouts.count"]), ["-", "2건"]);
}

#[test]
fn rows_without_money_were_paid_no_money() {
    let figures = Maker::new().payout("credit", "3000", "cash_credit", "paid").figures();
    assert_eq!(printed(&figures, "payouts.total"), "0원");
}
