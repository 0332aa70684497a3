//! Rules (점검): one file each, over facts, figures and filings. Know no file format and no layout.
//!
//! A rule says what contradicts what, never how it is worded: the words are `templates/base/rules/<CODE>.toml`.
//! Errors are what the filer can correct. Contradictions between published sources, restatements whose reason was
//! never published, and estimates with a stated method are warnings. A rule that fails makes the verdict indeterminate.

mod history;
mod order;
mod payouts;
mod personal;
mod publication;
mod rule;
mod rules;
mod say;
mod suppressed_consequences;
mod tiers;
mod waived;

pub use rule::{Checked, Rule, RuleFailure};
pub use rules::ALL;
pub use waived::{WAIVER_CODES, Waived, waive};

use crate::dossier::Dossier;
use crate::figures::Figures;
use crate::filing::{Filing, PriorFiling};
use crate::finding::{self, Finding, Severity};
use crate::pack::Pack;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct CheckInput<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub figures: &'a Figures,
    pub filings: &'a [Filing],
    /// What was filed before.
    pub kept: &'a [PriorFiling],
    /// Findings of the stations before: a rule whose cell is already in error stays silent.
    pub before: &'a [Finding],
}

/// What all findings of a case amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilingVerdict {
    /// Every rule ran and none found an error; warnings and notes alone are clean.
    Clean,
    /// At least one finding is an error.
    Findings,
    /// A rule failed, so nobody may say that the case is clean.
    Indeterminate,
}

impl FilingVerdict {
    /// The verdict over `findings` (of all stations) and the rules that failed.
    #[must_use]
    pub fn of(findings: &[Finding], failed: &[RuleFailure]) -> Self {
        if !failed.is_empty() {
            Self::Indeterminate
        } else if findings.iter().any(|finding| finding.severity == Severity::Error) {
            Self::Findings
        } else {
            Self::Clean
        }
    }

    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Findings => "findings",
            Self::Indeterminate => "indeterminate",
        }
    }
}

/// What the rules found, and which could not run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// In print order; without the findings of the stations before.
    pub findings: Vec<Finding>,
    pub failed: Vec<RuleFailure>,
    /// Codes of findings left out because a cell they stand on is already in error, for `--verbose`.
    pub silent: Vec<&'static str>,
}

/// How many further cells one finding names. More would drown the first.
const RELATED_LIMIT: usize = 20;

/// Runs every rule over the case.
#[must_use]
pub fn run(subject: &CheckInput<'_>) -> Outcome {
    run_rules(ALL, subject)
}

fn run_rules(rules: &[Rule], subject: &CheckInput<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for rule in rules {
        match rule.run(subject) {
            Ok(findings) => outcome.findings.extend(findings),
            Err(failure) => outcome.failed.push(failure),
        }
    }
    outcome.silent = suppressed_consequences::drop_consequences(&mut outcome.findings, subject.before);
    for finding in &mut outcome.findings {
        finding.related.truncate(RELATED_LIMIT);
        if let Some(wording) = subject.pack.rules.get(finding.code)
            && finding.law.is_empty()
        {
            finding.law.clone_from(&wording.law);
        }
    }
    finding::sort(&mut outcome.findings);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(_: &CheckInput<'_>) -> Checked {
        Err(RuleFailure { code: "TEST01", why: "overflow".to_owned() })
    }

    fn panicking(_: &CheckInput<'_>) -> Checked {
        panic!("as a rule with a fault would")
    }

    fn finding(_: &CheckInput<'_>) -> Checked {
        Ok(vec![Finding::new("TEST03", Severity::Warning)])
    }

    #[test]
    fn a_rule_that_fails_or_panics_does_not_stop_the_others() {
        let pack = Pack::load(crate::pack::Assets::embedded()).expect("the embedded pack");
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        let (dossier, before) = crate::dossier::load(&dir, &pack).expect("the case loads");
        let figures = Figures::default();
        let subject =
            CheckInput { pack: &pack, dossier: &dossier, figures: &figures, filings: &[], kept: &[], before: &before };
        let rule = |code, check| Rule { code, severity: Severity::Error, since: "0.1.0", check };
        let rules = [rule("TEST01", failing), rule("TEST02", panicking), rule("TEST03", finding)];
        let outcome = run_rules(&rules, &subject);
        let failed: Vec<&str> = outcome.failed.iter().map(|failure| failure.code).collect();
        assert_eq!(failed, ["TEST01", "TEST02"]);
        assert_eq!(outcome.findings.len(), 1);
        assert_eq!(FilingVerdict::of(&outcome.findings, &outcome.failed), FilingVerdict::Indeterminate);
    }

    #[test]
    fn a_failed_rule_leaves_no_clean_verdict() {
        let failed = [RuleFailure { code: "TEST01", why: "overflow".to_owned() }];
        assert_eq!(FilingVerdict::of(&[], &failed), FilingVerdict::Indeterminate);
        assert_eq!(
            FilingVerdict::of(&[Finding::new("TEST02", Severity::Error)], &failed),
            FilingVerdict::Indeterminate
        );
        assert_eq!(FilingVerdict::of(&[Finding::new("TEST02", Severity::Warning)], &[]), FilingVerdict::Clean);
        assert_eq!(FilingVerdict::of(&[Finding::new("TEST02", Severity::Error)], &[]), FilingVerdict::Findings);
    }

    #[test]
    fn codes_are_unique() {
        let mut seen = std::collections::BTreeSet::new();
        assert!(ALL.iter().all(|rule| seen.insert(rule.code)));
    }
}
