//! Signs that may not begin or end a line, and those that the rules know one by one.

/// Never at the start of a line.
pub(super) fn closes(character: char) -> bool {
    matches!(
        character,
        ')' | ']'
            | '}'
            | '」'
            | '』'
            | '〉'
            | '》'
            | '】'
            | '〕'
            | '’'
            | '”'
            | '.'
            | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | '%'
            | '‰'
            | '。'
            | '、'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '）'
            | '］'
            | '｝'
            | '…'
            | '℃'
            | '″'
            | '′'
            | '％'
            | '·'
            | 'ㆍ'
            | '・'
            | '‧'
            | '>'
            | '＞'
            | '›'
            | '»'
            | '‥'
            | '｡'
            | '､'
            | '｣'
            | '･'
            | '℉'
    )
}

/// Closes a bracket or a quotation.
pub(super) fn ends_bracket(character: char) -> bool {
    ")]}」』〉》】〕’”）］｝＞｣\"'".contains(character)
}

/// Never at the end of a line.
pub(super) fn opens(character: char) -> bool {
    matches!(
        character,
        '(' | '['
            | '{'
            | '「'
            | '『'
            | '〈'
            | '《'
            | '【'
            | '〔'
            | '‘'
            | '“'
            | '（'
            | '［'
            | '｛'
            | '₩'
            | '￦'
            | '$'
            | '€'
            | '£'
            | '<'
            | '＜'
            | '‹'
            | '«'
            | '｢'
            | '＄'
            | '￡'
            | '￥'
            | '№'
            | '㈜'
    )
}

/// Belongs to the character before it: joiners, variation selectors, combining marks.
pub(super) fn joins(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{0300}'..='\u{036f}' | '\u{20d0}'..='\u{20ff}' | '\u{1160}'..='\u{11ff}' | '\u{302a}'..='\u{302f}')
}

/// The signs of a range: never at the start of a line.
pub(super) fn is_range(character: char) -> bool {
    matches!(character, '~' | '∼' | '～' | '〜')
}

/// Digits of full width are digits.
pub(super) fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character)
}
