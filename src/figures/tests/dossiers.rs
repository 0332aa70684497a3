//! Dossiers by hand, in the words of the sheets: a row is its fields and what their cells say.
//!
//! `약 …` is an estimate, `파악 중` is pending, and a field that is not named is blank.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::dossier::{Case, CaseAnchor, ClaimFold, Contact, Dossier, GroupCount, Payout, Record, Stage};
use crate::figures::{Figure, Figures, compute};
use crate::origin::{Origin, SheetRef};
use crate::pack::{Assets, FieldSchema, FieldType, Pack};
use crate::time::{Elapsed, Moment};
use crate::value::{Certainty, Digits, Fact, Field, Value};

pub(super) fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the pack of the repository loads")
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A moment in Korea, as `2022-10-15 15:27`.
pub(super) fn moment(text: &str) -> Moment {
    Moment::parse_rfc3339(&format!("{}:00+09:00", text.replace(' ', "T"))).expect("a moment")
}

fn sheet_ref(sheet: &str) -> Arc<SheetRef> {
    let (file, sha256) = ("case.xlsx".to_owned(), String::new());
    Arc::new(SheetRef { file, file_no: 1, sheet: sheet.to_owned(), sheet_no: 1, sha256 })
}

pub(super) fn origin(sheet: &str, row: u32) -> Origin {
    Origin::cell(&sheet_ref(sheet), row, 1)
}

fn value(schema: &FieldSchema, text: &str, unit: &str) -> Value {
    let list = schema.list.clone().unwrap_or_default();
    match schema.kind {
        FieldType::Text | FieldType::Id | FieldType::Link => Value::Text(text.to_owned()),
        FieldType::Code => Value::Code { list, code: text.to_owned() },
        FieldType::Codes => Value::Codes { list, codes: text.split(", ").map(str::to_owned).collect() },
        FieldType::Count => Value::Count(text.parse().expect("a count")),
        FieldType::Won => Value::Won(decimal(text)),
        FieldType::Amount => Value::Amount { quantity: decimal(text), unit: unit.to_owned() },
        FieldType::Number => Value::Number(decimal(text)),
        FieldType::Share => Value::Share(decimal(text)),
        FieldType::Moment => Value::Moment(moment(text)),
        FieldType::Date | FieldType::AsOf => Value::Date(date(text)),
        FieldType::Duration => Value::Duration(Elapsed::minutes(text.parse().expect("minutes"))),
        FieldType::Flag => Value::Flag(text == "예"),
    }
}

/// A field of a type from a cell's text.
pub(super) fn field<T>(text: &str, at: Origin, read: impl FnOnce(&str) -> T) -> Field<T> {
    match text {
        "" => Field::Blank(at),
        "파악 중" => Field::Pending(at),
        _ => {
            let (text, certainty) =
                text.strip_prefix("약 ").map_or((text, Certainty::Exact), |text| (text, Certainty::Estimate));
            Field::Known(Fact { value: read(text), certainty, origin: at })
        }
    }
}

/// A case in the making.
pub(super) struct Maker {
    pub(super) pack: Pack,
    pub(super) dossier: Dossier,
    rows: BTreeMap<String, u32>,
}

impl Maker {
    /// A case of the filer `kakao`, reported on 2023-07-04, without a row.
    pub(super) fn new() -> Self {
        let source = sheet_ref("");
        let fact = |value: &str, key: &str| Fact {
            value: value.to_owned(),
            certainty: Certainty::Exact,
            origin: Origin::key(&source, key),
        };
        let case = Case {
            id: "case".to_owned(),
            title: fact("장애", "title"),
            kind: "incident".to_owned(),
            filer: fact("kakao", "filer"),
            report_at: Fact {
                value: moment("2023-07-04 10:00"),
                certainty: Certainty::Exact,
                origin: Origin::key(&source, "report_at"),
            },
            forms: Vec::new(),
            stage: Stage::Final,
            next_report_at: None,
            law_date: None,
            edition: crate::dossier::Edition::Regulator,
            inputs: Vec::new(),
            anchor: None,
            recipients: Vec::new(),
            contact: Contact::default(),
            letter: crate::dossier::Letter::default(),
            doc_no: None,
            smallest: None,
            cells: BTreeMap::new(),
            source,
        };
        let dossier = Dossier::new(case, BTreeMap::new());
        Self { pack: pack(), dossier, rows: BTreeMap::new() }
    }

    pub(super) fn anchored(mut self, start: &str, end: &str) -> Self {
        let origin = Origin::key(&self.dossier.case.source, "anchor");
        self.dossier.case.anchor = Some(CaseAnchor { start: start.to_owned(), end: end.to_owned(), origin });
        self
    }

