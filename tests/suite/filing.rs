//! The three filings of the Kakao case: what they say, that every number has its origin, and the shape of their JSON.

use std::path::Path;
use std::sync::OnceLock;

use bogo::dossier::{self, Dossier, Recipient};
use bogo::figures::{self, Figures};
use bogo::filing::{self, Body, Chart, Filing, Inline, ItemState, Material};
use bogo::law;
use bogo::pack::{Assets, Pack};
use bogo::time::Moment;
use bogo::value::Field;
use chrono::NaiveDate;

use crate::support::schema;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the pack is sound"))
}

fn kakao() -> Dossier {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    dossier::load(&dir, pack()).expect("the case loads").0
}

fn filled(dossier: &Dossier, form: &str) -> Filing {
    let (figures, _) = figures::compute(pack(), dossier);
    let duties = law::duties::examine(pack(), dossier, &figures, None);
    filing::fill(
        pack(),
        Material { dossier, figures: &figures, duties: &duties },
        form,
        bogo::dossier::Edition::Regulator,
        false,
    )
    .expect("the form fills")
}

const FORMS: [&str; 3] = ["kr-incident-report", "kr-relief-report", "executive-summary"];

/// Every run of text on the page.
fn inlines(filing: &Filing) -> Vec<&Inline> {
    let mut all: Vec<&Inline> = filing.head.iter().flat_map(|line| &line.value).collect();
    all.extend(filing.summary.iter().chain(&filing.remarks).flatten());
    for item in filing.items() {
        match &item.content {
            Body::Text { paragraphs } => all.extend(paragraphs.iter().flatten()),
            Body::Facts { lines } => all.extend(lines.iter().flat_map(|line| &line.value)),
            Body::Table { table } => {
                all.extend(table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content));
            }
            Body::Chart { .. } | Body::None => {}
        }
    }
    all
}

/// The printed text of a figure, with its note.
fn figure<'a>(filing: &'a Filing, id: &str) -> &'a str {
    let found = inlines(filing).into_iter().find_map(|inline| match inline {
        Inline::Value { figure: Some(figure), text, .. } if figure == id => Some(text.as_str()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{id} is not in {}", filing.form))
}

#[test]
fn every_number_has_an_id_and_a_note() {
    let dossier = kakao();
    for form in FORMS {
        let filing = filled(&dossier, form);
        for inline in inlines(&filing) {
            match inline {
                Inline::Text { text } => assert!(!text.chars().any(char::is_numeric), "{form}: {text}"),
                Inline::Value { text, figure, fact, source, state, .. } => {
                    assert!(figure.is_some() != fact.is_some(), "{form}: {text}");
                    let note = source.and_then(|no| filing.sources.iter().find(|note| note.no == no));
                    let named = note.is_some() || state == "pending" || figure.is_some();
                    assert!(named, "{form}: {text} without a note");
                }
                Inline::Cite { .. } => {}
            }
        }
        let numbers: Vec<u32> = filing.sources.iter().map(|note| note.no).collect();
        assert_eq!(numbers, (1..=u32::try_from(numbers.len()).expect("few notes")).collect::<Vec<_>>());
        let first_text = filing.sources.iter().position(|note| note.kind == "text").unwrap_or(numbers.len());
        assert!(filing.sources[first_text..].iter().all(|note| note.kind == "text"), "{form}: text notes come last");
    }
}

#[test]
fn nothing_required_is_missing_and_no_heading_is_empty() {
    let dossier = kakao();
    for form in FORMS {
        let filing = filled(&dossier, form);
        for item in filing.items() {
            assert_ne!(item.state, ItemState::Missing, "{form}: {}", item.id);
            assert_ne!(item.content, Body::None, "{form}: {}", item.id);
        }
        assert!(filing.sections.iter().all(|section| !section.items.is_empty()));
        let marks: Vec<&str> = filing.sections.iter().map(|section| section.mark.as_str()).collect();
        assert_eq!(marks[..2], ["1.", "2."]);
        assert_eq!(filing.sections[0].items[0].mark, "가.");
    }
}

#[test]
fn the_incident_report_says_what_the_sources_say() {
    let filing = filled(&kakao(), "kr-incident-report");
    assert_eq!(figure(&filing, "outage.duration"), "127시간 33분");
    assert_eq!(figure(&filing, "outage.duration.outage_start_company__restored_all"), "127시간 30분");
    assert_eq!(figure(&filing, "claims.total"), "105,116건");
    assert_eq!(figure(&filing, "interruption.melon.duration"), "38시간 30분 ~ 65시간 30분");
    let detection = filing.items().find(|item| item.id == "overview.detection").expect("both sides of the detection");
    let Body::Table { table } = &detection.content else { panic!("a table") };
    assert!(table.rows.len() >= 6, "each assertion has its row");
    let filed = filing.items().find(|item| item.id == "filed.table").expect("the filing history");
    assert_eq!(filed.state, ItemState::Empty);
    let services = filing.items().find(|item| item.id == "services.table").expect("the services");
    assert!(matches!(&services.content, Body::Table { table } if table.rows.len() >= 25));
}

#[test]
fn restatements_stand_side_by_side() {
    let filing = filled(&kakao(), "kr-relief-report");
    let item = filing.items().find(|item| item.id == "restated.table").expect("the restatements");
    let Body::Table { table } = &item.content else { panic!("a table") };
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| {
                let text = cell.content.iter().map(|inline| match inline {
                    Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.as_str(),
                });
                text.collect::<String>()
            });
            cells.take(6).collect::<Vec<_>>().join(" | ")
        })
        .collect();
    assert!(
        rows.contains(&"당사 피해 접수 | 2022. 12. 2. | 87,198건 | 2022. 12. 29. | 87,195건 | -3건".to_owned()),
        "{rows:#?}"
    );
    assert!(rows.iter().any(|row| row.contains("89.6% | 2022. 12. 29. | 79.8%")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.contains("83.0% | 2022. 12. 29. | 83.1%")), "{rows:#?}");
}

