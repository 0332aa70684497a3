//! Claims: statistics, publications, bounds, row-level claims, the intake window, standards and demands.

use super::dossiers::{Maker, decimal, fold};
use super::{all_printed, figure, printed};
use crate::dossier::TierFold;
use crate::value::{Certainty, Value};

const DEC_2: [&str; 3] = ["own", "2022-11-06", "2022-12-02"];
const DEC_29: [&str; 3] = ["own", "2022-11-06", "2022-12-29"];

fn of<'a>(publication: [&'a str; 3], dimension: &'a str) -> [&'a str; 4] {
    [publication[0], publication[1], publication[2], dimension]
}

/// The two publications of Kakao's claims.
fn kakao() -> Maker {
    Maker::new()
        .row("entity", &[("id", "kakao"), ("relation", "filer")])
        .row("entity", &[("id", "kakaopay"), ("relation", "affiliate")])
        .row(
            "channel",
            &[
                ("id", "intake"),
                ("name", "카카오 피해 접수 창구"),
                ("counted", "예"),
                ("opened", "2022-10-19"),
                ("closed", "2022-11-06"),
                ("closed_first", "2022-11-01"),
            ],
        )
        .row("channel", &[("id", "fed"), ("name", "소상공인연합회"), ("counted", "아니오"), ("opened", "2022-10-17")])
        .count(["all", "2022-10-24", "2022-10-24", "total"], ["total", "약 45000", ""])
        .count(["all", "2022-11-06", "2022-12-02", "total"], ["total", "105116", ""])
        .count(of(DEC_2, "total"), ["total", "87198", "83"])
        .count(of(DEC_2, "harm"), ["paid_service", "14918", "17.1"])
        .count(of(DEC_2, "harm"), ["free_monetary", "13198", "15.1"])
        .count(of(DEC_2, "harm"), ["non_monetary", "", "67.8"])
        .count(of(DEC_2, "claimant"), ["individual", "", "89.6"])
        .count(of(DEC_2, "claimant"), ["small_business", "", "10.2"])
        .count(of(DEC_29, "total"), ["total", "87195", "83.1"])
        .count(of(DEC_29, "harm"), ["paid_service", "14918", "17.1"])
        .count(of(DEC_29, "harm"), ["free_monetary", "13195", "15.1"])
        .count(of(DEC_29, "harm"), ["non_monetary", "59082", "67.8"])
        .count(of(DEC_29, "claimant"), ["individual", "", "79.8"])
        .count(of(DEC_29, "claimant"), ["small_business", "17433", "20.0"])
        .count(["affiliate", "2022-11-06", "2022-12-29", "total"], ["total", "17921", ""])
        .count(["outside", "2022-10-21", "2022-10-21", "total"], ["total", "1254", ""])
        .count(["outside", "2022-10-20", "2022-10-21", "total"], ["total", "1108", ""])
        .count(["outside", "2022-10-20", "2022-10-21", "service"], ["카카오T·카카오맵", "", "50.54"])
        .count(["outside", "2022-11-01", "", "total"], ["total", "2117", ""])
}

#[test]
fn the_latest_publication_is_the_current_value() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "claims.total",
                "claims.own",
                "claims.affiliate",
                "claims.by_harm.paid_service",
                "claims.by_harm.free_monetary",
                "claims.by_harm.non_monetary",
                "claims.by_claimant.small_business",
                "claims.own.by_harm.free_monetary",
                "claims.base.by_harm",
                "claims.own.share",
                "claims.by_harm.paid_service.share",
                "claims.by_claimant.small_business.share",
                "claims.by_claimant.small_business.stated_share",
            ]
        ),
        [
            "105,116건",
            "87,195건",
            "17,921건",
            "14,918건",
            "13,195건",
            "59,082건",
            "17,433건",
            "13,195건",
            "87,195건",
            "83%",
            "17.1%",
            "20%",
            "20%",
        ]
    );
    let share = figure(&figures, "claims.own.share");
    assert_eq!(share.formula, "87,195건 ÷ 피해 접수 합계 105,116건");
    let Some(Value::Share(exact)) = &share.value else { panic!("a share") };
    assert!(*exact > decimal("82.9512") && *exact < decimal("82.9513"), "rounded only where it is printed");
}

