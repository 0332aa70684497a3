//! What a cell turned out to be: a value with remarks, or the reason why it is none.

use super::codes;

/// A value read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Got<T> {
    pub value: T,
    /// The cell itself says "about".
    pub estimate: bool,
    /// A number that the sheet holds as text.
    pub text_number: bool,
    /// A remark on the value that was taken all the same.
    pub remark: Option<Problem>,
}

impl<T> Got<T> {
    pub(super) fn exact(value: T) -> Self {
        Self { value, estimate: false, text_number: false, remark: None }
    }

    pub(crate) fn map<U>(self, convert: impl FnOnce(T) -> U) -> Got<U> {
        let Self { value, estimate, text_number, remark } = self;
        Got { value: convert(value), estimate, text_number, remark }
    }
}

/// The result of reading one cell.
pub type Read<T> = Result<Got<T>, Problem>;

/// Why a cell is not what its column needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    Blank,
    NotADate,
    AmbiguousDate,
    NoYear,
    NotATime,
    NoTimeOfDay,
    NotAnAmount,
    FractionOfWon,
    BinaryDust,
    NotACount,
    NotAShare,
    FractionOfOne,
    Dash,
    NotADuration,
    NotAFlag,
    UnknownCode,
    PendingRefused,
    ErrorCell,
    /// Money of another country.
    ForeignMoney,
    /// A format that leaves out thousands, which no header speaks of.
    ScaledByFormat,
    /// A format that shows nothing of the number, or not that it is negative.
    Veiled,
    /// An id as a number of more digits than a spreadsheet keeps.
    LostDigits,
    /// A moment with a zone, read as its day in Korea.
    ZonedDay,
    /// A day or moment of which the format shows a part.
    HiddenPart,
    /// A unit in the cell below a header or title that states another.
    OwnUnit,
}

impl Problem {
    /// Code of the finding.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blank => codes::BLANK,
            Self::NotADate => codes::NOT_A_DATE,
            Self::AmbiguousDate => codes::AMBIGUOUS_DATE,
            Self::NoYear => codes::NO_YEAR,
            Self::NotATime => codes::NOT_A_TIME,
            Self::NoTimeOfDay => codes::NO_TIME_OF_DAY,
            Self::NotAnAmount => codes::NOT_AN_AMOUNT,
            Self::FractionOfWon => codes::FRACTION_OF_WON,
            Self::BinaryDust => codes::BINARY_DUST,
            Self::NotACount => codes::NOT_A_COUNT,
            Self::NotAShare => codes::NOT_A_SHARE,
            Self::FractionOfOne => codes::FRACTION_OF_ONE,
            Self::Dash => codes::DASH,
            Self::NotADuration => codes::NOT_A_DURATION,
            Self::NotAFlag => codes::NOT_A_FLAG,
            Self::UnknownCode => codes::UNKNOWN_CODE,
            Self::PendingRefused => codes::PENDING_REFUSED,
            Self::ErrorCell => codes::ERROR_CELL,
            Self::ForeignMoney => codes::FOREIGN_CELL,
            Self::ScaledByFormat => codes::SCALED_BY_FORMAT,
            Self::Veiled => codes::VEILED,
            Self::LostDigits => codes::LOST_DIGITS,
            Self::ZonedDay => codes::ZONED_DAY,
            Self::HiddenPart => codes::HIDDEN_PART,
            Self::OwnUnit => codes::OWN_UNIT,
        }
    }
}