#[test]
fn charts_carry_figures() {
    let filing = filled(&kakao(), "executive-summary");
    let charts: Vec<&Chart> = filing
        .items()
        .filter_map(|item| if let Body::Chart { chart } = &item.content { Some(chart) } else { None })
        .collect();
    let spans = charts
        .iter()
        .find_map(|chart| if let Chart::Spans { spans, ticks, .. } = chart { Some((spans, ticks)) } else { None });
    let (spans, ticks) = spans.expect("outages over time");
    assert!(
        spans.len() == 7
            && spans.iter().all(|span| span.figure.is_some() && span.from <= span.sure && span.sure <= span.latest)
    );
    assert!(spans.windows(2).all(|pair| pair[0].latest - pair[0].from >= pair[1].latest - pair[1].from));
    assert!(ticks.iter().any(|(_, label)| label == "10. 16."), "{ticks:?}");
    let parts = charts
        .iter()
        .any(|chart| matches!(chart, Chart::Bars { bars, .. } if bars.iter().any(|bar| bar.text == "14,918건")));
    assert!(parts, "claims by composition");
    let relief = filled(&kakao(), "kr-relief-report");
    let trend =
        relief.items().filter_map(|item| if let Body::Chart { chart } = &item.content { Some(chart) } else { None });
    let days = trend.into_iter().any(|chart| matches!(chart, Chart::Points { points, .. } if points.len() == 2));
    assert!(days, "claims by reporting date");
}

#[test]
fn what_leaves_the_house_names_no_file() {
    let dossier = kakao();
    for form in ["kr-incident-report", "kr-relief-report"] {
        let json = serde_json::to_string(&filled(&dossier, form)).expect("JSON");
        assert!(!json.contains(".xlsx") && !json.contains("case.toml"), "{form}");
    }
    let json = serde_json::to_string(&filled(&dossier, "executive-summary")).expect("JSON");
    assert!(json.contains("사건.xlsx / 서비스 / "));
}

