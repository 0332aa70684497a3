//! The figures of the Kakao case, from its workbooks: what was published must come out.

use std::path::Path;

use bogo::dossier;
use bogo::figures::{self, Figures};
use bogo::korean;
use bogo::pack::{Assets, Pack};

fn kakao() -> (Pack, Figures) {
    let pack = Pack::load(Assets::embedded()).expect("the embedded pack loads");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, _) = dossier::load(&dir, &pack).expect("the case loads");
    let (figures, findings) = figures::compute(&pack, &dossier);
    assert_eq!(findings, []);
    (pack, figures)
}

/// Figures with what a page prints for them; `-` for a value that is not known.
fn printed(pack: &Pack, figures: &Figures, ids: &[&str]) -> Vec<String> {
    let print = |id: &&str| {
        let figure = figures.get(id).unwrap_or_else(|| panic!("no figure {id}"));
        let value = figure.value.as_ref();
        value.map_or_else(
            || format!("{id} = -"),
            |value| format!("{id} = {}{}", korean::value(value, figure.certainty, &pack.terms), figure.unit),
        )
    };
    ids.iter().map(print).collect()
}

/// One line per figure: `id = printed`.
fn assert_prints(expected: &str) {
    let (pack, figures) = kakao();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let ids: Vec<&str> = expected.iter().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert_eq!(printed(&pack, &figures, &ids), expected);
}

#[test]
fn durations_are_those_of_the_ministry_and_of_the_company() {
    assert_prints(
        "
        outage.duration = 127시간 33분
        outage.pangyo.duration.outage_start_ministry__restored_all = 127시간 33분
        outage.pangyo.duration.outage_start_company__restored_all = 127시간 30분
        outage.pangyo.duration.fire_contained__fire_out = 5시간 59분
        outage.start = 2022. 10. 15. 15:27
        outage.end = 2022. 10. 20. 23:00
        interruption.kakaotalk_text.duration = 23시간 ~ 38시간 30분
        interruption.kakaotalk_text.duration_to_partial = 10시간 1분
        interruption.kakaotalk_pc.duration_to_partial = 18시간 55분
        interruption.talk_channel.duration = 65시간 30분 ~ 86시간 30분
        interruption.talk_channel_ads.duration = 95시간 30분
        interruption.kakaot_daeri.duration = 16시간 30분 이하
        interruption.naver_shopping_live.duration = 약 2시간 30분
        interruption.naver_receipt_review.duration = 약 2시간 24분
        outage.longest_interruption = 95시간 30분 ~ 127시간 30분
        outage.services.count = 34개
        outage.services.outside.count = 10개
        notices.first_at = 약 2022. 10. 15. 16:12
        notices.first_delay.outage_start_ministry = 약 45분
        notices.first_delay.outage_start_company = 약 42분
        notices.first_with.contact = 2022. 10. 15. 20:55
        notices.count = 12회
        ",
    );
}

#[test]
fn claims_are_those_of_the_last_publication() {
    assert_prints(
        "
        claims.total = 105,116건
        claims.own = 87,195건
        claims.affiliate = 17,921건
        claims.own.share = 83%
        claims.by_harm.paid_service = 14,918건
        claims.by_harm.paid_service.share = 17.1%
        claims.by_harm.free_monetary = 13,195건
        claims.by_harm.free_monetary.share = 15.1%
        claims.by_harm.non_monetary = 59,082건
        claims.by_harm.non_monetary.share = 67.8%
        claims.by_claimant.small_business = 17,433건
        claims.by_claimant.small_business.share = 20%
        claims.by_claimant.individual.share = 79.8%
        claims.total@2022-10-24 = 약 45,000건
        claims.cumulative.2022-10-24 = 약 45,000건
        claims.own@2022-12-02 = 87,198건
        claims.own@2022-12-29 = 87,195건
        claims.affiliate@2022-12-02 = 17,918건
        claims.own.restated = -3건
        claims.by_harm.free_monetary.restated.2022-12-02__2022-12-29 = -3건
        claims.by_claimant.individual.share.restated = -9.8%p
        claims.by_claimant.small_business.share.restated = 9.8%p
        claims.outside.fed_intake = 2,117건
        claims.outside.fed_intake.by_sector.운수 = 427건
        claims.outside.fed_intake.by_fee.paid = 636건
        claims.window.days = 19일
        claims.window.extended_days = 5일
        ",
    );
}

#[test]
fn payouts_are_those_of_the_final_announcement() {
    assert_prints(
        "
        payouts.total = 약 5,000만 원
        payouts.count = 205건
        payouts.mean = 약 24만 원
        payouts.applied = 451건
        payouts.acceptance_rate = 45.5%
        payouts.published.paid_estimate = 약 400억 원
        payouts.published.emoticon_list_value = 312,000,000,000원
        payouts.published.total_final = 약 275억 원
        payouts.by_form.goods.amount = 약 17,300,000명
        demands.count = 4건
        demands.others.count = 7건
        demands.by_state.done = 1건
        measures.count = 13건
        ",
    );
}

#[test]
fn the_parts_of_own_claims_make_them_up() {
    use bogo::value::Value;
    let (_, figures) = kakao();
    let count = |id: &str| match figures.value(id) {
        Some(Value::Count(count)) => *count,
        other => panic!("{id}: {other:?}"),
    };
    let parts: u64 =
        figures.family("claims.own.by_harm").map(|(code, _)| count(&format!("claims.own.by_harm.{code}"))).sum();
    assert_eq!(parts, count("claims.own"));
    assert_eq!(count("claims.own") + count("claims.affiliate"), count("claims.total"));
}

#[test]
fn no_figure_comes_from_nowhere_or_leaves_a_gap_in_its_words() {
    let (pack, figures) = kakao();
    assert!(figures.iter().count() > 500, "{} figures", figures.iter().count());
    for figure in figures.iter() {
        let id = &figure.id;
        assert!(!figure.origins.is_empty() || !figure.inputs.is_empty(), "{id} comes from nowhere");
        assert!(!figure.formula.is_empty() && !figure.formula.contains('{'), "{id}: {}", figure.formula);
        assert!(!figure.label.is_empty() && !figure.label.contains('{'), "{id}: {}", figure.label);
        assert!(pack.figures.of(id).is_some(), "docs/figures.md does not know {id}");
        for input in &figure.inputs {
            assert!(figures.get(input).is_some(), "{id} is computed from {input}, which does not exist");
        }
    }
}
