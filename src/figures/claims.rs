//! Claims (피해 접수): how their figures are named, the figures of row-level claims, and the intake window.
//!
//! Published and own statistics are in [`super::statistics`], their corrections in [`super::restatements`].

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::builder::{Builder, Draft};
use super::sums;
use crate::dossier::slug;
use crate::dossier::{Channel, ClaimFold, GroupCount};
use crate::value::{Digits, Field, Value};

/// Whose claims a count is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ClaimScope {
    All,
    Own,
    Affiliate,
    /// An intake that never enters a total: an outside body's, or one that the case does not count.
    Outside,
}

impl ClaimScope {
    /// Its code in the list `claim_scope`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Own => "own",
            Self::Affiliate => "affiliate",
            Self::Outside => "outside",
        }
    }
}

/// What one count is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClaimSet {
    pub(super) scope: ClaimScope,
    /// Only where several intakes stand side by side, and always outside.
    pub(super) channel: Option<String>,
    /// Dimension and code; none for the total.
    pub(super) part: Option<(String, String)>,
}

impl ClaimSet {
    pub(super) fn total(scope: ClaimScope) -> Self {
        Self { scope, channel: None, part: None }
    }

    pub(super) fn part(scope: ClaimScope, dimension: &str, code: &str) -> Self {
        Self { scope, channel: None, part: Some((dimension.to_owned(), code.to_owned())) }
    }

    /// The total that this is a part of; the whole intake for the total of a scope.
    pub(super) fn base(&self) -> Option<Self> {
        match (&self.part, self.scope) {
            (Some(_), _) => Some(Self { part: None, ..self.clone() }),
            (None, ClaimScope::Own | ClaimScope::Affiliate) => Some(Self { scope: ClaimScope::All, ..self.clone() }),
            (None, ClaimScope::All | ClaimScope::Outside) => None,
        }
    }

    /// The id of its current count.
    pub(super) fn id(&self) -> String {
        let front = match (&self.channel, self.scope) {
            (Some(channel), ClaimScope::Outside) => format!("claims.outside.{}", slug(channel)),
            (Some(channel), _) => format!("claims.channel.{}", slug(channel)),
            (None, _) => "claims".to_owned(),
        };
        match (&self.part, self.scope) {
            (None, ClaimScope::All) => format!("{front}.total"),
            (None, ClaimScope::Outside) => front,
            (None, scope) => format!("{front}.{}", scope.code()),
            (Some((dimension, code)), ClaimScope::All | ClaimScope::Outside) => {
                format!("{front}.by_{dimension}.{}", slug(code))
            }
            (Some((dimension, code)), scope) => format!("{front}.{}.by_{dimension}.{}", scope.code(), slug(code)),
        }
    }

    pub(super) fn pattern(&self) -> &'static str {
        match (&self.part, self.scope) {
            (None, ClaimScope::All) => "claims.total",
            (None, ClaimScope::Own) => "claims.own",
            (None, ClaimScope::Affiliate) => "claims.affiliate",
            (None, ClaimScope::Outside) => "claims.outside.*",
            (Some(_), ClaimScope::Outside) => "claims.outside.*.by_*.*",
            (Some(_), _) => "claims.by_*.*",
        }
    }

    /// A draft about it with what labels name: scope, channel, dimension, code.
    pub(super) fn draft(&self, work: &Builder<'_>, pattern: &'static str, id: String, how: &'static str) -> Draft {
        let mut draft = Draft::new(pattern, id, how).arg("scope", work.pack.terms.ko("claim_scope", self.scope.code()));
        if let Some(channel) = &self.channel {
            draft = draft.arg("channel", channel_name(work, channel));
            if self.scope != ClaimScope::Outside {
                draft = draft.qualified(channel_name(work, channel));
            } else if self.part.is_none() {
                draft = draft.name(channel_name(work, channel));
            }
        }
        if let Some((dimension, code)) = &self.part {
            draft = draft
                .arg("dimension", work.pack.terms.ko("claim_dimension", dimension))
                .name(code_name(work, dimension, code));
        }
        draft
    }

    /// What its count is called: the label of its current figure, whether or not there is one.
    pub(super) fn label(&self, work: &Builder<'_>) -> String {
        work.label(&self.draft(work, self.pattern(), self.id(), "stated"))
    }
}

/// The printed name of a code of a dimension; free text stands for itself.
fn code_name(work: &Builder<'_>, dimension: &str, code: &str) -> String {
    let list = match dimension {
        "service" => {
            let found = work.dossier.interruption(code);
            return found.map_or_else(|| code.to_owned(), |row| super::interruptions::service_name(work, row));
        }
        "day" => return code.parse().map_or_else(|_| code.to_owned(), crate::korean::date),
        "state" => "claim_state",
        other => other,
    };
    // Rows whose cell is empty fold into a code of their own, which not every list has.
    match work.pack.terms.term(list, code) {
        None if code == "unclassified" => work.phrase("unclassified"),
        _ => work.pack.terms.ko(list, code).to_owned(),
    }
}

