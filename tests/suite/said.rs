//! What a filing says is there: a sentence that speaks of a section, a note that speaks of a mark, a word for what a company
//! has, stand only where the thing does; and what is not known is not said to be under way.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use bogo::dossier::{self, Dossier, Edition, Stage};
use bogo::figures;
use bogo::filing::{self, Body, Filing, Inline, ItemState, Material};
use bogo::law;
use bogo::pack::{Assets, Audience, Pack};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

const FIXTURES: [&str; 7] = [
    "aws-2025-10-20",
    "first-report-one-sheet",
    "instagram-2024-03-22",
    "kakao-2022-10-15",
    "kakao-2024-05",
    "kakao-2026-annual",
    "sample-2026-09",
];

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the pack is sound"))
}

fn fixture(name: &str) -> Dossier {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    dossier::load(&dir, pack()).expect("the case loads").0
}

/// A fixture from its sources, some of which `change` rewrites; a sheet that it makes empty is not there.
fn changed(name: &str, change: impl Fn(&str, String) -> String) -> (TempDir, Dossier) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let dir = tempfile::tempdir().expect("a folder");
    let case = fs::read_to_string(from.join("case.toml")).expect("a case");
    let files = case.lines().find(|line| line.starts_with("files")).expect("inputs").to_owned();
    fs::write(dir.path().join("case.toml"), case.replace(&files, "files = [\"*.csv\"]")).expect("a case");
    for entry in fs::read_dir(from.join("source")).expect("sources").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let sheet = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = change(&sheet, fs::read_to_string(&path).expect("a source"));
            if !text.is_empty() {
                fs::write(dir.path().join(format!("{sheet}.csv")), text).expect("a sheet");
            }
        }
    }
    let (dossier, _) = dossier::load(dir.path(), pack()).expect("the case loads");
    (dir, dossier)
}

fn without(sheet: &'static str) -> impl Fn(&str, String) -> String {
    move |name, text| if name == sheet { String::new() } else { text }
}

fn filled(dossier: &Dossier, form: &str) -> Vec<Filing> {
    let (mut figures, _) = figures::compute(pack(), dossier);
    let duties = law::duties::examine(pack(), dossier, &figures, None);
    for figure in law::figures::figures(pack(), dossier, &duties) {
        figures.add(figure);
    }
    let material = Material { dossier, figures: &figures, duties: &duties };
    let filing = filing::fill(pack(), material, form, Edition::Regulator, false).expect("the form fills");
    let letter = filing::letter(pack(), material, &filing, false).expect("the letter fills");
    [filing].into_iter().chain(letter).collect()
}

fn one(dossier: &Dossier, form: &str) -> Filing {
    filled(dossier, form).remove(0)
}

fn plain(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.clone(),
    };
    inlines.iter().map(text).collect()
}

/// The sentences that the form itself says: summary, paragraphs, remarks and the notes below tables and values.
fn sentences(filing: &Filing) -> Vec<String> {
    let mut all: Vec<String> = filing.summary.iter().chain(&filing.remarks).map(|inlines| plain(inlines)).collect();
    for item in filing.items() {
        match &item.content {
            Body::Text { paragraphs } => all.extend(paragraphs.iter().map(|inlines| plain(inlines))),
            Body::Facts { lines } => {
                all.extend(lines.iter().filter_map(|line| line.note.clone()));
                all.extend(lines.iter().map(|line| plain(&line.value)));
            }
            Body::Table { table } => {
                all.extend(table.notes.iter().cloned());
                all.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| plain(&cell.content)));
            }
            Body::Chart { .. } | Body::None => {}
        }
    }
    all
}

fn summary(filing: &Filing) -> String {
    filing.summary.iter().map(|inlines| plain(inlines)).collect::<Vec<_>>().join("\n")
}

fn cells(filing: &Filing) -> impl Iterator<Item = String> {
    let tables = filing.items().filter_map(|item| match &item.content {
        Body::Table { table } => Some(table),
        _ => None,
    });
    tables.flat_map(|table| &table.rows).flat_map(|row| &row.cells).map(|cell| plain(&cell.content))
}

