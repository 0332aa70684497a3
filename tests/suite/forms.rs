//! The forms of the Korean pack, each filled from a fixture: what the law lists is there, under its article; a stage says
//! what it should; a first report is never held up; texts of a channel say all that the decree asks for.

use std::path::Path;
use std::sync::OnceLock;

use bogo::dossier::{self, Dossier, Stage};
use bogo::figures;
use bogo::filing::{self, Body, Filing, FilledItem, Inline, ItemState, Material};
use bogo::law;
use bogo::pack::{Assets, Pack, Requirement};
use bogo::render;
use rust_xlsxwriter::Workbook;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the pack is sound"))
}

fn case(fixture: &str) -> Dossier {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture);
    dossier::load(&dir, pack()).expect("the case loads").0
}

fn filled(dossier: &Dossier, form: &str) -> Filing {
    let (mut figures, _) = figures::compute(pack(), dossier);
    let duties = law::duties::examine(pack(), dossier, &figures, None);
    for figure in law::figures::figures(pack(), dossier, &duties) {
        figures.add(figure);
    }
    filing::fill(
        pack(),
        Material { dossier, figures: &figures, duties: &duties },
        form,
        bogo::dossier::Edition::Regulator,
        false,
    )
    .expect("the form fills")
}

/// What stays in the house of a notice.
fn recorded(dossier: &Dossier, form: &str) -> Option<Filing> {
    let (mut figures, _) = figures::compute(pack(), dossier);
    let duties = law::duties::examine(pack(), dossier, &figures, None);
    for figure in law::figures::figures(pack(), dossier, &duties) {
        figures.add(figure);
    }
    filing::record(pack(), Material { dossier, figures: &figures, duties: &duties }, form, false).expect("it fills")
}

fn item<'a>(filing: &'a Filing, id: &str) -> &'a FilledItem {
    let found = filing.items().find(|item| item.id == id || item.id.starts_with(&format!("{id}.")));
    found.unwrap_or_else(|| panic!("{}: no item {id}", filing.form))
}

fn has(filing: &Filing, id: &str) -> bool {
    filing.items().any(|item| item.id == id)
}

/// All that an item says, as one text.
fn said(item: &FilledItem) -> String {
    let plain = |inlines: &[Inline]| -> String {
        let text = inlines.iter().map(|inline| match inline {
            Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.as_str(),
        });
        text.collect()
    };
    let lines: Vec<String> = match &item.content {
        Body::Text { paragraphs } => paragraphs.iter().map(|inlines| plain(inlines)).collect(),
        Body::Facts { lines } => lines.iter().map(|line| format!("{}: {}", line.label, plain(&line.value))).collect(),
        Body::Table { table } => {
            let row = |cells: &[filing::TableCell]| {
                cells.iter().map(|cell| plain(&cell.content).replace('\n', " ")).collect::<Vec<_>>().join(" | ")
            };
            table.rows.iter().map(|found| row(&found.cells)).collect()
        }
        Body::Chart { .. } | Body::None => Vec::new(),
    };
    lines.join("\n")
}

