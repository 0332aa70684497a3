//! Claims known from statistics (피해접수통계): every publication as it stood, and the current value of each count.
//!
//! A count published only as a share is bounded by the whole counts that round to it. Row-level claims, where the case
//! has them, give the current values; then the statistics give only what was published.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::builder::{Builder, Draft};
use super::claims::{ClaimScope, ClaimSet, base_of, channel, cumulate, share_of_base};
use super::sums;
use crate::dossier::ClaimCount;
use crate::korean::grouped;
use crate::origin::Origin;
use crate::time::AsOf;
use crate::value::{Certainty, Digits, Fact, Value, spread};

/// A row of the statistics with its place in time.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatisticsEntry<'a> {
    pub(super) row: &'a ClaimCount,
    pub(super) as_of: Option<AsOf>,
    pub(super) published: Option<AsOf>,
    /// The day after `@`.
    pub(super) day: Option<AsOf>,
    /// Decimal places of the shares of its publication.
    places: u32,
}

/// All rows by what they count, each in order of as-of day and publication.
pub(super) struct Series<'a> {
    pub(super) rows: BTreeMap<ClaimSet, Vec<StatisticsEntry<'a>>>,
    /// The cells of the days of every row of a dimension: by them one publication is the latest, and each has its day.
    days: BTreeMap<Group, Vec<&'a Origin>>,
    /// Counted channels, where there are several.
    channels: Vec<String>,
}

/// What rows are statistics of: scope, channel, dimension.
type Group = (ClaimScope, Option<String>, Option<String>);

fn group(subject: &ClaimSet) -> Group {
    (subject.scope, subject.channel.clone(), subject.part.as_ref().map(|(dimension, _)| dimension.clone()))
}

/// Rows of one publication about one dimension: their shares have the same number of decimals.
type Publication<'a> = (ClaimSet, Option<AsOf>, Option<AsOf>);

impl<'a> Series<'a> {
    pub(super) fn collect(work: &Builder<'a>) -> Self {
        let rows: Vec<(ClaimSet, &ClaimCount)> =
            work.dossier.claim_counts.iter().filter_map(|row| Some((subject(work, row)?, row))).collect();
        let counted: BTreeSet<&String> = rows
            .iter()
            .filter(|(subject, _)| subject.scope != ClaimScope::Outside)
            .filter_map(|(subject, _)| subject.channel.as_ref())
            .collect();
        let channels: Vec<String> = if counted.len() > 1 { counted.into_iter().cloned().collect() } else { Vec::new() };
        let mut places: BTreeMap<Publication<'_>, u32> = BTreeMap::new();
        for (subject, row) in &rows {
            let scale = row.share.value().map_or(0, |share| share.normalize().scale());
            let found = places.entry(publication(subject, row)).or_default();
            *found = scale.max(*found);
        }
        let mut series: BTreeMap<ClaimSet, Vec<StatisticsEntry<'_>>> = BTreeMap::new();
        for (mut subject, row) in rows {
            let places = places.get(&publication(&subject, row)).copied().unwrap_or_default();
            if channels.is_empty() && subject.scope != ClaimScope::Outside {
                subject.channel = None;
            }
            let (as_of, published) = (row.as_of.value().copied(), row.published_on.value().copied().map(AsOf::from));
            let entry =
                StatisticsEntry { row, as_of: as_of.or(published), published, day: published.or(as_of), places };
            series.entry(subject).or_default().push(entry);
        }
        for entries in series.values_mut() {
            entries.sort_by(|a, b| {
                (a.as_of, a.published, &a.row.record.origin).cmp(&(b.as_of, b.published, &b.row.record.origin))
            });
            // One publication that gives the values of several days: the day of publication would name them all.
            let all = entries.clone();
            for entry in entries {
                if all.iter().any(|other| other.day == entry.day && other.as_of != entry.as_of) {
                    entry.day = entry.as_of;
                }
            }
        }
        let mut days: BTreeMap<Group, Vec<&'a Origin>> = BTreeMap::new();
        for (subject, entries) in &series {
            let of_rows = entries.iter().flat_map(|entry| [entry.row.as_of.origin(), entry.row.published_on.origin()]);
            days.entry(group(subject)).or_default().extend(of_rows);
        }
        Self { rows: series, days, channels }
    }

