//! On which pages of which PDF a cell lands.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Result;
use crate::filing::Filing;
use crate::lineage::PlaceUse;
use crate::pack::Pack;
use crate::render::{self, Pages};

/// The pages of the filings that print something of the cells, by the name of their files.
pub(super) struct Landing(BTreeMap<String, Pages>);

impl Landing {
    /// Lays out the filings that are asked of, and no other.
    pub(super) fn of(places: &[PlaceUse], filings: &[Filing], pack: &Pack) -> Result<Self> {
        let asked = filings.par_iter().filter(|filing| places.iter().any(|place| place.file == filing.file));
        let laid = asked.map(|filing| {
            let document = render::document(pack, filing)?;
            Ok((filing.file.clone(), render::pages(pack, filing, &document)?))
        });
        laid.collect::<Result<_>>().map(Self)
    }

    /// First and last page of a place.
    pub(super) fn pages(&self, place: &PlaceUse) -> Option<(usize, usize)> {
        let pages = self.0.get(&place.file)?;
        match (place.spot, &place.section, &place.item) {
            (_, Some([section, ..]), Some([item, ..])) => pages.of(section, item),
            ("head", ..) => Some((1, 1)),
            ("summary", ..) => Some((pages.summary, pages.summary)),
            _ => None,
        }
    }
}
