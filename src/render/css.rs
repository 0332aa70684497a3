//! The style sheet of the screen: generated from the rows of the theme, then `base/screen.css`.
//!
//! Sizes are points of the page times `--pt`, which is larger on a screen and a true point on paper, so that one row of the
//! theme holds for both. What only a screen has (panels, focus, narrow windows) is in `base/screen.css`, which names colours
//! of the palette as `var(--gray-70)`.

use std::collections::BTreeMap;

use super::theme::{Across, Align, BorderRow, Colour, Keep, PaddingRow, Stack, Theme, ThemeRow};
use super::{broken, webfont};
use crate::error::Result;
use crate::pack::Pack;

const SCREEN: &str = "base/screen.css";

/// The whole style sheet.
pub(super) fn sheet(pack: &Pack, theme: &Theme) -> Result<String> {
    let screen = pack.assets.text(SCREEN)?;
    // Raw text in HTML, character data in XML: these two would mean different things.
    if screen.contains(['<', '&']) {
        return Err(broken(SCREEN, "`<`, `&`"));
    }
    let mut css = palette(&screen, theme)?;
    for (name, row) in theme.elements() {
        rules(&mut css, name, row, theme).map_err(|why| broken(super::THEME, why))?;
    }
    for (name, row) in theme.classes() {
        rules(&mut css, &format!(".{name}"), row, theme).map_err(|why| broken(super::THEME, why))?;
    }
    for (class, element, row) in theme.inside() {
        rules(&mut css, &format!(".{class} {element}"), row, theme).map_err(|why| broken(super::THEME, why))?;
    }
    css.push_str(&screen);
    Ok(css)
}

/// The colours of the palette as custom properties, for a light screen and for a dark one; and what a drawing is painted in,
/// which its attributes say in the colours of paper.
fn palette(screen: &str, theme: &Theme) -> Result<String> {
    for (at, start) in screen.match_indices("var(--") {
        let name = screen[at + start.len()..].split(')').next().unwrap_or_default();
        if name != "pt" {
            theme.colour(name).map_err(|why| broken(SCREEN, why))?;
        }
    }
    let [light, dark] = theme.palettes();
    let named = |colours: &BTreeMap<String, Colour>| {
        colours.iter().map(|(name, colour)| format!("--{name}:{};", hex(*colour))).collect::<String>()
    };
    let mut css = format!(":root{{color-scheme:light dark;{}}}\n", named(light));
    if !dark.is_empty() {
        css.push_str(&format!("@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n", named(dark)));
        for (name, colour) in light {
            let hex = hex(*colour);
            css.push_str(&format!(
                "svg [fill=\"{hex}\"]{{fill:var(--{name})}}svg [stroke=\"{hex}\"]{{stroke:var(--{name})}}\n"
            ));
        }
    }
    Ok(css)
}

/// A colour by its name, as the scheme of the screen has it.
fn ink(name: &str, theme: &Theme) -> std::result::Result<String, String> {
    let colour = theme.colour(name)?;
    Ok(if name.starts_with('#') { hex(colour) } else { format!("var(--{name})") })
}

fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

/// Points as CSS; whole numbers stay whole.
fn points(value: f32) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("calc({value}*var(--pt))") }
}

/// The rules of one row.
fn rules(css: &mut String, selector: &str, row: &ThemeRow, theme: &Theme) -> std::result::Result<(), String> {
    let mut set = Vec::new();
    text(&mut set, row, theme)?;
    space(&mut set, row);
    borders(&mut set, row, theme)?;
    if !set.is_empty() {
        css.push_str(&format!("{selector}{{{}}}\n", set.join(";")));
    }
    if let Some(hang) = row.hang {
        // What stands behind an item mark hangs beside it.
        let hang = points(hang);
        css.push_str(&format!(
            "{selector}:has(>.mark:first-child){{padding-left:{hang};text-indent:calc(-1*{hang})}}\n\
             {selector}>.mark:first-child{{display:inline-block;min-width:{hang};text-indent:0}}\n"
        ));
    }
    if let Some(between) = &row.between {
        let edge = edge(between, theme)?;
        css.push_str(&format!("{selector} :is(th,td)+:is(th,td){{border-left:{edge}}}\n"));
    }
    Ok(())
}