#[test]
fn every_publication_stands_beside_the_others() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "claims.total@2022-10-24",
                "claims.total@2022-12-02",
                "claims.total@2022-11-06",
                "claims.own@2022-12-02",
                "claims.own@2022-12-29",
                "claims.own@2022-11-06",
                "claims.by_harm.free_monetary@2022-12-02",
                "claims.by_harm.free_monetary@2022-12-29",
                "claims.by_claimant.individual.share@2022-12-02",
                "claims.by_claimant.individual.share@2022-12-29",
                "claims.cumulative.2022-10-24",
                "claims.cumulative.2022-11-06",
            ]
        ),
        [
            "약 45,000건",
            "105,116건",
            "105,116건",
            "87,198건",
            "87,195건",
            "87,195건",
            "13,198건",
            "13,195건",
            "89.6%",
            "79.8%",
            "약 45,000건",
            "105,116건",
        ]
    );
    assert_eq!(figure(&figures, "claims.own@2022-12-02").label, "당사 피해 접수 (2022. 12. 2. 발표)");
    let codes: Vec<&str> = figures.family("claims.by_harm").map(|(code, _)| code).collect();
    assert_eq!(codes, ["free_monetary", "non_monetary", "paid_service"], "a family holds current values alone");
}

#[test]
fn a_correction_is_a_difference_beside_both_values() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "claims.own.restated",
                "claims.own.restated.2022-12-02__2022-12-29",
                "claims.by_harm.free_monetary.restated",
                "claims.by_claimant.individual.share.restated.2022-12-02__2022-12-29",
                "claims.by_claimant.small_business.share.restated",
                "claims.restated.count",
            ]
        ),
        ["-3건", "-3건", "-3건", "-9.8%p", "9.8%p", "2개"]
    );
    assert_eq!(
        figure(&figures, "claims.own.restated").formula,
        "87,195건(2022. 12. 29. 발표) - 87,198건(2022. 12. 2. 발표)"
    );
    assert!(figures.get("claims.by_harm.paid_service.restated").is_none(), "an unchanged value was not corrected");
    assert!(figures.get("claims.total.restated").is_none(), "another as-of day is no correction");
}

#[test]
fn a_share_alone_bounds_its_count() {
    let figures = kakao().figures();
    let bounded = figure(&figures, "claims.by_harm.non_monetary@2022-12-02");
    let Some(Value::CountBetween { min, max }) = bounded.value else { panic!("bounds, not {:?}", bounded.value) };
    assert!((min..=max).contains(&59_082) && min < max, "{min} to {max}");
    assert_eq!(bounded.formula, "당사 피해 접수 87,198건의 67.8%로 반올림되는 건수");
    assert_eq!(printed(&figures, "claims.by_claimant.individual"), "69,539 ~ 69,625건");
}

#[test]
fn shares_of_one_publication_have_the_same_decimals() {
    // A spreadsheet keeps 20.0 as 20; its sibling 79.8 says how many decimals were meant.
    let publication = ["own", "2022-11-06", "2022-12-29"];
    let case = Maker::new()
        .count(of(publication, "total"), ["total", "1000", ""])
        .count(of(publication, "claimant"), ["individual", "", "79.8"])
        .count(of(publication, "claimant"), ["small_business", "", "20"]);
    assert_eq!(printed(&case.figures(), "claims.by_claimant.small_business"), "200건");
}

#[test]
fn outside_intakes_stand_apart() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "claims.outside.fed",
                "claims.outside.fed@2022-10-21",
                "claims.outside.fed@2022-10-20",
                "claims.outside.fed.by_service.카카오T_카카오맵",
                "claims.outside.fed.by_service.카카오T_카카오맵.share",
            ]
        ),
        ["2,117건", "1,254건", "1,108건", "560건", "50.5%"]
    );
    let formula = &figure(&figures, "claims.outside.fed.by_service.카카오T_카카오맵").formula;
    assert!(formula.contains("50.54%") && formula.contains("하나뿐"), "{formula}");
    assert_eq!(printed(&figures, "claims.total"), "105,116건");
}

