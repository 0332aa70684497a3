//! The data beside the code: law, wording and look, loaded from `templates/` and validated.
//!
//! Loading is the first test: an unknown key, id or type is a broken pack (exit 2), never a silent default.

mod assets;
mod cases;
mod condition;
mod day;
mod duty;
mod duty_file;
mod faces;
mod figures;
mod form;
mod form_check;
mod holidays;
mod ledger;
mod methods;
mod outside;
mod phrase;
mod remark;
mod review;
mod rules;
mod say;
mod settings;
mod sheets;
mod statutes;
mod diagnose;
mod terms;
mod fault;
mod worktable;

pub use assets::Assets;
pub use cases::{DutyCase, NOT_EXAMINED};
pub use condition::{Catalogue, Condition, Datum, FactType, LAW_DAY, Op, Operand, elapsed};
pub use diagnose::{Diagnosis, PackProblem, diagnose};
pub use duty::{
    Covers, Due, Duty, DutyCatalogue, DutyRule as DueRule, DutyScope, Evidence, Force, LANDLORD, Limit, More,
    Parameter, ParameterValue, RowTest, RuleRow, USERS, Window,
};
pub use faces::{Faces, Family, open as open_face};
pub use figures::{FigureWord, FigureWords};
pub use form::{
    AgendaWords, AttachmentWords, Audience, ChartForm, ChartKind, Column, FactRow, FilingWords, Form, Ground, Item,
    ItemKind, MarksForm, Requirement, RowSource, Section, StageWords, TableForm,
};
pub use holidays::{Holiday, HolidayKind, Holidays};
pub use ledger::{Act, LedgerItem};
pub use methods::{Begins, Method, Methods, Period, PeriodUnit};
pub use outside::{OutsideForm, OutsideIndex, OutsidePart, OutsideWords};
pub use phrase::{Choices, Path, Phrase, PhraseChoice, PhrasePart, PhrasePiece, Slot, Style, Test, Tests};
pub use remark::{Has, PackRemark};
pub use review::{OverdueIds, OverdueRow, RequestWords, ReviewMeasure, ReviewWords, means};
pub use rules::{RuleText, RuleWording, Rules};
pub use say::{Say, Wording};
pub use settings::{Setting, SettingKind, SettingValue, SettingsWords};
pub use sheets::{FieldSchema, FieldType, SheetSchema, Sheets};
pub use statutes::{Agencies, Article, Citation, SourceKind, Statutes, TextStatus, Version};
pub use terms::{Term, Terms};
pub use worktable::{CaseNote, Example, FieldNote, Guide, SheetNote, Tone, WorkbookSpec, Worktable};

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::{Lang, Text};

/// Everything that is data, read once.
#[derive(Debug)]
pub struct Pack {
    pub assets: Assets,
    pub sheets: Sheets,
    /// The workbooks that people fill.
    pub worktable: Worktable,
    /// The sheet that stands for `case.toml`.
    pub settings: SettingsWords,
    pub terms: Terms,
    pub rules: Rules,
    /// Labels and formulas of figures.
    pub figures: FigureWords,
    pub statutes: Statutes,
    /// Acts that amended the statutes, by number.
    pub acts: BTreeMap<String, Act>,
    pub agencies: Agencies,
    pub holidays: Holidays,
    /// Ways of counting periods.
    pub methods: Methods,
    pub duties: DutyCatalogue,
    /// Forms by id, such as `kr-incident-report`.
    pub forms: BTreeMap<String, Form>,
    /// What all forms share.
    pub filing: FilingWords,
    /// Texts for people outside the house.
    pub outside: OutsideWords,
    /// Sentences for errors and the terminal, by key.
    pub messages: BTreeMap<String, Message>,
    /// Typefaces in the order they are asked for a character.
    pub faces: Faces,
    pub manifest: PackManifest,
    /// What a review compares.
    pub review: ReviewWords,
}

/// `pack.toml`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackManifest {
    pub schema: u32,
    pub id: String,
    pub version: String,
    /// First day whose law the pack holds.
    #[serde(deserialize_with = "day::date")]
    pub known_from: chrono::NaiveDate,
    /// Day on which the texts were last looked at.
    #[serde(deserialize_with = "day::date")]
    pub verified_on: chrono::NaiveDate,
    /// Ids of duties, forms and articles that are no longer used, each with the one that stands for it.
    #[serde(default)]
    pub retired: BTreeMap<String, String>,
}

/// A sentence and what to do about it.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub text: Text,
    #[serde(default)]
    pub help: Option<Text>,
}

