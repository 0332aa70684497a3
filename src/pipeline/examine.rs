//! Reading, computing, filling and checking a case: the stations up to `check`, in order.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::bundle;
use crate::check::{self, CheckInput, FilingVerdict, RuleFailure, Waived};
use crate::dossier::{self, Dossier, Edition, Named, Stage};
use crate::error::{Error, ErrorKind, Result};
use crate::figures::{self, Figures};
use crate::filing::{self, Filing, Material, OutsideText};
use crate::finding::{self, Finding, Severity};
use crate::law;
use crate::law::duties::Duties;
use crate::mapping;
use crate::pack::{Form, Pack};
use crate::source::CaseFiles;

/// What a flag says over `case.toml`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these forms; those of the case when empty.
    pub forms: Vec<String>,
    pub stage: Option<Stage>,
    pub edition: Option<Edition>,
    pub draft: bool,
    /// Another day's law (가정 적용).
    pub law_date: Option<NaiveDate>,
}

/// A case as far as the check.
#[derive(Debug)]
pub struct Examined {
    /// The files that it was read from.
    pub files: CaseFiles,
    /// The case file and what lies beside it, with their hashes.
    pub beside: Vec<Named>,
    pub dossier: Dossier,
    pub figures: Figures,
    pub duties: Duties,
    /// Each followed by its letter and its record where it has one; then those of another edition.
    pub filings: Vec<Filing>,
    /// Texts for people outside the house.
    pub outside: Vec<OutsideText>,
    /// Of every station, in print order.
    pub findings: Vec<Finding>,
    /// Findings that somebody answers for; they stop nothing.
    pub waived: Vec<Waived>,
    pub verdict: FilingVerdict,
    /// Whether it was asked for as a draft, in which some findings weigh less.
    pub draft: bool,
    /// Codes of rules that could not run.
    pub failed: Vec<String>,
    /// Why they could not, for `--verbose`.
    pub failures: Vec<RuleFailure>,
    /// Codes of findings left out because their cell is already in error, for `--verbose`.
    pub silent: Vec<&'static str>,
}

impl Examined {
    /// How many findings have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Reads and checks a case: a folder, or files in memory.
///
/// # Errors
/// When the case or a file cannot be read at all, or a form is unknown.
pub fn examine(files: impl Into<CaseFiles>, pack: &Pack, options: &Options) -> Result<Examined> {
    let files = files.into();
    // Read first: a file that changes meanwhile is not what the manifest says.
    let beside = dossier::beside(&files)?;
    let (mut dossier, mut findings) = dossier::load(&files, pack)?;
    if let Some(stage) = options.stage {
        dossier.case.stage = stage;
    }
    if let Some(edition) = options.edition {
        dossier.case.edition = edition;
    }
    dossier.case.law_date = options.law_date;
    let (mut figures, computed) = figures::compute(pack, &dossier);
    let duties = law::duties::examine(pack, &dossier, &figures, options.law_date);
    for figure in law::figures::figures(pack, &dossier, &duties) {
        figures.add(figure);
    }
    findings.extend(computed);
    let mut forms = if options.forms.is_empty() { dossier.case.forms.clone() } else { options.forms.clone() };
    let mut seen = BTreeSet::new();
    forms.retain(|form| seen.insert(form.clone()));
    let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
    let kept = bundle::kept_filings(&files, &dossier.case.id)?;
    let mut filings = Vec::with_capacity(2 * forms.len());
    for form in &forms {
        if !pack.forms.contains_key(form) {
            let allowed = pack.forms.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::new(ErrorKind::Case, "unknown-form")
                .with("form", form.clone())
                .with("hint", mapping::near(pack, form, pack.forms.keys().map(String::as_str)))
                .with("allowed", allowed));
        }
        let filing = filing::fill_after(pack, material, form, options.draft, &kept)?;
        let letter = filing::letter_after(pack, material, &filing, options.draft, &kept)?;
        filings.push(filing);
        filings.extend(letter);
        filings.extend(filing::record(pack, material, form, options.draft)?);
    }
    let filed = filings.len();
    // Another edition is the same filing for other readers, beside what is filed. A record is the internal one already.
    if dossier.case.edition != Edition::Regulator {
        let is_done = |form: &Form| match dossier.case.edition {
            Edition::Internal => form.has_record() || form.is_internal(),
            Edition::Regulator | Edition::Public => form.is_internal(),
        };
        for form in forms.iter().filter(|form| !is_done(&pack.forms[*form])) {
            filings.push(filing::fill(pack, material, form, dossier.case.edition, options.draft)?);
        }
    }
    let primary = &filings[..filed];
    let subject =
        CheckInput { pack, dossier: &dossier, figures: &figures, filings: primary, kept: &kept, before: &findings };
    let checked = check::run(&subject);
    findings.extend(checked.findings);
    let waived = check::waive(pack, &dossier, &mut findings);
    finding::sort(&mut findings);
    let verdict = FilingVerdict::of(&findings, &checked.failed);
    let failed = checked.failed.iter().map(|failure| failure.code.to_owned()).collect();
    let (failures, silent) = (checked.failed, checked.silent);
    let draft = options.draft;
    let outside = filing::outside(pack, Material { dossier: &dossier, figures: &figures, duties: &duties });
    Ok(Examined {
        files,
        beside,
        dossier,
        figures,
        duties,
        filings,
        outside,
        findings,
        waived,
        verdict,
        draft,
        failed,
        failures,
        silent,
    })
}