    /// The cells by which its rows, and the totals that they are parts of, are told apart in time.
    fn days(&self, subject: &ClaimSet) -> impl Iterator<Item = &'a Origin> {
        let base = subject.base();
        let of = |subject: &ClaimSet| self.days.get(&group(subject)).cloned().unwrap_or_default();
        of(subject).into_iter().chain(base.iter().flat_map(of).collect::<Vec<_>>())
    }

    /// The total that an entry is a part of: of the same as-of day and, where there is one, the same publication.
    fn base(&self, subject: &ClaimSet, entry: &StatisticsEntry<'_>) -> Option<(ClaimSet, StatisticsEntry<'a>)> {
        let base = subject.base()?;
        let same_day: Vec<&StatisticsEntry<'_>> =
            self.rows.get(&base)?.iter().filter(|found| found.as_of == entry.as_of).collect();
        let not_later = same_day.iter().rfind(|found| found.published <= entry.published);
        Some((base, **not_later.or(same_day.last())?))
    }

    /// Ids under which a subject is known. Where only the filer's own parts are given, they are what `claims.by_*` is.
    pub(super) fn ids(&self, subject: &ClaimSet) -> Vec<String> {
        let mut ids = vec![subject.id()];
        if let (ClaimScope::Own, Some((dimension, _))) = (subject.scope, &subject.part)
            && !self.has(ClaimScope::All, dimension)
        {
            ids.push(ClaimSet { scope: ClaimScope::All, ..subject.clone() }.id());
        }
        ids
    }

    fn has(&self, scope: ClaimScope, dimension: &str) -> bool {
        self.rows
            .keys()
            .any(|found| found.scope == scope && found.part.as_ref().is_some_and(|(found, _)| found == dimension))
    }
}

fn publication<'a>(subject: &ClaimSet, row: &ClaimCount) -> Publication<'a> {
    let group = ClaimSet {
        part: subject.part.as_ref().map(|(dimension, _)| (dimension.clone(), String::new())),
        ..subject.clone()
    };
    (group, row.as_of.value().copied(), row.published_on.value().copied().map(AsOf::from))
}

fn subject(work: &Builder<'_>, row: &ClaimCount) -> Option<ClaimSet> {
    let id = row.channel.value();
    let counted = id.and_then(|id| channel(work, id)?.counted.value().copied()).unwrap_or(true);
    let scope = match row.scope.value()?.as_str() {
        _ if !counted => ClaimScope::Outside,
        "all" => ClaimScope::All,
        "own" => ClaimScope::Own,
        "affiliate" => ClaimScope::Affiliate,
        "outside" => ClaimScope::Outside,
        _ => return None,
    };
    let dimension = row.dimension.value()?;
    let part = if dimension == "total" { None } else { Some((dimension.clone(), row.key()?.to_owned())) };
    let channel = id.cloned().or_else(|| (scope == ClaimScope::Outside).then(|| "unknown".to_owned()));
    Some(ClaimSet { scope, channel, part })
}

pub(super) fn compute(work: &mut Builder<'_>) {
    let series = Series::collect(work);
    for (subject, entries) in &series.rows {
        for entry in entries {
            for id in series.ids(subject) {
                emit(work, &series, subject, entry, &id, entry.day);
            }
        }
    }
    as_of_days(work, &series);
    let has_rows = work.dossier.claims.is_some();
    for (subject, entry) in current(&series) {
        // Rows outrank statistics for what they hold.
        if !(has_rows && subject.scope != ClaimScope::Outside && held_by_rows(work, subject)) {
            for id in series.ids(subject) {
                emit(work, &series, subject, entry, &id, None);
            }
        }
    }
    sum_channels(work, &series);
    derive_totals(work);
    for scope in [ClaimScope::Own, ClaimScope::Affiliate] {
        share_of_base(work, &ClaimSet::total(scope));
    }
    bases_and_days(work, &series);
}

fn held_by_rows(work: &Builder<'_>, subject: &ClaimSet) -> bool {
    let Some(fold) = &work.dossier.claims else { return false };
    subject.part.as_ref().is_none_or(|(dimension, _)| fold.by.contains_key(dimension.as_str()))
}

