//! Text reads on every ground it may stand on, on a light screen and on a dark one (WCAG 2.2, 1.4.3: 4.5 : 1).

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::{BTreeMap, BTreeSet};

use bogo::render::theme::{Colour, Theme};

const THEME: &str = include_str!("../../templates/theme.toml");
const SCREEN: &str = include_str!("../../templates/base/screen.css");
/// Where text stands: the page, heads of tables, boxes and what is marked in them.
const GROUNDS: [&str; 7] = ["white", "gray-5", "secondary-5", "danger-5", "warning-5", "information-5", "primary-5"];
/// Colours that the sheet of the screen sets text in on a ground of its own.
const PAIRS: [(&str, &str); 2] = [("white", "gray-90"), ("white", "secondary-70")];

/// Relative luminance in parts of a million (WCAG 2.2), by the sRGB curve.
fn luminance(Colour(red, green, blue): Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn ratio(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The names of the palette that text is set in: `colour` of the theme's rows, `color:` of the screen.
fn inks() -> BTreeSet<String> {
    let of_theme = THEME.lines().filter_map(|line| line.strip_prefix("colour = \""));
    let mut inks: BTreeSet<String> = of_theme.map(|rest| rest.trim_end_matches('"').to_owned()).collect();
    for (at, start) in SCREEN.match_indices("color:var(--") {
        let is_ground = SCREEN[..at].ends_with("background-") || SCREEN[..at].ends_with("border-");
        let name = SCREEN[at + start.len()..].split(')').next().unwrap();
        if !is_ground && !SCREEN[..at].ends_with("left-") {
            inks.insert(name.to_owned());
        }
    }
    inks.remove("white");
    inks
}

#[test]
fn text_reads_in_both_schemes() {
    let theme = Theme::parse(THEME).unwrap();
    let inks = inks();
    assert!(inks.len() >= 8, "{inks:?}");
    let mut least = BTreeMap::new();
    for (scheme, colours) in ["light", "dark"].into_iter().zip(theme.palettes()) {
        let grounds = inks.iter().flat_map(|ink| GROUNDS.map(|ground| (ink.as_str(), ground)));
        for (ink, ground) in grounds.chain(PAIRS) {
            let found = ratio(colours[ink], colours[ground]);
            assert!(found >= 4.5, "{scheme}: {ink} on {ground}: {found:.2}");
            let least = least.entry(scheme).or_insert(found);
            *least = found.min(*least);
        }
    }
    assert_eq!(least.len(), 2, "{least:?}");
}

#[test]
fn a_bar_stands_out_from_the_page_in_both_schemes() {
    let theme = Theme::parse(THEME).unwrap();
    for colours in theme.palettes() {
        assert!(ratio(colours["secondary-60"], colours["white"]) >= 3.0);
        assert!(ratio(colours["gray-60"], colours["white"]) >= 3.0);
    }
}
