//! Durations, interruptions and notices.

use super::dossiers::Maker;
use super::{all_printed, figure, printed};

const KAKAO: &[(&str, &str)] = &[
    ("id", "pangyo"),
    ("title", "판교 데이터센터 화재"),
    ("fire_started", "2022-10-15 15:19"),
    ("power_cut_service", "약 2022-10-15 15:22"),
    ("outage_start_ministry", "2022-10-15 15:27"),
    ("outage_start_company", "2022-10-15 15:30"),
    ("emergency_call", "2022-10-15 15:33"),
    ("fire_contained", "2022-10-15 17:46"),
    ("fire_out", "2022-10-15 23:45"),
    ("restored_all", "2022-10-20 23:00"),
];

fn service(id: &str, cells: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
    let mut row = vec![("id", id.to_owned()), ("entity", "kakao".to_owned()), ("service", id.to_owned())];
    row.extend(cells.iter().map(|(name, text)| (*name, (*text).to_owned())));
    row
}

fn with_services(services: &[Vec<(&'static str, String)>]) -> Maker {
    services.iter().fold(Maker::new().row("outage", KAKAO), |case, service| {
        let cells: Vec<(&str, &str)> = service.iter().map(|(name, text)| (*name, text.as_str())).collect();
        case.row("interruption", &cells)
    })
}

#[test]
fn both_official_durations_come_out_each_with_its_anchors() {
    let figures = Maker::new().anchored("outage_start_ministry", "restored_all").row("outage", KAKAO).figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "outage.duration",
                "outage.pangyo.duration",
                "outage.pangyo.duration.outage_start_ministry__restored_all",
                "outage.duration.outage_start_company__restored_all",
                "outage.pangyo.duration.fire_contained__fire_out",
                "outage.pangyo.duration.power_cut_service__restored_all",
                "outage.start",
                "outage.end",
            ]
        ),
        [
            "127시간 33분",
            "127시간 33분",
            "127시간 33분",
            "127시간 30분",
            "5시간 59분",
            "약 127시간 38분",
            "2022. 10. 15. 15:27",
            "2022. 10. 20. 23:00",
        ]
    );
    assert_eq!(
        figure(&figures, "outage.duration").formula,
        "장애 시작(과기정통부 기준) 2022. 10. 15. 15:27부터 전체 복구 2022. 10. 20. 23:00까지"
    );
    assert!(figures.get("outage.pangyo.duration.fire_out__fire_contained").is_none(), "time does not run back");
    assert!(figures.get("outage.pangyo.duration.fire_started__emergency_call").is_none(), "a call ends nothing");
    assert_eq!(figure(&figures, "outage.duration").origins.len(), 3, "two cells and the anchor in case.toml");
}

#[test]
fn without_an_end_the_duration_is_unknown() {
    let case = Maker::new()
        .row("outage", &[("id", "a"), ("outage_start_company", "2024-05-13 13:44"), ("restored_all", "파악 중")]);
    let figures = case.figures();
    assert_eq!(all_printed(&figures, ["outage.duration", "outage.start"]), ["-", "2024. 5. 13. 13:44"]);
    assert!(figure(&figures, "outage.duration").formula.ends_with("전체 복구 파악 중까지"));
}

#[test]
fn two_outages_have_no_duration_in_common() {
    let case = Maker::new()
        .row(
            "outage",
            &[("id", "a"), ("outage_start_company", "2024-05-13 13:44"), ("restored_all", "2024-05-13 13:50")],
        )
        .row(
            "outage",
            &[("id", "b"), ("outage_start_company", "2024-05-20 14:52"), ("restored_all", "약 2024-05-20 14:58")],
        );
    let figures = case.figures();
    assert_eq!(all_printed(&figures, ["outage.a.duration", "outage.b.duration"]), ["6분", "약 6분"]);
    assert!(figures.get("outage.duration").is_none());
}