/// Fixture, form, and the items that law or demand lists, each with an article that asks for it.
const LISTED: &[(&str, &str, &[(&str, &str)])] = &[
    (
        "sample-2026-09",
        "kr-outage-notice",
        &[
            ("notice.service", "tba-ed.outage-notice"),
            ("notice.fact", "tba-ed.outage-notice"),
            ("notice.cause", "tba-ed.outage-notice"),
            ("notice.response", "tba-ed.outage-notice"),
            ("notice.contact", "tba-ed.outage-notice"),
            ("record.sent", "tba.user-notice"),
        ],
    ),
    (
        "sample-2026-09",
        "kr-damages-notice",
        &[
            ("notice.claimant", "tba-ed.damages-notice"),
            ("notice.standard", "tba-ed.damages-notice"),
            ("notice.procedure", "tba-ed.damages-notice"),
        ],
    ),
    (
        "aws-2025-10-20",
        "kr-cloud-notice",
        &[
            ("notice.event", "cca.outage-notice"),
            ("notice.cause", "cca.outage-notice"),
            ("notice.containment", "cca.outage-notice"),
            ("notice.advice", "cca.outage-notice"),
            ("notice.contact", "cca.outage-notice"),
        ],
    ),
    (
        "instagram-2024-03-22",
        "kr-disaster-report",
        &[
            ("status.services", "fabc.disaster-report"),
            ("status.outage", "fabc.disaster-report"),
            ("cause.text", "fabc.disaster-report"),
            ("emergency.table", "fabc.disaster-report"),
            ("recovery.plan", "fabc.disaster-report"),
            ("damage.table", "fabc-ed.disaster-status"),
            ("damage.recovery", "fabc-ed.disaster-status"),
            ("handling.plan", "fabc-ed.disaster-status"),
        ],
    ),
    (
        "sample-2026-09",
        "kr-datacentre-report",
        &[
            ("report.facility", "icna.datacentre-report"),
            ("report.landlord", "icna-ed.datacentre-tenant"),
            ("when.facts", "icna-ed.datacentre-when"),
            ("when.place", "icna-ed.datacentre-when"),
            ("when.periods", "icna-ed.datacentre-report"),
            ("cause.text", "icna-ed.datacentre-cause"),
            ("cause.damage", "icna-ed.datacentre-cause"),
            ("emergency.table", "icna-ed.datacentre-emergency"),
            ("recovery.plan", "icna-ed.datacentre-recovery"),
            ("plan.table", "icna-ed.datacentre-plan"),
        ],
    ),
    (
        "sample-2026-09",
        "kr-intrusion-report",
        &[
            ("report.facts", "icna-ed.intrusion-report"),
            ("event.when", "icna-ed.intrusion-report"),
            ("event.cause", "icna-ed.intrusion-report"),
            ("event.damage", "icna-ed.intrusion-report"),
            ("response.table", "icna-ed.intrusion-report"),
            ("contact.facts", "icna-ed.intrusion-report"),
        ],
    ),
    (
        "kakao-2024-05",
        "kr-corrective-plan",
        &[("demands.table", "demand.msit-2024-05-31"), ("plan.table", "demand.msit-2024-05-31")],
    ),
    (
        "kakao-2024-05",
        "kr-corrective-result",
        &[("result.table", "demand.msit-2024-05-31"), ("plan.table", "demand.msit-2024-05-31")],
    ),
    (
        "sample-2026-09",
        "kr-data-response",
        &[("request.table", "tba.stability-data-request"), ("answer.table", "tba.stability-data-request")],
    ),
    (
        "kakao-2026-annual",
        "kr-stability-annual",
        &[
            ("provider.users", "tba-ed.stability-who"),
            ("provider.traffic", "tba-ed.stability-who"),
            ("stable.nondiscrimination", "tba-ed.measure-nondiscrimination"),
            ("stable.precheck", "tba-ed.measure-precheck"),
            ("stable.concentration", "tba-ed.measure-concentration"),
            ("stable.capacity", "tba-ed.measure-capacity"),
            ("stable.route", "tba-ed.measure-route-change"),
            ("requests.system", "tba-ed.measure-request-system"),
            ("requests.contact", "tba-ed.measure-contact"),
            ("requests.portability", "tba-ed.measure-portability"),
            ("other.payment", "tba-ed.measure-payment"),
            ("other.guideline", "tba-ed.measure-guideline"),
            ("protection.text", "tba.stability-data-protection"),
        ],
    ),
];

#[test]
fn what_the_law_lists_is_there_under_its_article() {
    for (fixture, form, items) in LISTED {
        let (filing, record) = (filled(&case(fixture), form), recorded(&case(fixture), form));
        for (id, article) in *items {
            let is_inside = id.starts_with("record.");
            let item = item(record.as_ref().filter(|_| is_inside).unwrap_or(&filing), id);
            assert!(matches!(item.state, ItemState::Complete | ItemState::Pending), "{form}.{id}: {:?}", item.state);
            assert!(item.basis.iter().any(|cited| cited.id == *article), "{form}.{id}: {:?}", item.basis);
        }
    }
}

#[test]
fn no_form_prints_an_empty_heading() {
    for (fixture, form, _) in LISTED {
        let filing = filled(&case(fixture), form);
        assert!(filing.sections.iter().all(|section| !section.items.is_empty()), "{form}");
        for item in filing.items() {
            assert_ne!(item.content, Body::None, "{form}.{}", item.id);
            if !matches!(item.content, Body::Chart { .. }) {
                assert_ne!(said(item).trim(), "", "{form}.{}", item.id);
            }
        }
    }
}

#[test]
fn every_duty_has_its_form_and_every_name_both_languages() {
    for duty in &pack().duties.duties {
        if let Some(form) = &duty.form {
            assert!(pack().forms.contains_key(form), "{}: {form}", duty.id);
        }
    }
    for form in pack().forms.values() {
        let items = form.items().map(|item| (&item.id, &item.en));
        let names = form.section.iter().map(|section| (&section.id, &section.en)).chain(items);
        for (id, en) in names.chain([(&form.id, &form.en)]) {
            assert!(!en.is_empty() && en.is_ascii(), "{}.{id}: {en}", form.id);
        }
    }
}

/// The report of one outage at a stage.
fn at(stage: Stage) -> Filing {
    let mut dossier = case("instagram-2024-03-22");
    dossier.case.stage = stage;
    filled(&dossier, "kr-disaster-report")
}