pub(super) fn channel<'a>(work: &Builder<'a>, id: &str) -> Option<&'a Channel> {
    work.dossier.channels.iter().find(|channel| channel.id.value().is_some_and(|found| found == id))
}

fn channel_name(work: &Builder<'_>, id: &str) -> String {
    channel(work, id).and_then(|channel| channel.name.value()).cloned().unwrap_or_else(|| id.to_owned())
}

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    if let Some(fold) = &dossier.claims {
        totals(work, fold);
        for (scope, dimensions) in [(ClaimScope::All, &fold.by), (ClaimScope::Own, &fold.own_by)] {
            for (dimension, groups) in dimensions.iter().filter(|(dimension, _)| **dimension != "scope") {
                parts(work, scope, dimension, groups);
            }
        }
    }
    window(work);
}

fn totals(work: &mut Builder<'_>, fold: &ClaimFold) {
    let total = ClaimSet::total(ClaimScope::All);
    let draft = total.draft(work, total.pattern(), total.id(), "rows");
    work.add(draft.origins(&fold.origins).count(fold.rows));
    let empty = BTreeMap::new();
    let scopes = fold.by.get("scope").unwrap_or(&empty);
    for scope in [ClaimScope::Own, ClaimScope::Affiliate] {
        if let Some(group) = scopes.get(scope.code()) {
            counted(work, &ClaimSet::total(scope), group);
        }
    }
    let draft = Draft::new("claims.amount_unknown.count", "claims.amount_unknown.count", "rows");
    work.add(draft.origins(&fold.origins).count(fold.amount_unknown));
    // With no amount known at all the sum would be a zero that nobody claimed.
    let amounts = (fold.amount_unknown < fold.rows).then(|| sums::sum(scopes.values().map(|group| group.amount)));
    let unknown = work.shown("claims.amount_unknown.count");
    let draft = Draft::new(
        "claims.**.amount",
        "claims.total.amount",
        if fold.amount_unknown > 0 { "known_rows" } else { "rows" },
    )
    .arg("of", total.label(work))
    .arg("count", work.shown("claims.total"))
    .arg("unknown", unknown)
    .origins(&fold.origins)
    .input("claims.total")
    .input("claims.amount_unknown.count");
    if amounts == Some(None) {
        work.overflow("claims.total.amount", fold.origins.first());
    }
    let digits = scopes.values().fold(Digits::default(), |all, group| all.join(group.digits));
    work.add(draft.sum_of(digits).value(amounts.flatten().map(Value::Won)));
}

fn parts(work: &mut Builder<'_>, scope: ClaimScope, dimension: &str, groups: &BTreeMap<String, GroupCount>) {
    for (code, group) in groups {
        counted(work, &ClaimSet::part(scope, dimension, code), group);
    }
    base_of(work, scope, dimension);
    if dimension == "day" && scope == ClaimScope::All {
        cumulate(work);
    }
}

/// A group of rows: its count, its share, and what it claims.
fn counted(work: &mut Builder<'_>, subject: &ClaimSet, group: &GroupCount) {
    let draft = subject.draft(work, subject.pattern(), subject.id(), "rows");
    work.add(draft.origin(&group.origin).origins(&group.more).count(group.count));
    share_of_base(work, subject);
    if group.amount > Decimal::ZERO {
        let draft = subject
            .draft(work, "claims.**.amount", format!("{}.amount", subject.id()), "rows")
            .arg("of", subject.label(work))
            .arg("count", work.shown(&subject.id()))
            .origin(&group.origin)
            .origins(&group.more)
            .input(subject.id());
        work.add(draft.sum_of(group.digits).value(Some(Value::Won(group.amount))));
    }
}

/// The share of a current count in its current base, from their figures.
pub(super) fn share_of_base(work: &mut Builder<'_>, subject: &ClaimSet) {
    let Some(base) = subject.base() else { return };
    let (Some(part_figure), Some(base_figure)) = (work.figures.get(&subject.id()), work.figures.get(&base.id())) else {
        return;
    };
    let (Some(Value::Count(part)), Some(Value::Count(whole))) = (&part_figure.value, &base_figure.value) else {
        return;
    };
    let value = sums::share(*part, *whole).map(Value::Share);
    let digits = Digits::default().and(*part, part_figure.certainty).and(*whole, base_figure.certainty);
    let draft = subject
        .draft(work, "claims.**.share", format!("{}.share", subject.id()), "computed")
        .arg("of", subject.label(work))
        .arg("part", work.shown(&subject.id()))
        .arg("base", work.shown(&base.id()))
        .arg("base_name", base.label(work))
        .ratio_of(digits)
        .input(subject.id())
        .input(base.id());
    work.add(draft.value(value));
}

/// `claims.base.by_<dimension>`: what the shares of a dimension are shares of, for the closing row of its table.
pub(super) fn base_of(work: &mut Builder<'_>, scope: ClaimScope, dimension: &str) {
    let base = ClaimSet::total(scope);
    let Some(figure) = work.figures.get(&base.id()) else { return };
    let (value, certainty) = (figure.value.clone(), figure.certainty);
    let draft = Draft::new("claims.base.*", format!("claims.base.by_{dimension}"), "same")
        .arg("dimension", work.pack.terms.ko("claim_dimension", dimension))
        .arg("base_name", base.label(work))
        .arg("base", work.shown(&base.id()))
        .certainty(certainty)
        .input(base.id());
    work.add(draft.value(value));
}

