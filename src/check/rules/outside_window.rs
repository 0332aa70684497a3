//! CLM07: claims received, or counted, outside the days on which the channel took claims.

use chrono::NaiveDate;

use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Channel;
use crate::finding::Finding;
use crate::origin::Origin;

rule::rule!("CLM07", Error);

/// A day that lies outside, where it stands, and how many claims it carries.
type Stray = (NaiveDate, Origin, &'static str, u64);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings: Vec<Finding> = finding_of_rows(subject).into_iter().collect();
    for channel in &subject.dossier.channels {
        let window = window([channel].into_iter());
        let rows = subject.dossier.claim_counts.iter().filter(|row| row.channel.value() == channel.id.value());
        let mut strays: Vec<Stray> = Vec::new();
        for row in rows {
            let count = row.count.value().copied().unwrap_or(0);
            let by_day = row.dimension.value().is_some_and(|dimension| dimension == "day");
            let day = row.key().filter(|_| by_day).and_then(|day| day.parse::<NaiveDate>().ok());
            if let Some(day) = day.filter(|day| outside(*day, window)) {
                strays.push((day, row.code.origin().clone(), "claim_count.code", count));
            }
            if let (Some(as_of), Some(opened)) = (row.as_of.value(), channel.opened.value())
                && as_of.day() < *opened
            {
                strays.push((as_of.day(), row.as_of.origin().clone(), "claim_count.as_of", count));
            }
        }
        findings.extend(finding(&strays, &[channel], window));
    }
    Ok(findings)
}

fn finding_of_rows(subject: &CheckInput<'_>) -> Option<Finding> {
    let is_counted = |row: &&Channel| row.counted.value().copied().unwrap_or(true);
    let counted: Vec<&Channel> = subject.dossier.channels.iter().filter(is_counted).collect();
    let window = window(counted.iter().copied());
    let days = subject.dossier.claims.as_ref()?.by.get("day")?;
    let strays: Vec<Stray> = days
        .iter()
        .filter_map(|(day, group)| Some((day.parse().ok()?, group.origin.clone(), "claim.received", group.count)))
        .filter(|(day, ..)| outside(*day, window))
        .collect();
    finding(&strays, &counted, window)
}

type Window = (Option<NaiveDate>, Option<NaiveDate>);

/// From the first opening to the last closing; an end that is not known is open.
fn window<'a>(channels: impl Iterator<Item = &'a Channel> + Clone) -> Window {
    let opened = channels.clone().map(|row| row.opened.value().copied()).min().flatten();
    let closed: Option<Vec<NaiveDate>> = channels.map(|row| row.closed.value().copied()).collect();
    (opened, closed.and_then(|days| days.into_iter().max()))
}

fn outside(day: NaiveDate, (opened, closed): Window) -> bool {
    opened.is_some_and(|opened| day < opened) || closed.is_some_and(|closed| day > closed)
}

fn finding(strays: &[Stray], channels: &[&Channel], window: Window) -> Option<Finding> {
    let (day, origin, field, _) = strays.first()?;
    let count = strays.iter().map(|(.., count)| count).fold(0_u64, |sum, count| sum.saturating_add(*count));
    let end = |day: Option<NaiveDate>| day.map_or_else(|| "…".into(), say::date);
    let mut finding = RULE
        .on(origin)
        .field(*field)
        .with("found", say::date(*day))
        .with("count", say::count(count))
        .with("opened", end(window.0))
        .with("closed", end(window.1));
    for channel in channels {
        finding = finding.related(channel.opened.origin(), say::text(&channel.name));
    }
    Some(strays.iter().skip(1).fold(finding, |finding, (day, origin, ..)| finding.related(origin, say::date(*day))))
}
