//! The deadlines of a duty on the facts: due at the earliest, due at the latest, and what they were counted from.

use chrono::{Days, NaiveDate};

use super::deadline::{self, PeriodEnd, Yearly};
use super::evaluate::{SeenFact, World};
use super::history::Fulfilment;
use crate::lang::Text;
use crate::pack::{Datum, Due, DueRule, Duty, Force, Limit, Pack, Period};
use crate::time::{Elapsed, Moment};
use crate::value::Value;

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    At(Moment),
    /// Until the end of a day.
    On(NaiveDate),
}

impl Point {
    /// The moment at which it has passed.
    #[must_use]
    pub fn ends(self) -> Moment {
        match self {
            Self::At(moment) => moment,
            Self::On(day) => {
                let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
                Moment::in_korea(next.and_time(chrono::NaiveTime::MIN))
            }
        }
    }

    /// How late something done at `moment` is; `None` in time. The end of a day belongs to it.
    #[must_use]
    pub fn late_by(self, moment: Moment) -> Option<Elapsed> {
        let late = moment.since(self.ends());
        let in_time = match self {
            Self::At(_) => late <= Elapsed::seconds(0),
            Self::On(_) => late < Elapsed::seconds(0),
        };
        (!in_time).then_some(late)
    }

    /// In the JSON contract: a moment or a date.
    #[must_use]
    pub fn plain(self) -> String {
        match self {
            Self::At(moment) => moment.to_string(),
            Self::On(day) => day.to_string(),
        }
    }
}

/// Why there is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenDeadline {
    /// The law gives a word, no number.
    Word,
    /// What it runs from is not known.
    NoAnchor,
    /// It ends beyond the known holidays.
    BeyondHolidays,
    /// The pack does not hold the period of that day.
    NotModelled,
}

/// A deadline on the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDate {
    pub id: String,
    pub force: Force,
    pub text: Option<Text>,
    pub word: Option<Text>,
    /// The earliest governs.
    pub earliest: Option<Point>,
    /// Where what it runs from is known only between two moments.
    pub latest: Option<Point>,
    pub open: Option<OpenDeadline>,
    pub period: Option<Period>,
    pub method: Option<String>,
    pub yearly: Option<Yearly>,
    /// What it runs from, known or to be filled.
    pub anchors: Vec<SeenFact>,
    /// Ways of filing that meet it; none: any way.
    pub methods: Vec<String>,
    /// What was done about this deadline alone, where the case was looked at.
    pub fulfilment: Option<Fulfilment>,
}

/// The deadlines of a duty.
#[must_use]
pub fn dates(pack: &Pack, duty: &Duty, world: &dyn World, day: NaiveDate) -> Vec<DueDate> {
    let all: Vec<DueDate> = duty.due.iter().map(|due| date(pack, duty, due, world, day)).collect();
    // A date that a cell states governs; the counted one stands where none is stated.
    let stated = all.iter().zip(&duty.due).any(|(date, due)| is_stated(due) && date.earliest.is_some());
    let counted = all.iter().zip(&duty.due).any(|(date, due)| !is_stated(due) && date.earliest.is_some());
    let keep = |(_, due): &(DueDate, &Due)| match due.rule {
        DueRule::Stated(_) => stated || !counted,
        DueRule::After { .. } if due.force == Force::Demand => !stated,
        _ => true,
    };
    all.into_iter().zip(&duty.due).filter(keep).map(|(date, _)| date).collect()
}

fn is_stated(due: &Due) -> bool {
    matches!(due.rule, DueRule::Stated(_))
}

fn date(pack: &Pack, duty: &Duty, due: &Due, world: &dyn World, day: NaiveDate) -> DueDate {
    let mut found = DueDate {
        id: due.id.clone(),
        force: due.force,
        text: due.text.clone(),
        word: None,
        earliest: None,
        latest: None,
        open: None,
        period: None,
        method: None,
        yearly: None,
        anchors: due.from.iter().map(|path| world.fact(path)).collect(),
        methods: due.methods.clone(),
        fulfilment: None,
    };
    match &due.rule {
        DueRule::Word(word) => {
            found.word = Some(word.clone());
            found.open = Some(OpenDeadline::Word);
        }
        DueRule::Stated(path) => {
            found.anchors.push(world.fact(path));
            let bounds = bounds(&found.anchors);
            found.earliest = bounds.map(|(first, _)| first);
            found.open = bounds.is_none().then_some(OpenDeadline::NoAnchor);
        }
        DueRule::Yearly { month, day: of_month } => {
            let yearly = deadline::yearly(day, *month, *of_month, &pack.holidays);
            found.earliest = yearly.map(|yearly| Point::On(yearly.statutory));
            let known = yearly.is_some_and(|yearly| yearly.by_analogy.is_some());
            found.open = (!known).then_some(OpenDeadline::BeyondHolidays);
            found.earliest = found.earliest.filter(|_| known);
            found.yearly = yearly;
        }
        DueRule::After { period, method } => {
            let period = match period {
                Limit::Fixed(period) => Some(*period),
                Limit::Parameter(name) => match duty.parameters.get(name).and_then(|parameter| parameter.on(day)) {
                    Some(row) => row.value.as_ref().and_then(|value| match value {
                        Datum::Period(period) => Some(*period),
                        _ => None,
                    }),
                    None => None,
                },
            };
            found.period = period;
            found.method = Some(method.clone());
            count(pack, &mut found, period, method);
        }
    }
    found
}

fn count(pack: &Pack, found: &mut DueDate, period: Option<Period>, method: &str) {
    let (Some(period), Some(method)) = (period, pack.methods.get(method)) else {
        found.open = Some(OpenDeadline::NotModelled);
        return;
    };
    let Some((first, last)) = bounds(&found.anchors) else {
        found.open = Some(OpenDeadline::NoAnchor);
        return;
    };
    let end = |from: Point| match from {
        Point::At(moment) => deadline::end(moment, period, method, &pack.holidays),
        Point::On(day) => deadline::end_of_days(day, period, method, &pack.holidays),
    };
    let point = |end: PeriodEnd| match end {
        PeriodEnd::At(moment) => Some(Point::At(moment)),
        PeriodEnd::On { day, .. } => Some(Point::On(day)),
        PeriodEnd::Undetermined => None,
    };
    found.earliest = point(end(first));
    found.latest = point(end(last)).filter(|latest| Some(*latest) != found.earliest);
    found.open = found.earliest.is_none().then_some(OpenDeadline::BeyondHolidays);
}

/// From when at the earliest and at the latest: of several anchors that are known, the earlier of each. A bracket
/// without its lower end has no earliest, so it cannot be counted from.
fn bounds(anchors: &[SeenFact]) -> Option<(Point, Point)> {
    let each = anchors.iter().filter_map(|seen| match seen.value.as_ref()? {
        Value::Moment(at) => Some((Point::At(*at), Point::At(*at))),
        Value::MomentBetween { after: Some(after), by } => Some((Point::At(*after), Point::At(*by))),
        Value::Date(day) => Some((Point::On(*day), Point::On(*day))),
        _ => None,
    });
    let earlier = |a: Point, b: Point| if b.ends() < a.ends() { b } else { a };
    each.reduce(|a, b| (earlier(a.0, b.0), earlier(a.1, b.1)))
}