#[test]
fn a_total_that_nobody_states_is_a_sum() {
    let entities = |case: Maker| case.row("entity", &[("id", "kakaopay"), ("relation", "affiliate")]);
    let day = "2022-11-06";
    let sum = entities(Maker::new())
        .count(["own", day, "", "total"], ["total", "87195", ""])
        .count(["affiliate", day, "", "total"], ["total", "약 17921", ""])
        .figures();
    assert_eq!(printed(&sum, "claims.total"), "약 105,116건");
    assert_eq!(figure(&sum, "claims.total").formula, "당사 87,195건 + 계열회사 약 17,921건");
    assert_eq!(figure(&sum, "claims.total").inputs, ["claims.own", "claims.affiliate"]);
    let open = entities(Maker::new()).count(["own", day, "", "total"], ["total", "87195", ""]).figures();
    assert!(open.get("claims.total").is_none(), "affiliates' claims are not zero because nobody gave them");
    let alone = Maker::new().count(["own", day, "", "total"], ["total", "87195", ""]).figures();
    assert_eq!(printed(&alone, "claims.total"), "87,195건");
}

#[test]
fn a_pending_count_is_no_zero() {
    let case = Maker::new().count(["all", "2022-11-06", "", "total"], ["total", "파악 중", ""]);
    let figures = case.figures();
    assert_eq!(printed(&figures, "claims.total"), "-");
    assert_eq!(figure(&figures, "claims.total").certainty, Certainty::Exact);
}

#[test]
fn counted_channels_are_added_unless_they_overlap() {
    let channels = |overlap: &'static str| {
        let row = |case: Maker, channel: &'static str, count: &'static str| {
            case.row(
                "claim_count",
                &[
                    ("channel", channel),
                    ("scope", "own"),
                    ("as_of", "2022-11-06"),
                    ("dimension", "total"),
                    ("code", "total"),
                    ("count", count),
                    ("basis", "own"),
                ],
            )
        };
        let case = Maker::new()
            .row(
                "channel",
                &[("id", "web"), ("name", "웹"), ("counted", "예"), ("opened", "2022-10-19"), ("overlaps", overlap)],
            )
            .row("channel", &[("id", "phone"), ("name", "전화"), ("counted", "예"), ("opened", "2022-10-19")]);
        row(row(case, "web", "100"), "phone", "7").figures()
    };
    let apart = channels("");
    assert_eq!(
        all_printed(&apart, ["claims.own", "claims.channel.web.own", "claims.total"]),
        ["107건", "100건", "107건"]
    );
    assert_eq!(printed(&channels("phone"), "claims.own"), "-");
}

#[test]
fn both_ends_of_the_window_count() {
    let figures = kakao().figures();
    assert_eq!(
        all_printed(&figures, ["claims.window.days", "claims.window.first_days", "claims.window.extended_days"]),
        ["19일", "14일", "5일"]
    );
}

#[test]
fn rows_outrank_statistics_and_add_up_day_by_day() {
    let mut case = kakao();
    let by: &[(&'static str, &[(&str, u64, u64)])] = &[
        ("scope", &[("affiliate", 2, 0), ("own", 8, 900_000)]),
        ("harm", &[("free_monetary", 6, 900_000), ("unclassified", 4, 0)]),
        ("day", &[("2022-10-19", 3, 0), ("2022-10-20", 7, 900_000)]),
    ];
    let mut claims = fold(10, by);
    claims.amount_unknown = 5;
    case.dossier.claims = Some(claims);
    let figures = case.figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "claims.total",
                "claims.own",
                "claims.affiliate",
                "claims.own.share",
                "claims.by_harm.free_monetary",
                "claims.by_harm.free_monetary.share",
                "claims.by_harm.free_monetary.amount",
                "claims.total.amount",
                "claims.by_day.2022-10-20",
                "claims.cumulative.2022-10-19",
                "claims.cumulative.2022-10-20",
                "claims.own@2022-12-29",
                "claims.by_claimant.small_business",
            ]
        ),
        [
            "10건",
            "8건",
            "2건",
            "80%",
            "6건",
            "60%",
            "900,000원",
            "900,000원",
            "7건",
            "3건",
            "10건",
            "87,195건",
            "17,433건",
        ]
    );
    assert!(figures.get("claims.by_harm.paid_service").is_none(), "statistics do not fill up what rows hold");
    assert!(figure(&figures, "claims.total.amount").formula.contains("5건은 금액을 몰라"));
}

