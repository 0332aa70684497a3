//! A double as the decimal digits that a person sees: fifteen of them, as spreadsheets keep them.

/// Digits and where the point stands among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShownDigits {
    /// Without zeros at either end.
    digits: Vec<u8>,
    /// How many of them stand before the point; negative where zeros follow it.
    point: i32,
}

impl ShownDigits {
    /// The digits of a number, whatever its sign. What is no number has none.
    pub(super) fn of(value: f64) -> Self {
        // Whole numbers of sixteen digits are shown in full as long as a double holds them.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let text = if value.fract() == 0.0 && value.abs() <= EXACT {
            format!("{:e}", value.abs())
        } else {
            format!("{:.14e}", value.abs())
        };
        let none = Self { digits: Vec::new(), point: 0 };
        if !value.is_finite() {
            return none;
        }
        let Some((mantissa, exponent)) = text.split_once('e') else { return none };
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        Self { digits, point: exponent.parse::<i32>().unwrap_or(0) + 1 }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= i32::try_from(zeros).unwrap_or(0);
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Times a power of ten.
    pub(super) fn shifted(mut self, by: i32) -> Self {
        if !self.is_zero() {
            self.point += by;
        }
        self
    }

    /// The power of ten of the first digit.
    pub(super) fn exponent(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }

    /// To so many places behind the point, half away from zero.
    pub(super) fn rounded(mut self, places: usize) -> Self {
        let kept = self.point.saturating_add(i32::try_from(places).unwrap_or(i32::MAX));
        let Ok(kept) = usize::try_from(kept) else { return Self { digits: Vec::new(), point: 0 } };
        if kept >= self.digits.len() {
            return self;
        }
        let up = self.digits[kept] >= 5;
        self.digits.truncate(kept);
        if up {
            let nines = self.digits.iter().rev().take_while(|digit| **digit == 9).count();
            self.digits.truncate(kept - nines);
            if let Some(last) = self.digits.last_mut() {
                *last += 1;
            } else {
                self.digits.push(1);
                self.point += 1;
            }
        }
        self.trimmed()
    }

    /// Digits before the point; none of a fraction.
    pub(super) fn whole(&self) -> String {
        let count = usize::try_from(self.point).unwrap_or(0);
        (0..count).map(|at| char::from(b'0' + self.digits.get(at).copied().unwrap_or(0))).collect()
    }

    /// Digits behind the point, without zeros at the end.
    pub(super) fn fraction(&self) -> String {
        let zeros = usize::try_from(-self.point).unwrap_or(0);
        let from = usize::try_from(self.point).unwrap_or(0).min(self.digits.len());
        let digits = self.digits[from..].iter().map(|digit| char::from(b'0' + digit));
        if from == self.digits.len() { String::new() } else { std::iter::repeat_n('0', zeros).chain(digits).collect() }
    }
}