fn has_affiliates(dossier: &Dossier) -> bool {
    let relation = |record: &dossier::Record| record.code("relation").value().cloned();
    dossier.sheet("entity").iter().any(|record| relation(record).as_deref() == Some("affiliate"))
}

/// Everything that has to be so of every filing.
fn assert_said(filing: &Filing, has_affiliates: bool, of: &str) {
    let form = &pack().forms[&filing.form];
    let labels = form.section.iter().map(|section| &section.label).chain(form.items().map(|item| &item.label));
    let labels: BTreeSet<&String> = labels.collect();
    let held = filing.sections.iter().map(|section| &section.label).chain(filing.items().map(|item| &item.label));
    let held: BTreeSet<&String> = held.collect();
    for text in sentences(filing) {
        let at = || format!("{of} {}: {text}", filing.file);
        // What stands between quotation marks and is a part of the form is a part of the filing.
        for quoted in text.split('\'').skip(1).step_by(2).map(str::to_owned) {
            assert!(!labels.contains(&quoted) || held.contains(&quoted), "{quoted}: {}", at());
        }
        assert!(has_affiliates || !text.contains("당사와 계열회사"), "{}", at());
        assert!(!text.contains("대표자 대표"), "{}", at());
        let repeats = text.split_once('(').is_some_and(|(before, rest)| {
            rest.split_once(')').is_some_and(|(inside, _)| !inside.is_empty() && before.trim_end() == inside)
        });
        assert!(!repeats, "{}", at());
        let long = text.split("시간").next().and_then(|front| front.rsplit(|c: char| !c.is_ascii_digit()).next());
        assert!(text.split("시간").count() == 1 || long.is_none_or(|digits| digits.len() <= 3), "{}", at());
        if text.contains("위와 관련하여") {
            assert!(filing.sections.iter().any(|section| section.id == "related"), "{}", at());
        }
        if text.starts_with("표의 '-'") || text.contains("'-'는") {
            assert!(cells(filing).any(|cell| cell == "-"), "{}", at());
        }
    }
}

#[test]
fn every_sentence_of_every_form_speaks_of_what_is_there() {
    for name in FIXTURES {
        let mut dossier = fixture(name);
        let stages = [dossier.case.stage, Stage::Initial, Stage::Interim(1), Stage::Final];
        for stage in stages {
            dossier.case.stage = stage;
            for form in pack().forms.values().filter(|form| form.audience == Audience::Agency) {
                for filing in filled(&dossier, &form.id) {
                    assert_said(&filing, has_affiliates(&dossier), name);
                }
            }
        }
    }
}

#[test]
fn the_summary_names_what_the_sections_hold() {
    let form = "kr-incident-report";
    let whole = summary(&one(&fixture("kakao-2022-10-15"), form));
    for told in ["시정요구의 이행 현황", "피해 접수", "보상", "당사와 계열회사의 서비스"] {
        assert!(whole.contains(told), "{told}: {whole}");
    }
    let (_dir, dossier) = changed("kakao-2022-10-15", without("시정요구"));
    let filing = one(&dossier, form);
    assert!(!summary(&filing).contains("시정요구"), "{}", summary(&filing));
    let (_dir, dossier) = changed("kakao-2022-10-15", without("고지"));
    assert!(!summary(&one(&dossier, form)).contains("이용자 고지"));
    // Without claims and payouts nothing is said of them.
    let without = summary(&one(&fixture("kakao-2024-05"), form));
    for told in ["피해 접수", "보상", "계열회사"] {
        assert!(!without.contains(told), "{told}: {without}");
    }
}

#[test]
fn affiliates_are_spoken_of_where_there_are_any() {
    let only_own = |sheet: &str, text: String| match sheet {
        "사업자" => {
            text.lines().filter(|line| !line.contains(",계열회사,")).map(|line| line.to_owned() + "\n").collect()
        }
        "서비스" => text
            .lines()
            .filter(|line| line.contains(",kakao,") || line.starts_with("식별자"))
            .map(|line| line.to_owned() + "\n")
            .collect(),
        _ => text,
    };
    let (_dir, dossier) = changed("kakao-2022-10-15", only_own);
    assert!(!has_affiliates(&dossier));
    for form in ["kr-incident-report", "executive-summary"] {
        let filing = one(&dossier, form);
        let said = sentences(&filing).into_iter().filter(|text| text.contains("당사와 계열회사")).collect::<Vec<_>>();
        assert_eq!(said, Vec::<String>::new(), "{form}");
        assert!(summary(&filing).contains("당사의 서비스"), "{}", summary(&filing));
    }
}

