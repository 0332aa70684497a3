//! Cells that hold a day or a time as text, by their type: open documents, and xlsx of programs other than Excel.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// `2022-10-15`, `2022-10-15T15:19:00`, `2022-10-15T15:19:00Z` as days since 1899-12-30. A spreadsheet has no zones: the
/// letter at the end is what some libraries write behind a local time, and no spreadsheet program heeds it.
pub(super) fn days(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let at = at.or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok());
    let at = at.or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)))?;
    let since = at - NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of some millennia fit a double")]
    Some(since.num_milliseconds() as f64 / 86_400_000.0)
}

/// `PT15H19M00S`, `P1DT2H` as days.
pub(super) fn elapsed_days(text: &str) -> Option<f64> {
    let (sign, text) = text.trim().strip_prefix('-').map_or((1.0, text.trim()), |rest| (-1.0, rest));
    let (days, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.strip_prefix('P')?, ""));
    let part = |text: &mut &str, unit: char| -> Option<f64> {
        let Some((number, rest)) = text.split_once(unit) else { return Some(0.0) };
        *text = rest;
        number.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)
    };
    let (mut days, mut time) = (days, time);
    let total = part(&mut days, 'D')? * 86_400.0
        + part(&mut time, 'H')? * 3_600.0
        + part(&mut time, 'M')? * 60.0
        + part(&mut time, 'S')?;
    (days.is_empty() && time.is_empty()).then_some(sign * total / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_of_open_documents_are_serials() {
        assert_eq!(days("2022-10-15"), Some(44_849.0));
        assert_eq!(days("2022-10-15T12:00:00"), Some(44_849.5));
        assert_eq!(days("2022-10-15T12:00:00.000Z"), Some(44_849.5), "no program heeds the zone");
        assert_eq!(days("2022-10-15T12:00:00+09:00"), None, "nor reads such a one");
        assert_eq!(days("2022-13-15"), None);
        assert_eq!(elapsed_days("PT15H30M00S"), Some(15.5 / 24.0));
        assert_eq!(elapsed_days("PT127H33M00S"), Some(127.55 / 24.0));
        assert_eq!(elapsed_days("P1DT12H"), Some(1.5));
        for odd in ["", "PT1X", "15:30", "PT-1H"] {
            assert_eq!(elapsed_days(odd), None, "{odd}");
        }
    }
}
