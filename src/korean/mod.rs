//! Korean official style (공문서 작성): dates, times, amounts, durations, particles, item marks; and near misses.

mod near;
mod number;
mod particle;
mod style;

pub use near::nearest;
pub use number::{grouped, hangul_number};
pub use particle::{PARTICLES, particle};
pub use style::{amount_in_words, date, duration, item_mark, moment, value};
