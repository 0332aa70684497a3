//! The exit code, in one enum and converted in one place.

use std::process::ExitCode;

use crate::check::FilingVerdict;

/// How a run ended. Of several cases the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, and nothing to correct; warnings alone are clean.
    Clean,
    /// Findings of severity error.
    Findings,
    /// Could not work, or the verdict is indeterminate.
    CouldNotWork,
}

impl Exit {
    /// The code scripts depend on.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::CouldNotWork => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<FilingVerdict> for Exit {
    fn from(verdict: FilingVerdict) -> Self {
        match verdict {
            FilingVerdict::Clean => Self::Clean,
            FilingVerdict::Findings => Self::Findings,
            FilingVerdict::Indeterminate => Self::CouldNotWork,
        }
    }
}