#[test]
fn a_correction_is_spoken_of_where_one_stands() {
    let form = "kr-relief-report";
    assert!(summary(&one(&fixture("kakao-2022-10-15"), form)).contains("'정정 이력'에"));
    // One publication alone corrects nothing.
    let head = |text: &str| text.lines().next().unwrap_or_default().to_owned() + "\n";
    let last = |sheet: &str, text: String| match sheet {
        "피해접수통계" => {
            let rows = text.lines().skip(1).filter(|line| line.contains(",2022-12-02,"));
            head(&text) + &rows.map(|line| line.to_owned() + "\n").collect::<String>()
        }
        _ => text,
    };
    let (_dir, dossier) = changed("kakao-2022-10-15", last);
    let filing = one(&dossier, form);
    let has = filing.items().any(|item| item.id == "restated.table" && item.state == ItemState::Complete);
    assert!(!has && !summary(&filing).contains("정정"), "{}", summary(&filing));
}

#[test]
fn an_office_in_the_cell_is_not_named_twice() {
    let titled = |sheet: &str, text: String| {
        if sheet == "사업자" { text.replace("홍길동", "대표이사 홍길동") } else { text }
    };
    let (_dir, dossier) = changed("sample-2026-09", titled);
    let all = filled(&dossier, "kr-disaster-report");
    let sender = plain(&all[1].sender);
    assert_eq!(sender, "주식회사 가상온라인 대표이사 홍길동");
    let from = all[0].head.iter().find(|line| line.label == "발신").expect("a sender");
    assert_eq!(plain(&from.value), "주식회사 가상온라인 대표이사 홍길동");
    assert!(sentences(&all[0]).iter().any(|text| text == "주식회사 가상온라인(대표이사 홍길동)"));
    let plainly = filled(&fixture("sample-2026-09"), "kr-disaster-report");
    assert_eq!(plain(&plainly[1].sender), "주식회사 가상온라인 대표자 홍길동");
}

#[test]
fn a_letter_that_answers_nothing_speaks_of_nothing_above() {
    let mut dossier = fixture("first-report-one-sheet");
    let related = |letter: &Filing| letter.sections.iter().any(|section| section.id == "related");
    let letter = filled(&dossier, "kr-disaster-report").remove(1);
    assert!(related(&letter) && sentences(&letter).iter().any(|text| text.starts_with("위와 관련하여")));
    // Before any of the articles was in force.
    dossier.case.law_date = Some("1990-01-01".parse().expect("a day"));
    let letter = filled(&dossier, "kr-disaster-report").remove(1);
    // What stands above then says why nothing is cited: no document and no article to relate to.
    let said = sentences(&letter);
    assert!(!said.iter().any(|text| text.starts_with("위와 관련하여")), "{said:#?}");
    let submitted = "가상페이 결제 장애에 관한 방송통신재난 보고를 붙임과 같이 제출합니다.";
    assert!(said.iter().any(|text| text.starts_with(submitted)), "{said:#?}");
}

