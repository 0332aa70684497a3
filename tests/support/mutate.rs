//! Changes bytes as accidents and attackers do, from a seed: the same seed, the same bytes.

use super::archive;

/// A small generator of numbers (`SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; zero when there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("small")).expect("small")
    }
}

/// Sizes that break arithmetic, lowest byte first.
const EXTREMES: [[u8; 4]; 7] = [
    [0xFF; 4],
    [0xFE, 0xFF, 0xFF, 0xFF],
    [0xFF, 0xFF, 0xFF, 0x7F],
    [0, 0, 0, 0x80],
    [0, 0, 0x10, 0],
    [0; 4],
    [0xFF, 0xFF, 0, 0],
];

/// Numbers that break arithmetic, as text.
const NUMBERS: [&str; 8] = ["0", "-1", "65536", "1048577", "2147483648", "4294967295", "99999999999999999999", "1e308"];

/// A few changes anywhere in the bytes.
pub(crate) fn raw(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        one(bytes, random);
    }
}

fn one(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    let (from, length) = (random.below(bytes.len()), 1 + random.below(64));
    let piece: Vec<u8> = bytes[from..bytes.len().min(from + length)].to_vec();
    match random.below(9) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = u8::try_from(random.below(256)).expect("a byte"),
        2 => bytes.truncate(at),
        3 => {
            bytes.splice(at..at, piece);
        }
        4 => {
            let end = bytes.len().min(at + piece.len());
            bytes.splice(at..end, piece);
        }
        5 => {
            let end = bytes.len().min(at + length);
            bytes.drain(at..end);
        }
        6 => {
            let extreme = EXTREMES[random.below(EXTREMES.len())];
            let end = bytes.len().min(at + 4);
            bytes.splice(at..end, extreme);
        }
        7 => number(bytes, at, random),
        _ => {
            let end = bytes.len().min(at + length);
            bytes[at..end].fill(0);
        }
    }
}

/// Puts another number in the place of the next one.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
    let end = bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |found| start + found);
    bytes.splice(start..end, NUMBERS[random.below(NUMBERS.len())].bytes());
}

/// An archive with changes inside one of its parts, packed anew.
pub(crate) fn inside(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut parts = archive::parts(bytes);
    let index = random.below(parts.len());
    match random.below(12) {
        // A part gone, doubled under another name, or exchanged for another one.
        0 => {
            parts.remove(index);
        }
        1 => {
            let other = parts[random.below(parts.len())].1.clone();
            parts[index].1 = other;
        }
        _ => raw(&mut parts[index].1, random),
    }
    archive::packed(&parts)
}
