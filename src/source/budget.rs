//! How much a file may cost before it is refused: one table of limits, each with a name, a default and a flag.
//!
//! A limit guards memory and time, not taste: defaults lie far above what a spreadsheet program can make by hand.

/// Declares the limits once: field, name on the command line, default, and what it limits.
macro_rules! limits {
    ($($(#[$doc:meta])* $field:ident = $default:expr;)*) => {
        /// Limits on the files of a case. `bogo … --limit NAME=N` sets one; `docs/limits.md` explains each.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Budget {
            $($(#[$doc])* pub $field: u64,)*
        }

        impl Default for Budget {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl Budget {
            /// Every limit with its present value, in the order of the documentation.
            #[must_use]
            pub fn limits(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($field), self.$field),)*]
            }

            fn limit(&mut self, name: &str) -> Option<&mut u64> {
                match name {
                    $(stringify!($field) => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

limits! {
    /// Bytes of a workbook's file.
    file = 1 << 30;
    /// Bytes of a text file.
    text = 8 << 30;
    /// Parts in an archive.
    parts = 10_000;
    /// Bytes of a sheet once unpacked: a million rows of ten columns are about a quarter of it.
    sheet = 2 << 30;
    /// Bytes of a part of any other kind once unpacked: shared strings are held whole.
    part = 512 << 20;
    /// Bytes of all parts once unpacked.
    total = 4 << 30;
    /// How many times larger an archive may become, where what it becomes is large enough to do harm.
    ratio = 500;
    /// Cells that hold something, in one sheet.
    cells = 200_000_000;
    /// Cells of a sheet in a format that cannot be streamed (xls, ods), empty ones between others included.
    held = 10_000_000;
    /// The last column that may hold something.
    columns = 16_384;
    /// Bytes of the text in one cell; a spreadsheet program holds 32,767 characters.
    string = 1 << 20;
    /// Elements of markup inside one another.
    depth = 100;
    /// Bytes of one record of a text file, and of the text that stands in one row of a sheet.
    record = 16 << 20;
    /// Bytes of memory of the child process that reads formats which cannot be streamed.
    memory = 2 << 30;
    /// Seconds that it may take.
    seconds = 120;
}

impl Budget {
    /// Sets the limit that `NAME=N` names; `K`, `M` and `G` stand for powers of 1024. Says whether there is such a limit
    /// and such a number.
    pub fn set(&mut self, words: &str) -> bool {
        let Some((name, number)) = words.split_once('=') else { return false };
        let (digits, shift) = match number.as_bytes().last() {
            Some(b'K' | b'k') => (&number[..number.len() - 1], 10),
            Some(b'M' | b'm') => (&number[..number.len() - 1], 20),
            Some(b'G' | b'g') => (&number[..number.len() - 1], 30),
            _ => (number, 0),
        };
        let value = digits.parse::<u64>().ok().and_then(|value| value.checked_mul(1 << shift));
        match (self.limit(name), value) {
            (Some(limit), Some(value)) => {
                *limit = value;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_by_its_name() {
        let mut budget = Budget::default();
        assert!(budget.set("memory=512M") && budget.set("cells=7"));
        assert_eq!((budget.memory, budget.cells), (512 << 20, 7));
        for odd in ["memory", "memory=", "memory=-1", "memory=1.5G", "nothing=1", "file=99999999999G", "=1"] {
            assert!(!budget.set(odd), "{odd}");
        }
        assert_eq!(budget, Budget { memory: 512 << 20, cells: 7, ..Budget::default() });
    }
}