/// Of each count the latest publication, among the rows of the latest as-of day that its dimension has.
fn current<'s, 'a>(series: &'s Series<'a>) -> Vec<(&'s ClaimSet, &'s StatisticsEntry<'a>)> {
    let mut latest: BTreeMap<_, Option<AsOf>> = BTreeMap::new();
    for (subject, entries) in &series.rows {
        let found = latest.entry(group(subject)).or_default();
        *found = entries.last().and_then(|entry| entry.as_of).max(*found);
    }
    let last = series.rows.iter().filter_map(|(subject, entries)| Some((subject, entries.last()?)));
    last.filter(|(subject, entry)| latest.get(&group(subject)) == Some(&entry.as_of)).collect()
}

/// One row as a figure, with its share, and the share as it was stated.
fn emit(
    work: &mut Builder<'_>,
    series: &Series<'_>,
    subject: &ClaimSet,
    entry: &StatisticsEntry<'_>,
    id: &str,
    at: Option<AsOf>,
) {
    let base = series.base(subject, entry);
    let is_published = at.is_some() && at == entry.published && at != entry.as_of;
    let dated = at.map(|day| (day, if is_published { "published" } else { "dated" }));
    let is_multiple = entry.row.multiple.value().copied().unwrap_or(false);
    // The day is part of what the figure is: a row of another day is another figure.
    let day = dated.map(|_| if is_published { entry.row.published_on.origin() } else { day_of(entry) });
    let count =
        count(work, subject, entry, base.as_ref(), id).dated(dated).origins(day).chosen_by(series.days(subject));
    // Parts of a question with several answers overlap: each says so for itself.
    let count = if is_multiple { count.qualified(work.phrase("multiple")) } else { count };
    // The current value is that of a publication: its id leads there.
    let count = if let (None, Some(day)) = (at, entry.day) { count.input(format!("{id}@{day}")) } else { count };
    work.add(count);
    if let Some(share) = &entry.row.share.known() {
        let draft =
            shared(work, subject, "claims.**.stated_share", format!("{id}.stated_share"), "stated").dated(dated);
        let draft = draft.arg("share", percent(share)).fact(share).origins(day).chosen_by(series.days(subject));
        work.add(draft.value(Some(Value::Share(share.value))));
    }
    share(work, series, subject, entry, base.as_ref(), id, dated);
}

/// The cell of the day that a row stands for: of its publication where it names no other.
fn day_of<'a>(entry: &StatisticsEntry<'a>) -> &'a Origin {
    if entry.row.as_of.known().is_some() { entry.row.as_of.origin() } else { entry.row.published_on.origin() }
}

fn shared(work: &Builder<'_>, subject: &ClaimSet, pattern: &'static str, id: String, how: &'static str) -> Draft {
    subject.draft(work, pattern, id, how).arg("of", subject.label(work))
}

/// A share as it was published, with all its decimals.
fn percent(share: &Fact<Decimal>) -> String {
    format!("{}%", grouped(&share.value))
}

