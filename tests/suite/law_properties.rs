//! Properties of dated law that hold for any day and any case.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bogo::dossier::{self, Dossier, Interruption, Outage};
use bogo::figures::Figures;
use bogo::law::duties::{self, DutyOutcome, Status};
use bogo::pack::{Assets, Duty, DutyScope, Pack};
use bogo::value::Field;
use bogo::{figures, pack};
use chrono::NaiveDate;
use proptest::prelude::*;

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Every day on which an article begins, changes or ends, with the day before.
fn boundaries() -> BTreeSet<NaiveDate> {
    let articles = pack().statutes.iter().map(|(_, article)| article);
    let days = articles.flat_map(|article| article.version.iter().map(|v| v.from).chain(article.repealed));
    days.flat_map(|day| [day.pred_opt().expect("a day before"), day]).collect()
}

/// How an article stands on a day: the versions whose time it is, counted from the rows themselves.
fn versions(article: &pack::Article, day: NaiveDate) -> usize {
    let ends = article.version.iter().skip(1).map(|v| Some(v.from)).chain([article.repealed]);
    let here = article.version.iter().zip(ends).filter(|(v, end)| v.from <= day && end.is_none_or(|end| day < end));
    here.count()
}

fn one_version_of_each(day: NaiveDate) {
    for (_, article) in pack().statutes.iter() {
        let first = article.version[0].from;
        let lives = first <= day && article.repealed.is_none_or(|end| day < end);
        assert_eq!(versions(article, day), usize::from(lives), "{} on {day}", article.id);
        let cited = pack().statutes.cite(&article.id, day);
        assert_eq!(cited.is_some(), lives, "{} on {day}", article.id);
        assert!(cited.is_none_or(|cited| cited.from <= day), "{} on {day}", article.id);
    }
}

#[test]
fn on_every_boundary_day_there_is_one_version_of_each_article() {
    let days = boundaries();
    assert!(days.len() >= 20);
    days.into_iter().for_each(one_version_of_each);
}

proptest! {
    #[test]
    fn on_any_day_there_is_one_version_of_each_article(offset in 0_i64..6_000) {
        one_version_of_each(day("2015-01-01") + chrono::TimeDelta::days(offset));
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = std::fs::read_dir(folder).expect("the fixtures").flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.join("case.toml").exists()).collect();
    cases.sort();
    cases
}

fn load(case: &Path) -> Dossier {
    dossier::load(case, pack()).expect("the case loads").0
}

fn figures_of(dossier: &Dossier) -> Figures {
    figures::compute(pack(), dossier).0
}

fn outcomes(dossier: &Dossier, figures: &Figures, law_date: Option<NaiveDate>) -> Vec<DutyOutcome> {
    duties::examine(pack(), dossier, figures, law_date).outcomes
}

/// What a case comes to under one day's law, duty by duty, without the day itself and what is counted from it.
fn account(duty: &Duty, all: &[DutyOutcome]) -> Vec<String> {
    let of_duty = all.iter().filter(|outcome| outcome.duty == duty.id);
    of_duty
        .map(|outcome| {
            let rows = outcome.steps.iter().map(|step| {
                let values = step.parameters.iter().map(|used| format!("{:?} since {}", used.value, used.from));
                // The day whose law is applied is a fact too; it moves with every day.
                format!("{} {:?} {:?}", step.row, step.met, values.collect::<Vec<_>>())
            });
            let article = outcome.article.as_ref().map(|article| (&article.text, article.from, article.established));
            let rows = rows.collect::<Vec<_>>();
            format!("{} {:?} {:?} {article:?} {rows:?}", outcome.subject.scope, outcome.status, outcome.ground)
        })
        .collect()
}

/// Whether the data of a duty say that something about it changes on that day.
fn is_touched(duty: &Duty, on: NaiveDate) -> bool {
    let article = duty.article.iter().filter_map(|id| pack().statutes.article(id)).any(|article| {
        let of_version = |v: &pack::Version| v.from == on || v.through.and_then(|day| day.succ_opt()) == Some(on);
        article.version.iter().any(of_version) || article.repealed == Some(on)
    });
    article || duty.changes().contains(&on)
}

/// Facts of the case that are dates of their own, and so turn a duty on the day they state.
fn stated_days(dossier: &Dossier) -> BTreeSet<NaiveDate> {
    let dates = ["designated_on", "officer_appointed"];
    let entities = dossier.sheet("entity").iter();
    entities.flat_map(|record| dates.map(|field| record.date(field).value().copied())).flatten().collect()
}

