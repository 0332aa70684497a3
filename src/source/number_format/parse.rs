//! A format code as sections of tokens: quotation, escapes, brackets, and letters that mean one thing among digits and
//! another among dates.

/// What is shown for a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FormatSection {
    pub condition: Option<FormatCondition>,
    pub tokens: Vec<Token>,
    pub kind: SectionKind,
    /// It is written in a colour of its own, as negative numbers are.
    pub has_colour: bool,
    /// Its names of days and halves of days are Korean.
    pub is_korean: bool,
    /// How many times a thousand is left out.
    pub thousands: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionKind {
    General,
    Number,
    Date,
    Text,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Quoted, escaped, or a sign that means nothing else.
    Literal(String),
    /// Room as wide as a sign.
    Space,
    Currency(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    /// Between digits it groups them; behind them it leaves out a thousand.
    Comma,
    Percent,
    /// `E+`, or `E-`, which shows no plus.
    Exponent(bool),
    /// Of a fraction.
    Slash,
    General,
    At,
    /// A part of a date and how many letters it is written with.
    Date(FormatToken, usize),
    /// Hours, minutes or seconds beyond their round.
    Elapsed(FormatToken, usize),
    /// Fractions of a second: how many digits.
    Fraction(usize),
    /// AM/PM, or A/P.
    Half(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormatToken {
    Year,
    Month,
    Day,
    Weekday,
    Hour,
    Minute,
    Second,
    /// A name of an era, which is shown as none.
    Era,
}

/// `[>=100]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FormatCondition {
    sign: &'static str,
    than: f64,
}

impl FormatCondition {
    fn parse(text: &str) -> Option<Self> {
        let sign = ["<=", ">=", "<>", "<", ">", "="].into_iter().find(|sign| text.starts_with(sign))?;
        let than = text[sign.len()..].trim().parse::<f64>().ok().filter(|than| than.is_finite())?;
        Some(Self { sign, than })
    }

    #[allow(clippy::float_cmp, reason = "a condition compares what the cell holds")]
    pub(super) fn holds(&self, value: f64) -> bool {
        match self.sign {
            "<=" => value <= self.than,
            ">=" => value >= self.than,
            "<>" => value != self.than,
            "<" => value < self.than,
            ">" => value > self.than,
            _ => value == self.than,
        }
    }

    /// Whether it lets nothing but negative numbers pass.
    pub(super) fn is_negative(&self) -> bool {
        match self.sign {
            "<" => self.than <= 0.0,
            "<=" | "=" => self.than < 0.0,
            _ => false,
        }
    }

    /// Whether what it does not let pass is negative.
    pub(super) fn is_not_negative(&self) -> bool {
        matches!(self.sign, ">=" | ">") && self.than == 0.0
    }
}

/// The sections of a code, text among them.
pub(super) fn sections(code: &str) -> Vec<FormatSection> {
    let letters: Vec<char> = code.chars().collect();
    let mut scan = FormatScan { letters: &letters, at: 0 };
    let mut sections = Vec::new();
    while let Some(section) = scan.section() {
        sections.push(section);
    }
    sections
}

struct FormatScan<'c> {
    letters: &'c [char],
    at: usize,
}

impl FormatScan<'_> {
    /// The next section; nothing behind the last.
    fn section(&mut self) -> Option<FormatSection> {
        if self.at > self.letters.len() {
            return None;
        }
        let mut section = FormatSection {
            condition: None,
            tokens: Vec::new(),
            kind: SectionKind::Number,
            has_colour: false,
            is_korean: false,
            thousands: 0,
        };
        loop {
            let Some(&c) = self.letters.get(self.at) else {
                self.at += 1;
                break;
            };
            self.at += 1;
            if c == ';' {
                break;
            }
            self.piece(c, &mut section);
        }
        section.settle();
        Some(section)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.letters.get(self.at).copied();
        self.at += usize::from(c.is_some());
        c
    }

    /// Whether a word stands here, in either case; it is passed over if so.
    fn eat(&mut self, word: &str) -> bool {
        let length = word.chars().count();
        let here = self.letters.get(self.at..self.at + length);
        let found = here.is_some_and(|here| here.iter().zip(word.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b)));
        self.at += if found { length } else { 0 };
        found
    }

    /// How often a letter, of which one was read, stands here.
    fn run(&mut self, c: char) -> usize {
        let more = self.letters[self.at..].iter().take_while(|next| next.eq_ignore_ascii_case(&c)).count();
        self.at += more;
        more + 1
    }

    fn piece(&mut self, c: char, section: &mut FormatSection) {
        self.at -= 1;
        let word = if self.eat("General") || self.eat("G/표준") {
            Some(Token::General)
        } else if self.eat("AM/PM") || self.eat("오전/오후") {
            Some(Token::Half(false))
        } else if self.eat("A/P") {
            Some(Token::Half(true))
        } else {
            None
        };
        if let Some(word) = word {
            section.tokens.push(word);
            return;
        }
        self.at += 1;
        let token = match c {
            '"' => {
                let end = self.letters[self.at..].iter().position(|c| *c == '"');
                let end = end.map_or(self.letters.len(), |end| self.at + end);
                let text: String = self.letters[self.at..end].iter().collect();
                self.at = (end + 1).min(self.letters.len());
                Token::Literal(text)
            }
            '\\' => match self.next() {
                Some(c) => Token::Literal(c.to_string()),
                None => return,
            },
            '_' => {
                self.next();
                Token::Space
            }
            '*' => {
                self.next();
                return;
            }
            '[' => {
                let end = self.letters[self.at..].iter().position(|c| *c == ']');
                let end = end.map_or(self.letters.len(), |end| self.at + end);
                let inside: String = self.letters[self.at..end].iter().collect();
                self.at = (end + 1).min(self.letters.len());
                section.bracket(&inside);
                return;
            }
            '0' | '#' | '?' => Token::Digit(c),
            '.' => self.point(section),
            ',' => Token::Comma,
            '%' => Token::Percent,
            '/' => Token::Slash,
            '@' => Token::At,
            'e' | 'E' if matches!(self.letters.get(self.at), Some('+' | '-')) && section.has_digits() => {
                Token::Exponent(self.next() == Some('+'))
            }
            _ => self.letter(c),
        };
        section.tokens.push(token);
    }

    /// A point, or the fraction of the seconds before it.
    fn point(&mut self, section: &FormatSection) -> Token {
        let is_behind = matches!(
            section.tokens.last(),
            Some(Token::Date(FormatToken::Second, _) | Token::Elapsed(FormatToken::Second, _))
        );
        if is_behind && self.letters.get(self.at) == Some(&'0') {
            self.at += 1;
            return Token::Fraction(self.run('0'));
        }
        Token::Point
    }

    fn letter(&mut self, c: char) -> Token {
        let part = match c.to_ascii_lowercase() {
            'y' | 'e' => FormatToken::Year,
            'm' => FormatToken::Month,
            'd' => FormatToken::Day,
            'h' => FormatToken::Hour,
            's' => FormatToken::Second,
            'g' => FormatToken::Era,
            'a' if self
                .letters
                .get(self.at..self.at + 2)
                .is_some_and(|more| more.iter().all(|c| matches!(c, 'a' | 'A'))) =>
            {
                FormatToken::Weekday
            }
            _ => return Token::Literal(c.to_string()),
        };
        let count = self.run(c);
        // An e of any length is a year in full.
        Token::Date(part, if matches!(c, 'e' | 'E') { 4 } else { count })
    }
}