/// The count of a row: as it stands, or bounded by its share of a known base.
fn count(
    work: &Builder<'_>,
    subject: &ClaimSet,
    entry: &StatisticsEntry<'_>,
    base: Option<&(ClaimSet, StatisticsEntry<'_>)>,
    id: &str,
) -> Draft {
    let draft = |how| subject.draft(work, subject.pattern(), id.to_owned(), how);
    let row = entry.row;
    let basis = row
        .basis
        .value()
        .map_or_else(|| work.phrase("no_basis"), |basis| work.pack.terms.ko("basis", basis).to_owned());
    if let Some(count) = row.count.known() {
        let text = work.text(&Value::Count(count.value), count.certainty, &work.unit(subject.pattern()));
        return draft("stated")
            .arg("basis", basis)
            .arg("count", text)
            .fact(count)
            .value(Some(Value::Count(count.value)));
    }
    let known_base = base.and_then(|(subject, entry)| Some((subject, entry, entry.row.count.known()?)));
    let (Some(share), Some((base, base_entry, whole))) = (row.share.known(), known_base) else {
        return draft("unknown").arg("basis", basis).field(&row.count);
    };
    let range = counts_of(share.value, entry.places, whole);
    let (how, value) = match range {
        Some((least, most)) if least == most => ("only_count", Some(Value::Count(least))),
        Some((min, max)) => ("bounded", Some(Value::CountBetween { min, max })),
        None => ("no_count", None),
    };
    let day = base_entry.day.map(|day| format!("@{day}")).unwrap_or_default();
    draft(how)
        .arg("basis", basis)
        .arg("share", percent(share))
        .arg("base_name", base.label(work))
        .arg("base", work.text(&Value::Count(whole.value), whole.certainty, &work.unit(base.pattern())))
        .fact(share)
        .certainty(whole.certainty)
        .input(format!("{}{day}", base.id()))
        .value(value)
}

/// The counts that print as a share of a base; of an estimated base all that it may stand for.
fn counts_of(share: Decimal, places: u32, whole: &Fact<u64>) -> Option<(u64, u64)> {
    let (low, high) = spread(whole.value.into(), whole.certainty);
    let of = |base: Decimal| sums::counts_that_print(share, places, base.trunc().to_u64()?);
    Some((of(low)?.0, of(high)?.1))
}

/// The share of a row in its base: computed from counts where both are known, else as stated.
fn share(
    work: &mut Builder<'_>,
    series: &Series<'_>,
    subject: &ClaimSet,
    entry: &StatisticsEntry<'_>,
    base: Option<&(ClaimSet, StatisticsEntry<'_>)>,
    id: &str,
    dated: Option<(AsOf, &'static str)>,
) {
    let id_of_share = format!("{id}.share");
    let whole = base.and_then(|(subject, entry)| Some((subject, entry, entry.row.count.known()?)));
    let draft = if let (Some(part), Some((base, base_entry, whole))) = (entry.row.count.known(), whole) {
        let suffix = |day: Option<AsOf>| day.map(|day| format!("@{day}")).unwrap_or_default();
        shared(work, subject, "claims.**.share", id_of_share, "computed")
            .arg("part", work.text(&Value::Count(part.value), part.certainty, &work.unit(subject.pattern())))
            .arg("base", work.text(&Value::Count(whole.value), whole.certainty, &work.unit(base.pattern())))
            .arg("base_name", base.label(work))
            .ratio_of(Digits::default().and(part.value, part.certainty).and(whole.value, whole.certainty))
            .input(format!("{id}{}", suffix(entry.day)))
            .input(format!("{}{}", base.id(), suffix(base_entry.day)))
            .value(sums::share(part.value, whole.value).map(Value::Share))
    } else {
        let Some(stated) = entry.row.share.known() else { return };
        shared(work, subject, "claims.**.share", id_of_share, "stated")
            .arg("share", percent(stated))
            .fact(stated)
            .value(Some(Value::Share(stated.value)))
    };
    work.add(draft.dated(dated).chosen_by(series.days(subject)));
}

/// Totals under the day they stand for as well, and as points of the running total.
fn as_of_days(work: &mut Builder<'_>, series: &Series<'_>) {
    for (subject, entries) in series.rows.iter().filter(|(subject, _)| subject.part.is_none()) {
        // The latest publication of a day outranks the earlier ones.
        for entry in entries.iter().rev() {
            let Some(as_of) = entry.as_of else { continue };
            emit(work, series, subject, entry, &subject.id(), Some(as_of));
            if subject.scope == ClaimScope::All && subject.channel.is_none() {
                let count = work.field_text(&entry.row.count, &work.unit("claims.total"), Value::Count);
                let name = crate::korean::as_of(as_of);
                let draft = Draft::new("claims.cumulative.*", format!("claims.cumulative.{as_of}"), "stated");
                let draft = draft
                    .name(name)
                    .arg("count", count)
                    .field(&entry.row.count)
                    .chosen_by(series.days(subject))
                    .inputs(entry.day.map(|day| format!("claims.total@{day}")));
                work.add_later(draft.value(entry.row.count.value().map(|count| Value::Count(*count))));
            }
        }
    }
}

/// Several counted channels are added up, unless one says that its claims may also stand in another.
fn sum_channels(work: &mut Builder<'_>, series: &Series<'_>) {
    if series.channels.is_empty() {
        return;
    }
    let overlapping = series.channels.iter().any(|id| {
        let others = channel(work, id).map(|channel| channel.record.text("overlaps"));
        let others = others.and_then(|field| field.value().cloned()).unwrap_or_default();
        others.split([',', '·', ' ', ';']).any(|other| series.channels.iter().any(|found| found == other.trim()))
    });
    let mut by: BTreeMap<ClaimSet, Vec<String>> = BTreeMap::new();
    for (subject, _) in current(series) {
        if subject.scope != ClaimScope::Outside {
            by.entry(ClaimSet { channel: None, ..subject.clone() }).or_default().push(subject.id());
        }
    }
    for (subject, ids) in by {
        let parts: Vec<_> = ids.iter().filter_map(|id| work.figures.get(id)).collect();
        let counts: Option<Vec<(u64, Certainty)>> = parts
            .iter()
            .map(
                |figure| {
                    if let Some(Value::Count(count)) = figure.value { Some((count, figure.certainty)) } else { None }
                },
            )
            .collect();
        let known = counts.iter().flatten();
        let digits = known.fold(Digits::default(), |all, (count, certainty)| all.and(*count, *certainty));
        let sum = counts.and_then(|counts| sums::sum_counts(counts.into_iter().map(|(count, _)| count)));
        let terms: Vec<String> = ids.iter().map(|id| work.shown(id)).collect();
        let how = if overlapping { "overlapping" } else { "channels" };
        let draft = subject.draft(work, subject.pattern(), subject.id(), how).arg("terms", work.joined(&terms));
        let draft = draft.inputs(ids).sum_of(digits);
        work.add(draft.value(sum.filter(|_| !overlapping).map(Value::Count)));
        if subject.part.is_some() {
            share_of_base(work, &subject);
        }
    }
}

/// Totals that nobody stated but that follow from the others.
fn derive_totals(work: &mut Builder<'_>) {
    let count = |work: &Builder<'_>, id: &str| match work.figures.get(id) {
        Some(figure) if let Some(Value::Count(count)) = figure.value => Some((count, figure.certainty)),
        _ => None,
    };
    let [all, own, affiliate] = [ClaimScope::All, ClaimScope::Own, ClaimScope::Affiliate].map(ClaimSet::total);
    let missing = |work: &Builder<'_>, subject: &ClaimSet| work.figures.get(&subject.id()).is_none();
    let (total, ours, theirs) = (count(work, &all.id()), count(work, &own.id()), count(work, &affiliate.id()));
    // Without an affiliate among the entities, the filer's own claims are all there are.
    let alone =
        !work.dossier.entities.iter().any(|entity| entity.relation.value().is_some_and(|code| code == "affiliate"));
    let mut derive = |subject: &ClaimSet, how, inputs: &[&ClaimSet], value: Option<u64>, digits: Digits| {
        if missing(work, subject) {
            let mut draft = subject.draft(work, subject.pattern(), subject.id(), how).sum_of(digits);
            for (name, input) in ["a", "b"].into_iter().zip(inputs) {
                draft = draft.arg(name, work.shown(&input.id())).input(input.id());
            }
            work.add(draft.value(value.map(Value::Count)));
        }
    };
    let one = |a: (u64, Certainty)| Digits::default().and(a.0, a.1);
    match (total, ours, theirs) {
        (None, Some(a), Some(b)) => derive(&all, "sum", &[&own, &affiliate], a.0.checked_add(b.0), one(a).join(one(b))),
        (None, Some(a), None) if alone => derive(&all, "only", &[&own], Some(a.0), one(a)),
        (Some(a), None, None) if alone => derive(&own, "only", &[&all], Some(a.0), one(a)),
        (Some(a), Some(b), None) if !alone => {
            derive(&affiliate, "rest", &[&all, &own], a.0.checked_sub(b.0), one(a).join(one(b)));
        }
        _ => {}
    }
}

fn bases_and_days(work: &mut Builder<'_>, series: &Series<'_>) {
    let dimensions: BTreeSet<&String> = series
        .rows
        .keys()
        .filter(|subject| subject.scope != ClaimScope::Outside)
        .filter_map(|subject| Some(&subject.part.as_ref()?.0))
        .collect();
    for dimension in dimensions {
        base_of(
            work,
            if series.has(ClaimScope::All, dimension) { ClaimScope::All } else { ClaimScope::Own },
            dimension,
        );
    }
    cumulate(work);
    work.add_kept();
}