impl Pack {
    /// A sentence of the catalogue (`messages.toml`, `cli.toml`); its key when the catalogue lacks it.
    #[must_use]
    pub fn say(&self, lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, value.clone().into())).collect();
        self.messages.get(key).map_or_else(|| key.to_owned(), |message| message.text.fill(lang, &args))
    }

    /// Loads every part and checks the names between them.
    ///
    /// # Errors
    /// A broken file, with its path and what the reader expected.
    pub fn load(assets: Assets) -> Result<Self> {
        Self::read(assets)
    }

    /// The same for another pack: the folder `id` beside `base`.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_named(assets: Assets, id: &str) -> Result<Self> {
        Self::read(assets.for_pack(id))
    }

    /// Path of a form's tera template.
    #[must_use]
    pub fn template(&self, form: &str) -> String {
        self.assets.own(&format!("forms/{form}.html"))
    }

    fn read(assets: Assets) -> Result<Self> {
        let place = assets.clone();
        Self::parts(assets).map_err(|error| spoken(error, &place))
    }

    fn parts(assets: Assets) -> Result<Self> {
        let sheets: Sheets = Sheets::load(&assets)?;
        let terms = Terms::load(&assets)?;
        sheets.check_lists(&terms)?;
        let statutes = Statutes::load(&assets)?;
        let agencies = Agencies::load(&assets)?;
        let methods = Methods::load(&assets, &statutes)?;
        let parts = duty_file::DutyParts {
            sheets: &sheets,
            terms: &terms,
            statutes: &statutes,
            agencies: &agencies,
            methods: &methods,
        };
        let mut duties = duty_file::load(&assets, &parts)?;
        let forms = form::load(&assets, &statutes, &sheets, &terms, &duties.duties)?;
        for duty in &mut duties.duties {
            let Some(id) = &duty.form else { continue };
            let Some(form) = forms.get(id) else {
                let file = duty.id.split_once('.').map_or(duty.id.as_str(), |(_, name)| name);
                return Err(broken(&assets.own(&format!("duties/{file}.toml")), fault::why("pack-no-form", id)));
            };
            duty.form_title = Some(form.title.clone());
        }
        let pack = Self {
            acts: ledger::acts(&assets)?,
            rules: Rules::load(&assets)?,
            faces: Faces::load(&assets)?,
            figures: FigureWords::load(&assets)?,
            agencies,
            holidays: Holidays::load(&assets)?,
            methods,
            filing: form::words(&assets, &forms, &statutes)?,
            outside: outside::load(&assets, &forms)?,
            forms,
            duties,
            review: ReviewWords::load(&assets)?,
            messages: messages(&assets)?,
            manifest: parse(&assets, &assets.own("pack.toml"))?,
            worktable: Worktable::load(&assets, &sheets)?,
            settings: SettingsWords::load(&assets)?,
            sheets,
            terms,
            statutes,
            assets,
        };
        pack.check_ledger()?;
        Ok(pack)
    }
}

/// An error about a file as a sentence with its line, from the words of the pack or, where they are broken, our own.
fn spoken(error: Error, assets: &Assets) -> Error {
    let words = || messages(assets).or_else(|_| messages(&Assets::embedded()));
    let why = words().ok().and_then(|words| fault::sentence(&error, &words));
    let (Some(why), Some(path)) = (why, fault::argument(&error, "path").filter(|_| fault::KEYS.contains(&error.key)))
    else {
        return error;
    };
    let text = assets.text(path).unwrap_or_default();
    let line = fault::line(&text, fault::place(&text, &error));
    let spoken = Error::new(ErrorKind::Pack, "pack-broken").with("path", path).with("line", line.to_string());
    Error { detail: error.detail.clone(), ..spoken.with("why", why) }
}

/// Sentences of errors (`messages.toml`) and of the command line (`cli.toml`), one set of keys.
fn messages(assets: &Assets) -> Result<BTreeMap<String, Message>> {
    let mut all: BTreeMap<String, Message> = parse(assets, "base/messages.toml")?;
    all.extend(parse::<BTreeMap<String, Message>>(assets, "base/cli.toml")?);
    Ok(all)
}

/// Reads one TOML file of the pack.
fn parse<T: serde::de::DeserializeOwned>(assets: &Assets, path: &str) -> Result<T> {
    let text = assets.text(path)?;
    toml::from_str(&text).map_err(|error| {
        let found = broken(path, fault::Why::of_toml(error.message())).detail(&error);
        match error.span() {
            Some(span) => found.with("at", span.start.to_string()),
            None => found,
        }
    })
}

/// A broken pack file.
fn broken(path: &str, why: fault::Why) -> Error {
    why.error(path)
}