    /// Adds a row to a sheet.
    pub(super) fn row(mut self, sheet: &str, cells: &[(&str, &str)]) -> Self {
        let number = self.rows.entry(sheet.to_owned()).or_insert(1);
        *number += 1;
        let (number, schema) = (*number, Arc::new(self.pack.sheets.get(sheet).expect("a sheet").clone()));
        let place = sheet_ref(sheet);
        let unit = cells.iter().find(|(name, _)| *name == "unit").map_or("won", |(_, unit)| unit);
        for (name, _) in cells {
            assert!(schema.index(name).is_some(), "{sheet} has no field {name}");
        }
        let fields = schema.field.iter().zip(1..).map(|(column, col)| {
            let text = cells.iter().find(|(name, _)| *name == column.id).map_or("", |(_, text)| text);
            field(text, Origin::cell(&place, number, col), |text| value(column, text, unit))
        });
        let fields = fields.collect();
        let record = Record { id: format!("{sheet}.{number}"), origin: origin(sheet, number), fields, schema };
        match sheet {
            "entity" => self.dossier.entities.push(record.into()),
            "outage" => self.dossier.outages.push(record.into()),
            "interruption" => self.dossier.interruptions.push(record.into()),
            "notice" => self.dossier.notices.push(record.into()),
            "channel" => self.dossier.channels.push(record.into()),
            "claim_count" => self.dossier.claim_counts.push(record.into()),
            "standard" => self.dossier.standards.push(record.into()),
            "payout_count" => self.dossier.payout_counts.push(record.into()),
            "demand" => self.dossier.demands.push(record.into()),
            _ => panic!("no rows of {sheet} in these tests"),
        }
        self
    }

    /// A row of claim statistics: scope, as-of day, day of publication, dimension, code, count, share.
    pub(super) fn count(self, of: [&str; 4], part: [&str; 3]) -> Self {
        let [scope, as_of, published_on, dimension] = of;
        let [code, count, share] = part;
        let cells = [
            ("channel", if scope == "outside" { "fed" } else { "intake" }),
            ("scope", scope),
            ("as_of", as_of),
            ("published_on", published_on),
            ("dimension", dimension),
            ("code", code),
            ("count", count),
            ("share", share),
            ("basis", "published"),
        ];
        self.row("claim_count", &cells)
    }

    /// A payout of a claimant in a form: amount, unit, state.
    pub(super) fn payout(mut self, form: &str, amount: &str, unit: &str, state: &str) -> Self {
        let number = u32::try_from(self.dossier.payouts.len()).expect("few rows") + 2;
        let at = origin("payout", number);
        self.dossier.payouts.push(Payout {
            columns: crate::dossier::PayoutColumns::default(),
            origin: at.clone(),
            id: format!("p{number}"),
            claim: None,
            standard: Some("to_300k".to_owned()),
            claimant: Some("small_business".to_owned()),
            character: Some("voluntary".to_owned()),
            form: form.to_owned(),
            amount: field(amount, at.clone(), decimal),
            unit: unit.to_owned(),
            value: Field::Blank(at.clone()),
            value_basis: None,
            loss: Field::Blank(at.clone()),
            paid_on: Field::Blank(at),
            state: state.to_owned(),
        });
        self
    }

    /// Every figure. None may leave a placeholder open, lack its words, or come from nowhere.
    pub(super) fn figures(&self) -> Figures {
        let (figures, findings) = compute(&self.pack, &self.dossier);
        assert_eq!(findings, []);
        for figure in figures.iter() {
            assert_sound(&self.pack, &figures, figure);
        }
        figures
    }
}

pub(super) fn assert_sound(pack: &Pack, figures: &Figures, figure: &Figure) {
    let Figure { id, label, formula, .. } = figure;
    assert!(!label.contains('{') && !formula.contains('{'), "{id}: {label} / {formula}");
    assert!(!formula.is_empty(), "{id} has no formula");
    assert!(pack.figures.of(id).is_some(), "{id} has no wording");
    assert!(!figure.origins.is_empty() || !figure.inputs.is_empty(), "{id} comes from nowhere");
    for input in &figure.inputs {
        assert!(figures.get(input).is_some(), "{id} is computed from {input}, which does not exist");
    }
}

/// A fold of row-level claims from counts and amounts by dimension and code.
pub(super) fn fold(rows: u64, by: &[(&'static str, &[(&str, u64, u64)])]) -> ClaimFold {
    let groups = |codes: &[(&str, u64, u64)]| {
        let group = |(code, count, amount): &(&str, u64, u64)| {
            let origin = Origin { filter: Some((*code).into()), rows: Some(*count), ..origin("claim", 2) };
            (
                (*code).to_owned(),
                GroupCount {
                    count: *count,
                    amount: Decimal::from(*amount),
                    digits: Digits::default(),
                    origin,
                    more: Vec::new(),
                },
            )
        };
        codes.iter().map(group).collect::<BTreeMap<_, _>>()
    };
    ClaimFold {
        origins: vec![origin("claim", 2)],
        rows,
        by: by.iter().map(|(dimension, codes)| (*dimension, groups(codes))).collect(),
        own_by: BTreeMap::new(),
        amount_unknown: 0,
        tiers: Vec::new(),
        of_payouts: BTreeMap::new(),
        duplicates: Vec::new(),
        negative: Vec::new(),
        personal: Vec::new(),
        examples: Vec::new(),
        left_out: Vec::new(),
        synthetic: None,
    }
}