/// Moving the law date across a day changes what a duty comes to only where the data of that duty change on it.
#[test]
fn a_day_on_which_nothing_changes_for_a_duty_changes_nothing() {
    let mut flipped = BTreeSet::new();
    for case in fixtures() {
        let dossier = load(&case);
        let figures = figures_of(&dossier);
        let own = stated_days(&dossier);
        let changes: BTreeSet<NaiveDate> = pack().duties.duties.iter().flat_map(Duty::changes).collect();
        for on in changes.into_iter().filter(|on| !own.contains(on)) {
            let before = outcomes(&dossier, &figures, on.pred_opt());
            let after = outcomes(&dossier, &figures, Some(on));
            // A demand keeps its own day, whatever day's law is put in place.
            for duty in pack().duties.duties.iter().filter(|duty| duty.scope != DutyScope::Demand) {
                let differs = account(duty, &before) != account(duty, &after);
                let touched = is_touched(duty, on);
                assert!(touched || !differs, "{} {on} {}", duty.id, case.display());
                if differs {
                    flipped.insert((duty.id.clone(), on));
                }
            }
        }
    }
    // Every change of a duty is felt by some fixture that the duty concerns.
    for duty in pack().duties.duties.iter().filter(|duty| duty.scope != DutyScope::Demand) {
        for on in duty.changes() {
            assert!(flipped.contains(&(duty.id.clone(), on)), "{} does not notice {on}", duty.id);
        }
    }
}

/// Sheets whose cells the law reads.
const READ: [&str; 8] = ["entity", "outage", "interruption", "request", "demand", "facility", "judgement", "filed"];
/// Columns that say which row belongs where: without them there is another case, not the same one with a gap.
const STRUCTURE: [&str; 8] = [
    "entity.id",
    "entity.relation",
    "outage.id",
    "interruption.id",
    "interruption.entity",
    "demand.entity",
    "demand.origin",
    "demand.received",
];

/// Blanking any single cell never turns *required* into *not required*.
#[test]
fn blanking_a_cell_never_dismisses() {
    let blanked: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = fixtures().into_iter().map(|case| scope.spawn(move || blank_each(&case))).collect();
        runs.into_iter().map(|run| run.join().expect("no cell dismisses")).sum()
    });
    assert!(blanked > 500, "{blanked} cells");
}

/// Blanks every cell of a case, one at a time, and says how many there were.
fn blank_each(case: &Path) -> usize {
    let mut dossier = load(case);
    let whole = figures_of(&dossier);
    let days = [None, Some(pack().manifest.verified_on)];
    let required = days.map(|day| {
        let all = outcomes(&dossier, &whole, day).into_iter();
        let required = all.filter(|outcome| outcome.status == Status::Required);
        required.map(|outcome| (outcome.duty, outcome.subject.scope)).collect::<BTreeSet<_>>()
    });
    let cells = cells(&dossier);
    for (sheet, row, field) in &cells {
        let record = blank(&mut dossier, sheet, *row, *field);
        // Of the figures the law reads those of the outage alone.
        let changed = (*sheet == "outage").then(|| figures_of(&dossier));
        let path = format!("{sheet}.{}", record.schema.field[*field].id);
        for (day, required) in days.iter().zip(&required) {
            let now = outcomes(&dossier, changed.as_ref().unwrap_or(&whole), *day);
            for (duty, scope) in required {
                let found = now.iter().find(|outcome| outcome.duty == *duty && outcome.subject.scope == *scope);
                let status = found.map(|outcome| outcome.status);
                let here = format!("{} {path} of {}: {duty} {scope}", case.display(), record.id);
                assert_ne!(status, Some(Status::NotRequired), "{here}");
                assert!(status.is_some() || STRUCTURE.contains(&path.as_str()), "{here} is gone");
            }
        }
        restore(&mut dossier, sheet, *row, record);
    }
    cells.len()
}

fn cells(dossier: &Dossier) -> Vec<(&'static str, usize, usize)> {
    let of_sheet = |sheet: &'static str| {
        let known = |(row, record): (usize, &dossier::Record)| {
            let fields = record.fields.iter().enumerate().filter(|(_, field)| field.value().is_some());
            fields.map(|(field, _)| (sheet, row, field)).collect::<Vec<_>>()
        };
        dossier.sheet(sheet).iter().enumerate().flat_map(known).collect::<Vec<_>>()
    };
    READ.into_iter().flat_map(of_sheet).collect()
}

/// Blanks a cell and returns the record as it was.
fn blank(dossier: &mut Dossier, sheet: &str, row: usize, field: usize) -> dossier::Record {
    let whole = dossier.records[sheet][row].clone();
    let mut record = whole.clone();
    record.fields[field] = Field::Blank(whole.fields[field].origin().clone());
    restore(dossier, sheet, row, record);
    whole
}

fn restore(dossier: &mut Dossier, sheet: &str, row: usize, record: dossier::Record) {
    match sheet {
        "outage" => dossier.outages[row] = Outage::from(record.clone()),
        "interruption" => dossier.interruptions[row] = Interruption::from(record.clone()),
        _ => {}
    }
    dossier.records.get_mut(sheet).expect("a sheet")[row] = record;
}
