//! One rule of the catalogue, and what becomes of it when it cannot compute.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::CheckInput;
use crate::dossier::Record;
use crate::finding::{Finding, Severity};
use crate::origin::Origin;

/// A rule could not compute. Its silence means nothing, so the verdict becomes indeterminate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFailure {
    pub code: &'static str,
    /// For `--verbose`.
    pub why: String,
}

/// What a rule hands back.
pub type Checked = Result<Vec<Finding>, RuleFailure>;

/// A rule: its code, the worst severity it gives, the version it came with, and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub code: &'static str,
    pub severity: Severity,
    pub since: &'static str,
    pub(super) check: fn(&CheckInput<'_>) -> Checked,
}

impl Rule {
    pub(super) fn run(&self, subject: &CheckInput<'_>) -> Checked {
        catch_unwind(AssertUnwindSafe(|| (self.check)(subject)))
            .unwrap_or_else(|_| Err(self.failure("the rule panicked")))
    }

    pub(super) fn failure(&self, why: impl Into<String>) -> RuleFailure {
        RuleFailure { code: self.code, why: why.into() }
    }

    /// A finding at a field of a record.
    pub(super) fn at(&self, record: &Record, field: &str) -> Finding {
        self.on(record.get(field).origin()).field(format!("{}.{field}", record.schema.id))
    }

    /// A finding at a place that is no field of a held record.
    pub(super) fn on(&self, origin: &Origin) -> Finding {
        Finding::new(self.code, self.severity).at(origin)
    }
}

/// Declares a rule file's `RULE` over its function `check`.
macro_rules! rule {
    ($code:literal, $severity:ident) => {
        pub(super) const RULE: $crate::check::Rule =
            $crate::check::Rule { code: $code, severity: $crate::finding::Severity::$severity, since: "0.1.0", check };
    };
}
pub(super) use rule;

/// A contradiction with an own value is the filer's to correct; with a published one it is a warning.
pub(super) fn severity_of(is_own: bool) -> Severity {
    if is_own { Severity::Error } else { Severity::Warning }
}
