//! Typed views of the sheets that figures and rules compute with. Each keeps its [`Record`] for pages.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Record;
use crate::origin::Origin;
use crate::time::{AsOf, Elapsed, Moment};
use crate::value::Field;

/// Declares a typed view: field name, kind of getter, type.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $getter:ident $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            /// The row behind this view.
            pub record: Record,
            $($(#[$field_doc])* pub $field: Field<$type>,)*
        }

        impl From<Record> for $name {
            fn from(record: Record) -> Self {
                Self { $($field: record.$getter(stringify!($field)),)* record }
            }
        }

        impl $name {
            /// The fields this view asks of its sheet; a test holds them against the schema.
            pub const FIELDS: &[&str] = &[$(stringify!($field)),*];
        }
    };
}

view! {
    /// A legal person (사업자).
    Entity { id: text String, name: text String, relation: code String, users_daily: count u64, traffic_share: share Decimal, }
}

view! {
    /// An outage (장애); its named moments are read with [`Outage::moment`].
    Outage { id: text String, title: text String, stated_duration: duration Elapsed, cause: text String, cause_class: codes Vec<String>, users_share: share Decimal, }
}

impl Outage {
    /// A named moment, such as `outage_start_ministry`.
    #[must_use]
    pub fn moment(&self, name: &str) -> Field<Moment> {
        self.record.moment(name)
    }

    /// Ids of the named moments of the sheet, in its order.
    pub fn moment_names(&self) -> impl Iterator<Item = &str> {
        self.record.schema.field.iter().filter(|field| field.moment).map(|field| field.id.as_str())
    }
}

view! {
    /// A row of the timeline (경과).
    Event { outage: text String, at: moment Moment, until: moment Moment, precision: code String, kind: code String, what: text String, asserted_by: text String, standing: code String, }
}

view! {
    /// A service of one entity, down from … to … in one outage (중단).
    Interruption {
        id: text String, outage: text String, entity: text String, service: text String, function: text String, fee_form: code String,
        started_at: moment Moment, partly_restored_at: moment Moment,
        restored_at: moment Moment, restored_after: moment Moment, restored_by: moment Moment,
        stated_duration: duration Elapsed, users_affected: count u64, users_daily: count u64, users_share: share Decimal,
    }
}

view! {
    /// A notice to users (고지).
    Notice { outage: text String, entity: text String, at: moment Moment, channel: code String, content: codes Vec<String>, }
}

view! {
    /// A channel that takes claims (접수창구).
    Channel {
        id: text String, entity: text String, name: text String,
        /// Whether its claims enter the total; an outside body's own intake never does.
        counted: flag bool,
        opened: date NaiveDate, closed: date NaiveDate, closed_first: date NaiveDate, extended_on: date NaiveDate, days: count u64,
    }
}

view! {
    /// A row of claim statistics (피해접수통계). Rows that differ only in `published_on` restate one another.
    ClaimCount {
        channel: text String, scope: code String, as_of: as_of AsOf, published_on: date NaiveDate, dimension: code String,
        /// The code within the dimension, as the cell writes it; see [`ClaimCount::key`].
        code: text String,
        count: count u64, share: share Decimal, multiple: flag bool, basis: code String, reason: text String,
    }
}

impl ClaimCount {
    /// The code in `snake_case` of the dimension's list, resolved while mapping (`total` for the total row).
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.code.value().map(String::as_str)
    }

    /// Whether a contradiction is the filer's own to correct.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.basis.value().is_some_and(|basis| basis == "own")
    }
}

view! {
    /// A row of the compensation standard (보상기준).
    Standard {
        id: text String, scheme: text String, target: text String, claimant: code String, character: code String,
        loss_from: won Decimal, loss_from_open: flag bool, loss_to: won Decimal, loss_to_open: flag bool,
        review: flag bool, loss_capped: flag bool, form: code String, amount: amount Decimal, unit: code String,
    }
}

impl Standard {
    /// Whether a loss lies in the tier. 하한 초과 and 상한 미만 make a bound open; bounds are closed otherwise.
    #[must_use]
    pub fn covers(&self, loss: Decimal) -> bool {
        let flag = |field: &Field<bool>| field.value().copied().unwrap_or(false);
        let above = self
            .loss_from
            .value()
            .is_none_or(|from| if flag(&self.loss_from_open) { loss > *from } else { loss >= *from });
        let below =
            self.loss_to.value().is_none_or(|to| if flag(&self.loss_to_open) { loss < *to } else { loss <= *to });
        above && below
    }

    /// Whether it is a tier by loss at all.
    #[must_use]
    pub fn is_tier(&self) -> bool {
        self.loss_from.value().is_some() || self.loss_to.value().is_some()
    }
}

view! {
    /// A row of payout statistics (보상지급통계).
    PayoutCount {
        id: text String, standard: text String, target: text String, claimant: code String, character: code String, form: code String,
        state: code String, scope: text String, partial: text String, as_of: as_of AsOf,
        applied: count u64, accepted: count u64, paid: count u64,
        amount: amount Decimal, unit: code String, value: won Decimal, value_basis: text String, basis: code String,
        supersedes: text String, reason: text String,
    }
}

view! {
    /// A regulator's demand, a finding of its investigation, or the company's own measure (시정요구).
    Demand { id: text String, origin: code String, entity: text String, received: date NaiveDate, phase: code String, text: text String, result: text String, plan: text String, state: code String, }
}

view! {
    /// What was already filed or noticed (제출이력).
    Filed { outage: text String, duty: text String, at: moment Moment, }
}

/// A row-level payout (보상지급), compact: there may be very many.
#[derive(Debug, Clone)]
pub struct Payout {
    /// The row.
    pub origin: Origin,
    pub id: String,
    /// The claim it answers, when it answers one.
    pub claim: Option<String>,
    pub standard: Option<String>,
    pub claimant: Option<String>,
    pub character: Option<String>,
    pub form: String,
    pub amount: Field<Decimal>,
    /// Code of list `unit`; won when the cell is blank.
    pub unit: String,
    /// Won value, only with a stated basis.
    pub value: Field<Decimal>,
    pub value_basis: Option<String>,
    /// The loss that was accepted.
    pub loss: Field<Decimal>,
    pub paid_on: Field<NaiveDate>,
    pub state: String,
    pub columns: PayoutColumns,
}

/// Where the names of a payout stand in its row, as column numbers; 0 for a column that the sheet lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PayoutColumns {
    pub id: u32,
    pub claim: u32,
    pub standard: u32,
}

impl Payout {
    /// The cell of one of its names; the row where the sheet has no such column.
    #[must_use]
    pub fn cell(&self, column: u32) -> Origin {
        match self.origin.address() {
            Some(at) if column > 0 => Origin::cell(&self.origin.sheet, at.row, column),
            _ => self.origin.clone(),
        }
    }
}