#[test]
fn an_empty_cell_is_not_under_way_but_where_the_law_asks_a_first_report() {
    let form = "kr-disaster-report";
    let line = |filing: &Filing, label: &str| {
        let lines = filing.items().filter_map(|item| match &item.content {
            Body::Facts { lines } => Some(lines),
            _ => None,
        });
        lines.flatten().find(|line| line.label == label).map(|line| plain(&line.value))
    };
    let mut dossier = fixture("first-report-one-sheet");
    assert_eq!(line(&one(&dossier, form), "발생 장소").as_deref(), Some("파악 중"));
    dossier.case.contact.phone = None;
    assert_eq!(
        line(&one(&dossier, form), "연락처").as_deref(),
        Some("자료 없음"),
        "what is never asked later is not under way"
    );
    dossier.case.stage = Stage::Interim(1);
    let interim = one(&dossier, form);
    assert_ne!(line(&interim, "발생 장소").as_deref(), Some("파악 중"));
    assert!(cells(&interim).all(|cell| cell != "파악 중"), "{:#?}", cells(&interim).collect::<Vec<_>>());
    // A cell that says so is.
    let (_dir, mut dossier) = changed("instagram-2024-03-22", |sheet, text| {
        if sheet == "사고" { text.replace("공개되지 않음", "파악 중") } else { text }
    });
    dossier.case.stage = Stage::Interim(1);
    assert_eq!(line(&one(&dossier, form), "발생 장소").as_deref(), Some("파악 중"));
}

#[test]
fn a_neutral_label_names_the_kind_of_a_table_and_nothing_of_the_filer() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    let head = ["식별자", "사업자", "서비스", "요금 형태", "중단 시작", "증상"];
    let rows = [("서비스", "pay"), ("서비스_2", "talk")];
    for (sheet, id) in rows {
        let sheet = book.add_worksheet().set_name(sheet).expect("a name");
        let row = [id, "gasang", id, "무료", "2026-11-10 14:03", "열리지 않음"];
        for (col, (head, cell)) in (0_u16..).zip(head.iter().zip(row)) {
            sheet.write_string(0, col, *head).expect("a cell");
            sheet.write_string(1, col, cell).expect("a cell");
        }
    }
    // A table that is known by its columns alone.
    let sheet = book.add_worksheet().set_name("김대리 정리본").expect("a name");
    let entity = [
        ("식별자", "gasang"),
        ("상호", "주식회사 가상페이"),
        ("지위", "부가통신사업자"),
        ("제출자와의 관계", "제출자"),
    ];
    for (col, (head, cell)) in (0_u16..).zip(entity) {
        sheet.write_string(0, col, head).expect("a cell");
        sheet.write_string(1, col, cell).expect("a cell");
    }
    book.save(dir.path().join("비밀 사건.xlsx")).expect("a workbook");
    let case = "schema = 1\nid = \"two\"\ntitle = \"장애\"\nfiler = \"gasang\"\nreport_at = 2026-11-10T15:00:00+09:00\n\
                forms = [\"kr-disaster-report\"]\nstage = \"initial\"\n[inputs]\nfiles = [\"*.xlsx\"]\n[[recipient]]\nagency = \"msit\"\n";
    fs::write(dir.path().join("case.toml"), case).expect("a case");
    let (dossier, _) = dossier::load(dir.path(), pack()).expect("the case loads");
    let filing = one(&dossier, "kr-disaster-report");
    let labels: BTreeSet<&str> = filing.sources.iter().flat_map(|source| &source.origins).map(String::as_str).collect();
    for label in ["원자료 1, 서비스(표 1) 2행", "원자료 1, 서비스(표 2) 2행", "원자료 1, 사업자(표 3) 2행"]
    {
        assert!(labels.contains(label), "{label}: {labels:?}");
    }
    let json = serde_json::to_string(&filing).expect("JSON");
    for name in ["김대리", "비밀 사건", "서비스_2"] {
        assert!(!json.contains(name), "{name}");
    }
    // Where a name finds the table, the name is enough.
    let plain = one(&fixture("kakao-2022-10-15"), "kr-incident-report");
    assert!(
        plain.sources.iter().any(|source| source.origins == ["원자료 1, 사고 2행"]),
        "no position where a name will do"
    );
}

#[test]
fn a_filing_carries_its_stage_as_a_code() {
    let mut dossier = fixture("first-report-one-sheet");
    for (stage, code, word) in [
        (Stage::Initial, "initial", "최초"),
        (Stage::Interim(2), "interim:2", "중간 2보"),
        (Stage::Final, "final", "최종"),
    ] {
        dossier.case.stage = stage;
        let filing = one(&dossier, "kr-disaster-report");
        assert_eq!((filing.stage_code.as_str(), filing.stage.as_str()), (code, word));
    }
}