impl FormatSection {
    fn has_digits(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Digit(_)))
    }

    /// What stands in square brackets.
    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_lowercase();
        let is_run = |letter: char| !lower.is_empty() && lower.chars().all(|c| c == letter);
        let elapsed = [('h', FormatToken::Hour), ('m', FormatToken::Minute), ('s', FormatToken::Second)];
        if let Some(currency) = inside.strip_prefix('$') {
            let (sign, locale) = currency.rsplit_once('-').unwrap_or((currency, ""));
            self.is_korean |= is_korean(locale);
            if !sign.is_empty() {
                self.tokens.push(Token::Currency(sign.to_owned()));
            }
        } else if let Some((_, part)) = elapsed.into_iter().find(|(letter, _)| is_run(*letter)) {
            self.tokens.push(Token::Elapsed(part, lower.len()));
        } else if let Some(condition) = FormatCondition::parse(inside) {
            self.condition = Some(condition);
        } else {
            const COLOURS: [&str; 18] = [
                "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "color", "검정", "파랑", "녹청",
                "녹색", "자홍", "빨강", "흰색", "노랑", "색",
            ];
            self.has_colour |= COLOURS.iter().any(|colour| lower.starts_with(colour));
        }
    }

    /// Whether hours, minutes or seconds are counted on beyond their round.
    pub(super) fn counts_on(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Elapsed(..)))
    }

    /// Whether a time of day is shown.
    pub(super) fn shows_hours(&self) -> bool {
        let shows =
            |token: &Token| matches!(token, Token::Date(FormatToken::Hour, _) | Token::Elapsed(..) | Token::Half(_));
        self.tokens.iter().any(shows)
    }

    /// Whether a part of a moment is shown.
    pub(super) fn shows(&self, part: FormatToken) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Date(own, _) | Token::Elapsed(own, _) if *own == part))
    }

    /// Decides what letters, commas and strokes mean together.
    fn settle(&mut self) {
        let has = |wanted: fn(&Token) -> bool| self.tokens.iter().any(wanted);
        let has_number = has(|token| matches!(token, Token::Digit(_) | Token::General));
        let has_date = has(|token| matches!(token, Token::Date(..) | Token::Elapsed(..) | Token::Half(_)));
        self.kind = match () {
            () if has_date && !has_number => SectionKind::Date,
            () if has(|token| matches!(token, Token::At)) && !has_number => SectionKind::Text,
            () if has(|token| matches!(token, Token::General)) => SectionKind::General,
            () => SectionKind::Number,
        };
        match self.kind {
            SectionKind::Date => self.minutes(),
            SectionKind::Text => {}
            SectionKind::General | SectionKind::Number => self.numbers(),
        }
    }

    /// An m beside hours or seconds is a minute.
    fn minutes(&mut self) {
        let parts: Vec<(usize, FormatToken)> = self
            .tokens
            .iter()
            .enumerate()
            .filter_map(|(at, token)| match token {
                Token::Date(part, _) | Token::Elapsed(part, _) => Some((at, *part)),
                _ => None,
            })
            .collect();
        for (index, (at, part)) in parts.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| parts[before].1);
            let after = parts.get(index + 1).map(|(_, part)| *part);
            let is_minute = before == Some(FormatToken::Hour) || after == Some(FormatToken::Second);
            if let Token::Date(part_of, 1 | 2) = &mut self.tokens[*at]
                && *part == FormatToken::Month
                && is_minute
            {
                *part_of = FormatToken::Minute;
            }
        }
    }

    /// Commas behind the digits leave out thousands; letters among digits are letters.
    fn numbers(&mut self) {
        let digits: Vec<usize> = self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| matches!(token, Token::Digit(_)))
            .map(|(at, _)| at)
            .collect();
        let (first, last) = (digits.first().copied(), digits.last().copied());
        let exponent = self.tokens.iter().position(|token| matches!(token, Token::Exponent(_)));
        let point = self.tokens.iter().position(|token| matches!(token, Token::Point));
        // Digits before the point or, of a number in powers of ten, before its exponent.
        let whole = point.or(exponent).unwrap_or(self.tokens.len());
        let last_whole = digits.iter().rev().find(|at| **at < whole).copied();
        let mut thousands = 0_u8;
        for at in 0..self.tokens.len() {
            let is_inside = first.is_some_and(|first| first < at) && last_whole.is_some_and(|last| at < last);
            let token = match &self.tokens[at] {
                Token::Comma if is_inside => Token::Comma,
                Token::Comma
                    if first.is_some_and(|first| first < at)
                        && (Some(at) > last || last_whole.is_some_and(|last| last < at && at < whole)) =>
                {
                    thousands = thousands.saturating_add(1);
                    Token::Literal(String::new())
                }
                Token::Comma => Token::Literal(",".to_owned()),
                Token::Date(part, count) => Token::Literal(part.letter().to_string().repeat(*count)),
                Token::Half(_) | Token::Elapsed(..) | Token::Fraction(_) | Token::At => Token::Literal(String::new()),
                Token::Slash if first.is_none_or(|first| at < first) || !self.has_denominator(at) => {
                    Token::Literal("/".to_owned())
                }
                other => other.clone(),
            };
            self.tokens[at] = token;
        }
        self.thousands = thousands;
    }

    /// Whether digits follow a stroke, or a number that it divides by.
    fn has_denominator(&self, at: usize) -> bool {
        match self.tokens.get(at + 1) {
            Some(Token::Digit(_)) => true,
            Some(Token::Literal(text)) => text.starts_with(|c: char| matches!(c, '1'..='9')),
            _ => false,
        }
    }
}

impl FormatToken {
    fn letter(self) -> char {
        match self {
            Self::Year => 'y',
            Self::Month | Self::Minute => 'm',
            Self::Day => 'd',
            Self::Weekday => 'a',
            Self::Hour => 'h',
            Self::Second => 's',
            Self::Era => 'g',
        }
    }
}

/// A locale as a number, its upper bits aside, or by name.
fn is_korean(locale: &str) -> bool {
    const KOREAN: u32 = 0x0412;
    let number = u32::from_str_radix(locale, 16).is_ok_and(|number| number & 0xFFFF == KOREAN);
    number || locale.to_lowercase().starts_with("ko")
}
