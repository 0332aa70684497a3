//! The end of an outage where only its bounds are known: the column of the end says them, so that whoever asks for the end is
//! told what is known of it.

use super::record::OUTAGE_END;
use crate::mapping::TypedRow;
use crate::pack::SheetSchema;
use crate::value::{Fact, Field, Within};

/// Puts the bounds into the column of the end, where that is empty.
pub(super) fn settle(schema: &SheetSchema, row: &mut TypedRow) {
    let [Some(at), Some(after), Some(by)] = OUTAGE_END.map(|field| schema.index(field)) else { return };
    let bound = |at: usize| row.fields[at].value().and_then(Within::of);
    let (Field::Blank(_), Some(latest)) = (&row.fields[at], bound(by)) else { return };
    let value = Within { after: bound(after).and_then(|bound| bound.after), by: latest.by }.value();
    if let Field::Known(fact) = &row.fields[by] {
        let fact = Fact { value, certainty: fact.certainty, origin: fact.origin.clone() };
        row.fields[at] = Field::Known(fact);
    }
}