fn tiers() -> Maker {
    let tier = |case: Maker, id: &'static str, cells: &[(&'static str, &'static str)]| {
        let mut row =
            vec![("id", id), ("scheme", "무료 서비스 보상"), ("target", id), ("form", "cash"), ("unit", "won")];
        row.extend(cells);
        case.row("standard", &row)
    };
    let case = tier(Maker::new(), "to_300k", &[("loss_to", "300000"), ("amount", "30000")]);
    let case = tier(
        case,
        "to_500k",
        &[("loss_from", "300000"), ("loss_from_open", "예"), ("loss_to", "500000"), ("amount", "50000")],
    );
    tier(case, "over_500k", &[("loss_from", "500000"), ("loss_from_open", "예"), ("review", "예")])
}

#[test]
fn a_tier_ends_where_the_sheet_says() {
    let case = tiers();
    let tier_of = |loss: &str| {
        let covering = case.dossier.standards.iter().filter(|standard| standard.covers(decimal(loss)));
        covering.filter_map(|standard| standard.id.value().cloned()).collect::<Vec<_>>()
    };
    assert_eq!(tier_of("300000"), ["to_300k"]);
    assert_eq!(tier_of("300001"), ["to_500k"]);
    assert_eq!(tier_of("500000"), ["to_500k"]);
    assert_eq!(tier_of("500001"), ["over_500k"]);
}

#[test]
fn a_standard_is_held_against_claims_beside_what_was_paid() {
    let mut case = tiers().payout("cash", "30000", "won", "paid").payout("cash", "30000", "won", "decided");
    let tier = |standard: &str, claims, would_pay: Option<&str>| TierFold {
        standard: standard.to_owned(),
        claims,
        would_pay: would_pay.map(decimal),
    };
    let mut claims = fold(9, &[("scope", &[("own", 9, 2_000_000)])]);
    claims.tiers =
        vec![tier("to_300k", 4, Some("120000")), tier("to_500k", 2, Some("100000")), tier("over_500k", 3, None)];
    case.dossier.claims = Some(claims);
    let figures = case.figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "standards.to_300k.claims",
                "standards.to_300k.would_pay",
                "standards.to_300k.paid",
                "standards.to_300k.paid.amount",
                "standards.over_500k.would_pay",
                "standards.would_pay.total",
                "standards.review.total",
            ]
        ),
        ["4건", "120,000원", "1건", "30,000원", "-", "220,000원", "3건"]
    );
    assert_eq!(figure(&figures, "standards.to_300k.would_pay").formula, "4건 × 30,000원");
}

#[test]
fn demands_to_others_are_counted_apart() {
    let demand = |case: Maker, id: &'static str, origin: &'static str, entity: &'static str, state: &'static str| {
        case.row(
            "demand",
            &[("id", id), ("origin", origin), ("entity", entity), ("phase", "recovery"), ("state", state)],
        )
    };
    let case = demand(Maker::new(), "d1", "demand", "kakao", "done");
    let case = demand(case, "d2", "demand", "kakao", "파악 중");
    let case = demand(case, "d3", "demand", "sk_cnc", "");
    let case = demand(case, "f1", "finding", "kakao", "");
    let figures = demand(case, "m1", "own", "kakao", "ongoing").figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "demands.count",
                "demands.others.count",
                "demands.by_state.done",
                "demands.by_state.unstated",
                "demands.by_phase.recovery",
                "measures.count",
                "measures.by_state.ongoing",
            ]
        ),
        ["2건", "1건", "1건", "1건", "2건", "1건", "1건"]
    );
    assert_eq!(figure(&figures, "demands.by_state.done").name.as_deref(), Some("완료"));
}
