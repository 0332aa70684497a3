//! Korean official style (공문서 작성): dates, times, amounts, durations, particles, item marks; near misses; what is
//! not Korean; what a remark speaks of; the arithmetic that a text states.

pub mod arithmetic;
mod compose;
mod foreign;
mod near;
mod number;
mod particle;
pub mod read;
mod style;
mod term;

pub use compose::{compose, is_decomposed};
pub use foreign::english;
pub use near::nearest;
pub use number::{grouped, hangul_number};
pub use particle::{PARTICLES, particle};
pub use style::{amount_in_words, as_of, date, duration, item_mark, moment, value};
pub use term::terms;
