//! Colours and lines.

/// A colour of the sRGB space, one byte a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Colour(pub u8, pub u8, pub u8);

/// A line along one edge of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Points; 0 is no line.
    pub width: f32,
    pub colour: Colour,
}

/// Top, right, bottom, left.
pub type Sides<T> = [T; 4];

/// `#rrggbb`.
pub(super) fn hex(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Colour(byte(0)?, byte(2)?, byte(4)?))
}