/// Running totals over the days of `claims.by_day`; after a day whose count is open nothing is known any more.
pub(super) fn cumulate(work: &mut Builder<'_>) {
    let is_day = |code: &str| code.parse::<NaiveDate>().is_ok();
    let days: Vec<(String, Option<u64>, Digits)> = work
        .figures
        .family("claims.by_day")
        .filter(|(code, _)| is_day(code))
        .map(|(code, figure)| {
            let count = if let Some(Value::Count(count)) = figure.value { Some(count) } else { None };
            let digits = count.map(|count| Digits::default().and(count, figure.certainty));
            (code.to_owned(), count, digits.unwrap_or_default())
        })
        .collect();
    let mut before: Option<String> = None;
    let mut sum = Some(0_u64);
    let mut digits = Digits::default();
    for (day, count, of_day) in days {
        sum = sum.zip(count).and_then(|(sum, count)| sum.checked_add(count));
        digits = digits.join(of_day);
        let (id, by_day) = (format!("claims.cumulative.{day}"), format!("claims.by_day.{day}"));
        let draft = Draft::new("claims.cumulative.*", &*id, if before.is_some() { "added" } else { "first" })
            .name(code_name(work, "day", &day))
            .arg("before", before.as_ref().map(|id| work.shown(id)).unwrap_or_default())
            .arg("day", work.shown(&by_day))
            .inputs(before.take())
            .input(by_day)
            .sum_of(digits)
            .value(sum.map(Value::Count));
        work.add(draft);
        before = Some(id);
    }
}

/// Days from a date to another, both counted.
fn days(from: &Field<NaiveDate>, to: &Field<NaiveDate>) -> Option<u64> {
    let days = to.value()?.signed_duration_since(*from.value()?).num_days();
    u64::try_from(days).ok()?.checked_add(1)
}

/// How long the intake was open. Of several counted channels, from the first to open to the last to close.
/// Whether days lie between the windows of channels on which none was open: they are no one window then.
fn has_gap(channels: &[&Channel]) -> bool {
    let mut windows: Vec<(NaiveDate, NaiveDate)> =
        channels.iter().filter_map(|channel| Some((*channel.opened.value()?, *channel.closed.value()?))).collect();
    windows.sort_unstable();
    let mut until: Option<NaiveDate> = None;
    windows.into_iter().any(|(opened, closed)| {
        let gap = until.is_some_and(|until| opened.signed_duration_since(until).num_days() > 1);
        until = until.max(Some(closed));
        gap
    })
}

fn window(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    let counted: Vec<&Channel> =
        dossier.channels.iter().filter(|channel| channel.counted.value().copied().unwrap_or(true)).collect();
    for channel in &dossier.channels {
        if let Some(id) = channel.id.value() {
            spanned(
                work,
                "claims.window.*.days",
                format!("claims.window.{}.days", slug(id)),
                channel,
                &channel.opened,
                &channel.closed,
            );
        }
    }
    let opened = counted.iter().min_by_key(|channel| channel.opened.value().copied().unwrap_or(NaiveDate::MAX));
    // A channel that has not closed leaves the end open.
    let open = counted.iter().find(|channel| channel.closed.value().is_none());
    let closed = open.or_else(|| counted.iter().max_by_key(|channel| channel.closed.value().copied()));
    let (Some(opened), Some(closed)) = (opened, closed) else { return };
    if has_gap(&counted) {
        return;
    }
    spanned(work, "claims.window.days", "claims.window.days".to_owned(), closed, &opened.opened, &closed.closed);
    if closed.closed_first.known().is_none() {
        return;
    }
    spanned(
        work,
        "claims.window.first_days",
        "claims.window.first_days".to_owned(),
        closed,
        &opened.opened,
        &closed.closed_first,
    );
    let extended = match (closed.closed.value(), closed.closed_first.value()) {
        (Some(last), Some(first)) => u64::try_from(last.signed_duration_since(*first).num_days()).ok(),
        _ => None,
    };
    let draft = Draft::new("claims.window.extended_days", "claims.window.extended_days", "extended")
        .arg("from", work.field_text(&closed.closed_first, "", Value::Date))
        .arg("to", work.field_text(&closed.closed, "", Value::Date))
        .field(&closed.closed_first)
        .field(&closed.closed)
        .value(extended.map(Value::Count));
    work.add(draft);
}

fn spanned(
    work: &mut Builder<'_>,
    pattern: &'static str,
    id: String,
    channel: &Channel,
    from: &Field<NaiveDate>,
    to: &Field<NaiveDate>,
) {
    let draft = Draft::new(pattern, id, "inclusive")
        .name(channel.name.value().cloned().unwrap_or_default())
        .arg("from", work.field_text(from, "", Value::Date))
        .arg("to", work.field_text(to, "", Value::Date))
        .field(from)
        .field(to)
        .value(days(from, to).map(Value::Count));
    work.add(draft);
}