fn text(set: &mut Vec<String>, row: &ThemeRow, theme: &Theme) -> std::result::Result<(), String> {
    if let Some(size) = row.size {
        set.push(format!("font-size:{}", points(size)));
    }
    if let Some(scale) = row.scale {
        set.push(format!("font-size:{scale}em"));
    }
    if let Some(weight) = row.weight {
        set.push(format!("font-weight:{weight}"));
    }
    if let Some(name) = &row.face {
        set.push(format!("font-family:{}", family(name, theme)));
    }
    if let Some(leading) = row.leading {
        set.push(format!("line-height:{leading}"));
    }
    if let Some(align) = row.align {
        let align = match align {
            Align::Left | Align::Justify => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        set.push(format!("text-align:{align}"));
    }
    if let Some(across) = row.across {
        set.push(format!("vertical-align:{}", if across == Across::Top { "top" } else { "middle" }));
    }
    if let Some(rise) = row.rise {
        set.push(format!("position:relative;vertical-align:baseline;line-height:0;top:-{rise}em"));
    }
    for (property, name) in [("color", &row.colour), ("background-color", &row.background)] {
        if let Some(name) = name {
            set.push(format!("{property}:{}", ink(name, theme)?));
        }
    }
    if let Some(wrap) = row.wrap {
        set.push(format!("white-space:{}", if wrap { "normal" } else { "nowrap" }));
    }
    Ok(())
}

/// The names of a typeface: as installed, as it stands inside the page, the others of the page, what may stand in for it.
fn family(name: &str, theme: &Theme) -> String {
    let own = usize::from(theme.face(name).unwrap_or_default());
    let others = (0..theme.faces.len()).filter(|other| *other != own);
    let webfonts = std::iter::once(own).chain(others).map(webfont::family);
    let face = theme.faces.get(own);
    let (installed, instead) = face.map_or((&[][..], &[][..]), |face| (&face.installed, &face.instead));
    let names = installed.iter().cloned().chain(webfonts).chain(instead.iter().cloned());
    let quoted = |name: String| if is_keyword(&name) { name } else { format!("\"{name}\"") };
    names.map(quoted).collect::<Vec<_>>().join(",")
}

/// Names that a style sheet gives to what a system has.
fn is_keyword(name: &str) -> bool {
    matches!(name, "serif" | "sans-serif" | "monospace" | "system-ui" | "-apple-system" | "BlinkMacSystemFont")
}

fn space(set: &mut Vec<String>, row: &ThemeRow) {
    for (property, value) in
        [("margin-top", row.before), ("margin-bottom", row.after), ("margin-left", row.indent), ("gap", row.gap)]
    {
        if let Some(value) = value {
            set.push(format!("{property}:{}", points(value)));
        }
    }
    match row.padding {
        Some(PaddingRow::All(all)) => set.push(format!("padding:{}", points(all))),
        Some(PaddingRow::Sides(sides)) => set.push(format!("padding:{}", sides.map(points).join(" "))),
        None => {}
    }
    match row.keep {
        Some(Keep::Next) => set.push("break-after:avoid".to_owned()),
        Some(Keep::Together) => set.push("break-inside:avoid".to_owned()),
        Some(Keep::Previous) => set.push("break-before:avoid".to_owned()),
        Some(Keep::Normal) | None => {}
    }
    if row.page_break == Some(true) {
        set.push("break-before:page".to_owned());
    }
    if row.stack == Some(Stack::Row) {
        set.push("display:flex;flex-wrap:wrap".to_owned());
    }
    if row.fill == Some(false) {
        set.push("width:auto".to_owned());
    }
    // A column of no share takes what its content needs; how the others divide the rest a browser knows from their text.
    if row.share == Some(0.0) {
        set.push("width:1%".to_owned());
    }
}

fn borders(set: &mut Vec<String>, row: &ThemeRow, theme: &Theme) -> std::result::Result<(), String> {
    match &row.border {
        Some(BorderRow::All(text)) => set.push(format!("border:{}", edge(text, theme)?)),
        Some(BorderRow::Some { top, right, bottom, left }) => {
            for (side, text) in [("top", top), ("right", right), ("bottom", bottom), ("left", left)] {
                if let Some(text) = text {
                    set.push(format!("border-{side}:{}", edge(text, theme)?));
                }
            }
        }
        None => {}
    }
    Ok(())
}

/// `0.4 gray-20` as CSS; a line never thinner than the screen can draw.
fn edge(text: &str, theme: &Theme) -> std::result::Result<String, String> {
    Ok(match theme.edge(text)? {
        None => "0".to_owned(),
        Some(edge) => {
            let name = text.split_once(' ').map_or("", |(_, name)| name);
            format!("max(1px,{}) solid {}", points(edge.width), ink(name, theme)?)
        }
    })
}