#[test]
fn a_missing_item_is_said_to_be_missing() {
    let mut dossier = kakao();
    dossier.records.remove("notice");
    let filing = filled(&dossier, "kr-incident-report");
    let notices = filing.items().find(|item| item.id == "notices.table").expect("the item stays");
    assert_eq!((notices.state, &notices.content), (ItemState::Missing, &Body::None));
    assert_eq!(notices.from.as_deref(), Some("notice.at"));
    assert_eq!(notices.basis[1].text, "전기통신사업법 시행령 제37조의11");
}

#[test]
fn what_is_not_yet_known_is_pending() {
    let mut dossier = kakao();
    let outage = &mut dossier.records.get_mut("outage").expect("outages")[0];
    for field in ["cause", "cause_class"] {
        let index = outage.schema.index(field).expect("a field");
        outage.fields[index] = Field::Pending(outage.fields[index].origin().clone());
    }
    let filing = filled(&dossier, "kr-incident-report");
    let cause = filing.items().find(|item| item.id == "cause.text").expect("the cause");
    assert_eq!(cause.state, ItemState::Pending);
    let Body::Facts { lines } = &cause.content else { panic!("facts") };
    assert!(
        matches!(&lines[0].value[..], [Inline::Value { text, state, .. }] if text == "파악 중" && state == "pending")
    );
}

#[test]
fn an_unasked_item_without_content_leaves_no_heading() {
    let mut dossier = kakao();
    dossier.records.remove("payout_count");
    dossier.payout_counts.clear();
    let filing = filled(&dossier, "kr-incident-report");
    assert!(filing.sections.iter().all(|section| section.id != "relief"));
}

#[test]
fn the_law_date_is_the_day_the_outage_began() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
    let mut dossier = kakao();
    let found = law::day(&dossier);
    assert_eq!((found.law_date, found.filing_date), (day(2022, 10, 15), day(2023, 7, 4)));
    dossier.case.anchor = None;
    assert_eq!(law::day(&dossier).law_date, day(2022, 10, 15));
    dossier.interruptions.clear();
    assert_eq!(law::day(&dossier).law_date, day(2023, 7, 4));
}

#[test]
fn the_day_of_the_report_names_the_agency() {
    let mut dossier = kakao();
    dossier.case.recipients = vec![Recipient { agency: "kmcc".to_owned() }];
    let moment = |text: &str| Moment::parse_rfc3339(text).expect("a moment");
    let started = moment("2025-09-29T10:00:00+09:00");
    dossier.case.anchor = None;
    for interruption in &mut dossier.interruptions {
        let Field::Known(fact) = &mut interruption.started_at else { continue };
        fact.value = started;
    }
    for (reported, name) in
        [("2025-09-30T10:00:00+09:00", "방송통신위원회"), ("2025-10-02T10:00:00+09:00", "방송미디어통신위원회")]
    {
        dossier.case.report_at.value = moment(reported);
        let day = law::day(&dossier);
        assert_eq!(day.law_date, NaiveDate::from_ymd_opt(2025, 9, 29).expect("a date"));
        let [head] = law::addressees(pack(), &dossier, day)[..] else { panic!("one recipient") };
        assert!(head.starts_with(name), "{head}");
        let filing = filled(&dossier, "kr-incident-report");
        let to = filing.head.iter().find(|line| line.label == "수신").expect("수신");
        assert!(matches!(&to.value[..], [Inline::Value { text, .. }] if text == head), "{to:?}");
    }
}

#[test]
fn a_demand_is_cited_only_where_the_case_holds_it() {
    let mut dossier = kakao();
    let cited = |dossier: &Dossier| {
        let ids = ["demand.msit-2022-12-06".to_owned(), "demand.msit-2024-05-31".to_owned()];
        let (figures, _) = figures::compute(pack(), dossier);
        let ground = law::CitedGround { pack: pack(), dossier, figures: &figures, day: law::day(dossier), of: &ids };
        ground.cite(&ids).into_iter().map(|found| found.text).collect::<Vec<_>>()
    };
    assert_eq!(cited(&dossier), ["과학기술정보통신부 시정요구(2022. 12. 6.)"]);
    dossier.records.remove("demand");
    dossier.records.remove("request");
    assert!(cited(&dossier).is_empty());
    let filing = filled(&dossier, "kr-incident-report");
    assert!(filing.items().all(|item| item.id != "corrective.demands"), "nobody asks for it");
}

