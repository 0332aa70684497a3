//! How the dates of a column are written, where the mapping settles it. By default nothing is settled: a date that can
//! be read in two ways is a finding.

/// The order of year, month and day in a date that does not start with a year of four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    Ymd,
    Dmy,
    Mdy,
}

/// What is settled of a column's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DateForm {
    pub order: Option<DateOrder>,
    /// First year of the century that years of two digits are of: 2000. Without it such a year must lie between 1980
    /// and 2079 in one way only.
    pub century: Option<u16>,
}
