//! The look, held against WCAG 2.2 AA: text that can be read, lines and shapes that can be seen.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::BTreeSet;

use bogo::render::theme::{Colour, Theme};

fn theme() -> Theme {
    Theme::parse(include_str!("../../templates/theme.toml")).unwrap()
}

/// Relative luminance (WCAG 2.2, definitions).
fn luminance(Colour(red, green, blue): Colour) -> f64 {
    let channel = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_measure_is_that_of_the_standard() {
    let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    // The grey that WCAG's own techniques name as just enough on white.
    assert!((contrast(Colour(0x76, 0x76, 0x76), white) - 4.54).abs() < 0.01);
}

#[test]
fn every_colour_of_text_can_be_read_on_every_background() {
    let theme = theme();
    let rows: Vec<_> =
        theme.elements().chain(theme.classes()).chain(theme.inside().map(|(_, element, row)| (element, row))).collect();
    let mut backgrounds: BTreeSet<&str> = rows.iter().filter_map(|(_, row)| row.background.as_deref()).collect();
    backgrounds.insert("white");
    let mut pairs = 0;
    for (name, row) in rows {
        let Some(colour) = &row.colour else { continue };
        for background in &backgrounds {
            let found = contrast(theme.colour(colour).unwrap(), theme.colour(background).unwrap());
            assert!(found >= 4.5, "`{name}`: {colour} on {background} is {found:.2}, 1.4.3 asks for 4.5");
            pairs += 1;
        }
    }
    assert!(pairs > 50, "{pairs}");
}

#[test]
fn the_colours_of_charts_can_be_seen_or_are_outlined_by_one_that_can() {
    let theme = theme();
    let chart = include_str!("../../templates/theme.toml").parse::<toml::Table>().unwrap();
    let series: Vec<_> =
        chart["chart"]["series"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for (place, name) in series.iter().enumerate() {
        let found = contrast(theme.colour(name).unwrap(), theme.colour("white").unwrap());
        // The second is the light filling of what is uncertain; the first is its dashed outline.
        let needed = if place == 1 { 1.0 } else { 3.0 };
        assert!(found >= needed, "{name} is {found:.2}, 1.4.11 asks for 3");
    }
    assert!(
        contrast(theme.colour(series[0]).unwrap(), theme.colour(series[1]).unwrap()) >= 3.0,
        "told apart without colour"
    );
}