#[test]
fn a_bracket_bounds_a_duration() {
    let start = ("started_at", "2022-10-15 15:30");
    let figures = with_services(&[
        service(
            "talk",
            &[
                start,
                ("partly_restored_at", "2022-10-16 01:31"),
                ("restored_after", "2022-10-16 14:30"),
                ("restored_by", "2022-10-17 06:00"),
                ("fee_form", "free"),
            ],
        ),
        service(
            "daeri",
            &[
                start,
                ("restored_after", "2022-10-15 15:30"),
                ("restored_by", "2022-10-16 08:00"),
                ("fee_form", "mixed"),
            ],
        ),
        service("page", &[start, ("restored_by", "2022-10-18 09:00"), ("fee_form", "free")]),
        service("ads", &[start, ("restored_at", "2022-10-19 15:00"), ("fee_form", "mixed")]),
        service("mail", &[start, ("restored_at", "파악 중"), ("fee_form", "periodic")]),
    ])
    .figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "interruption.talk.duration",
                "interruption.talk.duration_to_partial",
                "interruption.daeri.duration",
                "interruption.page.duration",
                "interruption.ads.duration",
                "interruption.mail.duration",
                "outage.by_service.talk",
                "outage.longest_interruption",
                "outage.services.count",
                "outage.services.restored.count",
                "services.by_fee.free",
                "services.by_fee.periodic",
            ]
        ),
        [
            "23시간 ~ 38시간 30분",
            "10시간 1분",
            "16시간 30분 이하",
            "65시간 30분 이하",
            "95시간 30분",
            "-",
            "23시간 ~ 38시간 30분",
            "95시간 30분",
            "5개",
            "4개",
            "2개",
            "1개",
        ]
    );
    assert!(figure(&figures, "outage.longest_interruption").formula.contains("파악 중인 1개 제외"));
}

#[test]
fn which_service_was_down_longest_may_stay_open() {
    let start = ("started_at", "2022-10-15 15:30");
    let figures = with_services(&[
        service("ads", &[start, ("restored_at", "2022-10-19 15:00")]),
        service("mail", &[start, ("restored_after", "2022-10-19 06:00"), ("restored_by", "2022-10-20 23:00")]),
        service("taxi", &[start, ("restored_at", "2022-10-16 08:00")]),
    ])
    .figures();
    assert_eq!(printed(&figures, "outage.longest_interruption"), "95시간 30분 ~ 127시간 30분");
    assert_eq!(
        figure(&figures, "outage.longest_interruption").inputs,
        ["interruption.ads.duration", "interruption.mail.duration"]
    );
}

#[test]
fn services_of_others_enter_no_count_of_the_filer() {
    let case = Maker::new()
        .row("outage", KAKAO)
        .row("entity", &[("id", "kakao"), ("relation", "filer")])
        .row("entity", &[("id", "naver"), ("relation", "other")])
        .row("interruption", &[("id", "talk"), ("entity", "kakao"), ("fee_form", "free")])
        .row("interruption", &[("id", "shopping"), ("entity", "naver"), ("fee_form", "free")]);
    let figures = case.figures();
    assert_eq!(
        all_printed(&figures, ["outage.services.count", "outage.services.outside.count", "services.by_fee.free"]),
        ["1개", "1개", "1개"]
    );
}

#[test]
fn the_first_notice_is_measured_from_every_start() {
    let case = Maker::new()
        .anchored("outage_start_ministry", "restored_all")
        .row("outage", KAKAO)
        .row("notice", &[("entity", "kakao"), ("at", "2022-10-15 20:55"), ("content", "contact")])
        .row("notice", &[("entity", "kakao"), ("at", "약 2022-10-15 16:12"), ("content", "fact")])
        .row("notice", &[("entity", "naver"), ("at", "2022-10-15 15:40"), ("content", "fact")])
        .row("notice", &[("at", "2022-10-16 02:16"), ("content", "service, response")]);
    let figures = case.figures();
    assert_eq!(
        all_printed(
            &figures,
            [
                "notices.count",
                "notices.first_at",
                "notices.first_delay",
                "notices.first_delay.outage_start_ministry",
                "notices.first_delay.outage_start_company",
                "notices.first_with.contact",
                "notices.first_with.contact.delay",
                "notices.2.gap",
                "notices.3.gap",
                "notices.longest_gap",
            ]
        ),
        [
            "3회",
            "약 2022. 10. 15. 16:12",
            "약 45분",
            "약 45분",
            "약 42분",
            "2022. 10. 15. 20:55",
            "5시간 28분",
            "약 4시간 43분",
            "5시간 21분",
            "5시간 21분",
        ]
    );
    assert_eq!(figure(&figures, "notices.longest_gap").inputs, ["notices.3.gap"]);
}

#[test]
fn without_a_notice_the_delay_is_unknown() {
    let figures = Maker::new().row("outage", KAKAO).figures();
    assert_eq!(all_printed(&figures, ["notices.first_at", "notices.first_delay"]), ["-", "-"]);
    assert!(figures.get("notices.count").is_none(), "no sheet of notices is no count of zero");
}