#[test]
fn each_stage_of_the_disaster_report_says_what_it_should() {
    let first = at(Stage::Initial);
    for id in ["report.facts", "status.services", "cause.text", "emergency.table", "recovery.plan"] {
        assert_ne!(item(&first, id).state, ItemState::Missing, "{id}");
    }
    for id in ["damage.table", "damage.recovery", "handling.plan"] {
        assert!(!has(&first, id), "{id} is asked for from the interim report on");
        for stage in [Stage::Interim(1), Stage::Final] {
            assert!(has(&at(stage), id), "{id} {stage:?}");
        }
    }
    let sequence = |filing: &Filing| said(item(filing, "report.facts"));
    assert!(sequence(&first).contains("보고 차수: 최초") && sequence(&first).contains("다음 보고 시각"));
    assert!(sequence(&at(Stage::Interim(2))).contains("보고 차수: 중간 2보"));
    let last = at(Stage::Final);
    assert!(sequence(&last).contains("보고 차수: 최종") && !sequence(&last).contains("다음 보고 시각"));
    assert_eq!(said(item(&last, "filed.table")).lines().count(), 2, "what was reported before");
}

/// A case of one sheet: a service of a filer, when it failed and how.
fn one_sheet() -> Dossier {
    let dir = tempfile::tempdir().expect("a folder");
    let text = "schema = 1\nid = \"one\"\ntitle = \"가상 장애\"\nfiler = \"pay\"\nstage = \"initial\"\n\
                report_at = 2026-11-10T14:12:00+09:00\nforms = [\"kr-disaster-report\"]\n\
                [inputs]\nfiles = [\"*.xlsx\"]\n[contact]\nname = \"당직자\"\nphone = \"02-0000-0001\"\n";
    std::fs::write(dir.path().join("case.toml"), text).expect("a case file");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("서비스").expect("a name");
    let rows = [
        ["식별자", "사업자", "서비스", "요금 형태", "중단 시작", "증상"],
        ["pay", "pay", "가상페이", "무료", "2026-11-10 14:03", "결제 화면이 열리지 않음"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (col, cell) in (0..).zip(cells) {
            sheet.write(row, col, cell).expect("a cell");
        }
    }
    book.save(dir.path().join("서비스.xlsx")).expect("a workbook");
    dossier::load(dir.path(), pack()).expect("the case loads").0
}

#[test]
fn one_sheet_is_enough_for_a_first_report() {
    let filing = filled(&one_sheet(), "kr-disaster-report");
    assert!(filing.items().all(|item| item.state != ItemState::Missing));
    assert!(
        said(item(&filing, "status.services")).contains("가상페이 | 2026. 11. 10. 14:03 | 결제 화면이 열리지 않음")
    );
    for id in ["cause.text", "emergency.text", "recovery.plan"] {
        assert_eq!(said(item(&filing, id)), "파악 중", "{id}");
        assert_eq!(item(&filing, id).requirement, Requirement::Required, "{id}");
    }
    let mut last = one_sheet();
    last.case.stage = Stage::Final;
    let filing = filled(&last, "kr-disaster-report");
    assert_eq!(item(&filing, "cause.text").state, ItemState::Missing, "a final report must say why");
}

#[test]
fn the_text_of_each_channel_says_all_that_the_decree_lists() {
    let filing = filled(&case("sample-2026-09"), "kr-outage-notice");
    for channel in ["app", "sms", "email", "web"] {
        let texts: Vec<&FilledItem> = filing.items().filter(|item| item.channel.as_deref() == Some(channel)).collect();
        let [text] = texts[..] else { panic!("{channel}: one outage was an interruption, {} texts", texts.len()) };
        let text = said(text);
        for part in ["가상톡", "2026. 9. 28. 02:14", "원인: 무정전전원장치", "예비 전원", "가상 고객센터 1500-0000"]
        {
            assert!(text.contains(part), "{channel}: {part}\n{text}");
        }
    }
    let damages = filled(&case("sample-2026-09"), "kr-damages-notice");
    for channel in ["app", "sms", "email", "web"] {
        let text = damages.items().find(|item| item.channel.as_deref() == Some(channel)).map(said).expect(channel);
        for part in ["장애 당일 이용권이 있던 이용자: 3일", "앱의 보상 신청 화면에서 신청함", "가상 고객센터"]
        {
            assert!(text.contains(part), "{channel}: {part}\n{text}");
        }
    }
}

#[test]
fn a_measure_without_a_row_is_missing_with_its_article() {
    let filing = filled(&case("kakao-2022-10-15"), "kr-stability-annual");
    for (id, article) in [
        ("stable.precheck", "tba-ed.measure-precheck"),
        ("requests.korean", "tba-ed.measure-request-system"),
        ("other.guideline", "tba-ed.measure-guideline"),
    ] {
        let item = item(&filing, id);
        assert_eq!(item.state, ItemState::Missing, "{id}");
        assert!(item.from.is_none(), "{id}: each measure is a finding of its own");
        assert_eq!(item.basis.iter().map(|cited| cited.id.as_str()).collect::<Vec<_>>(), [article]);
    }
    let whole = filled(&case("kakao-2026-annual"), "kr-stability-annual");
    for gap in ["requests.online", "requests.ars", "requests.korean", "requests.delay"] {
        assert!(!has(&whole, gap), "{gap} stands only where a row lacks");
    }
}

#[test]
fn demands_stand_in_the_order_of_their_phases() {
    let filing = filled(&case("kakao-2024-05"), "kr-corrective-plan");
    let rows = said(item(&filing, "plan.table"));
    let phases: Vec<&str> = rows.lines().filter_map(|row| row.split(" | ").next()).collect();
    assert_eq!(phases, ["예방", "예방", "대응", "대응", "대응", "복원"]);
    assert_eq!(said(item(&filing, "demands.outages")).lines().count(), 3);
}

#[test]
fn a_filing_is_cited_by_the_law_of_the_duty_it_answers() {
    // The first outage of the case began before the articles on intrusions that the pack holds; the intrusion after.
    let dossier = case("sample-2026-09");
    assert_eq!(filled(&dossier, "kr-datacentre-report").law_date, "2026-09-28");
    assert_eq!(filled(&dossier, "kr-intrusion-report").law_date, "2026-10-05");
}

#[test]
fn only_the_outage_of_the_facility_stands_in_its_report() {
    let filing = filled(&case("sample-2026-09"), "kr-datacentre-report");
    let all: Vec<String> = filing.items().map(said).collect();
    assert!(all.iter().any(|text| text.contains("제2센터 전력 중단")));
    assert!(!all.iter().any(|text| text.contains("관리 서버")), "{all:#?}");
    let filing = filled(&case("sample-2026-09"), "kr-intrusion-report");
    assert!(!filing.items().map(said).any(|text| text.contains("절체 스위치")));
}

#[test]
fn the_executive_summary_tells_what_falls_due_and_what_is_late() {
    let filing = filled(&case("instagram-2024-03-22"), "executive-summary");
    let rows = said(item(&filing, "due.table"));
    // Each clock by itself: first at 07:49 of the next day, in writing at an unknown time of the 26th, at the least 86 h 30 min.
    let mut reports = rows.lines().filter(|row| row.starts_with("방송통신재난의 보고"));
    for late in ["2024. 3. 23. 07:49(유선) 24시간 9분 늦음", "2024. 3. 26.(시각 미상, 서면) 3일 이상 늦음"]
    {
        let report = reports.next().expect("the disaster report");
        assert!(report.contains("늦게 이행") && report.contains("과태료 1천만 원 이하"), "{report}");
        assert!(report.contains(late), "{report}");
    }
    let order: Vec<bool> = rows.lines().map(|row| row.contains("판단할 수 없음")).collect();
    assert!(order.windows(2).all(|pair| pair[0] <= pair[1]), "what is required comes first: {rows}");
}

#[test]
fn each_channel_has_one_text_with_all_outages() {
    let filing = filled(&case("kakao-2024-05"), "kr-outage-notice");
    let texts = render::texts(pack(), &filing).expect("texts");
    let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["app", "sms", "email", "web"].map(|channel| format!("kr-outage-notice.{channel}.txt"));
    assert_eq!(names, expected);
    for (name, text) in &texts {
        for start in ["2024. 5. 13. 13:44", "2024. 5. 20. 14:52", "2024. 5. 21. 08:30"] {
            assert!(text.contains(start), "{name}: {start}\n{text}");
        }
    }
}

#[test]
fn an_item_of_each_of_several_incidents_is_named_after_its_own() {
    let several = filled(&case("kakao-2024-05"), "kr-incident-report");
    let headings: Vec<String> =
        several.items().filter(|item| item.label == "장애 개요").map(FilledItem::heading).collect();
    assert_eq!(
        headings,
        [
            "장애 개요: 카카오톡 장애(5월 13일)",
            "장애 개요: 카카오톡 장애(5월 20일)",
            "장애 개요: 카카오톡 PC 버전 장애(5월 21일)",
        ]
    );
    let page = render::document(pack(), &several).expect("it renders");
    assert!(page.contains("장애 원인: ") && page.contains("data-fact=\"outage."), "the page names them");
    let one = filled(&case("kakao-2022-10-15"), "kr-incident-report");
    assert!(one.items().all(|item| item.about.is_empty()), "of one incident nothing has to be told apart");
}