#[test]
fn an_article_is_cited_as_numbered_that_day() {
    let cite = |id: &str, y, m, d| {
        let day = NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        pack().statutes.cite(id, day).map(|found| (found.text, found.established))
    };
    let numbered = |number: &str, established| Some((format!("전기통신사업법 시행령 {number}"), established));
    assert_eq!(cite("tba-ed.outage-notice", 2022, 10, 15), numbered("제37조의11", true));
    assert_eq!(cite("tba-ed.outage-notice", 2023, 1, 1), numbered("제37조의11", false));
    assert_eq!(cite("tba-ed.outage-notice", 2024, 6, 30), numbered("제37조의13", true));
    assert_eq!(cite("tba-ed.outage-notice", 2026, 11, 22), numbered("제37조의21", true));
    assert_eq!(cite("tba-ed.stability-data-request", 2023, 7, 3), numbered("제30조의8제3항", true));
    assert_eq!(cite("tba-ed.stability-data-request", 2023, 7, 4), None);
    assert_eq!(cite("tba.stability-data-request", 2023, 7, 3), None);
    assert_eq!(cite("fabc.disaster-report", 2022, 10, 15), None);
}

#[test]
fn synthetic_rows_are_said_to_be_synthetic() {
    let mut dossier = kakao();
    assert!(filled(&dossier, "kr-relief-report").remarks.is_empty());
    let origin = dossier.outages[0].record.origin.clone();
    dossier.claims = Some(dossier::ClaimFold {
        origins: vec![origin.clone()],
        rows: 0,
        by: std::collections::BTreeMap::new(),
        own_by: std::collections::BTreeMap::new(),
        amount_unknown: 0,
        tiers: Vec::new(),
        of_payouts: std::collections::BTreeMap::new(),
        duplicates: Vec::new(),
        negative: Vec::new(),
        personal: Vec::new(),
        examples: Vec::new(),
        left_out: Vec::new(),
        synthetic: Some(origin),
    });
    for form in FORMS {
        let remarks = filled(&dossier, form).remarks;
        assert!(
            matches!(&remarks[..], [remark] if matches!(&remark[..], [Inline::Text { text }] if text.contains("합성")))
        );
    }
}

#[test]
fn an_unknown_form_is_an_error() {
    let dossier = kakao();
    let figures = Figures::default();
    let duties = law::duties::examine(pack(), &dossier, &figures, None);
    let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
    let error = filing::fill(pack(), material, "kr-nothing", bogo::dossier::Edition::Regulator, false)
        .expect_err("no such form");
    assert_eq!(error.key, "form-unknown");
}

#[test]
fn a_digit_in_fixed_wording_breaks_the_pack() {
    let dir = tempfile::tempdir().expect("a folder");
    let forms = dir.path().join("kr/forms");
    std::fs::create_dir_all(&forms).expect("folders");
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/kr/forms/executive-summary.toml"),
    );
    let text = text.expect("the form");
    for (from, to) in [
        ("label = \"접수 합계\"", "label = \"접수 합계 19일\""),
        ("alt = \"피해 유형별", "alt = \"피해 3 유형별"),
        ("value = \"cause\"", "value = \"cuase\""),
        ("state = decided", "state = decidet"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        std::fs::write(forms.join("executive-summary.toml"), broken).expect("written");
        assert!(Pack::load(Assets::with_overlay(dir.path())).is_err(), "{to}");
    }
}

#[test]
fn a_filing_is_what_the_schema_says() {
    let dossier = kakao();
    for form in FORMS {
        let json = serde_json::to_value(filled(&dossier, form)).expect("JSON");
        schema::assert_fits("filing.v1.json", form, &json);
    }
}
