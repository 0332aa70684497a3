//! How a document looks: one row per element and per class, page geometry and palette, read from `theme.toml`.
//!
//! The page (`render::pdf`) and the style sheet of the screen are generated from the same rows, so a row states facts of
//! design (sizes in points, factors, colours by name) and no word of CSS or PDF. This module knows no document and paints
//! nothing. A row that a class does not set is inherited or left at its initial value, as [`Look`] says field by field.

mod file;
mod look;
mod page;
mod paint;

use std::collections::BTreeMap;

pub use file::{Across, Align, BorderRow, Face, Keep, Office, PaddingRow, Stack, ThemeRow};
pub use look::Look;
pub use page::Page;
pub use paint::{Colour, Edge, Sides};

use file::ThemeFile;

/// Points in one millimetre.
const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// The parsed theme.
#[derive(Debug, Clone)]
pub struct Theme {
    pub page: Page,
    /// Colours of the series of a chart, in order of use.
    pub chart: Vec<Colour>,
    /// Typefaces in the order they are asked for a character.
    pub faces: Vec<Face>,
    palette: BTreeMap<String, Colour>,
    /// The same names on a dark screen.
    dark: BTreeMap<String, Colour>,
    elements: BTreeMap<String, ThemeRow>,
    classes: BTreeMap<String, ThemeRow>,
    /// Rows of elements inside a class.
    inside: BTreeMap<String, BTreeMap<String, ThemeRow>>,
}

fn colours(named: &BTreeMap<String, String>) -> Result<BTreeMap<String, Colour>, String> {
    let read = |(name, value): (&String, &String)| {
        let wrong = || format!("theme: colour `{name}` is `{value}`, expected #rrggbb");
        Ok((name.clone(), paint::hex(value).ok_or_else(wrong)?))
    };
    named.iter().map(read).collect()
}

impl Theme {
    /// Reads `theme.toml`. The error says which row is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: ThemeFile = toml::from_str(text).map_err(|error| format!("theme: {error}"))?;
        if file.schema != 1 {
            return Err(format!("theme: schema {} is not known, expected 1", file.schema));
        }
        let (palette, dark) = (colours(&file.palette)?, colours(&file.dark)?);
        if let Some(name) = palette.keys().find(|name| !dark.is_empty() && !dark.contains_key(*name)) {
            return Err(format!("theme: `dark` lacks the colour `{name}`"));
        }
        let mm = |value: f32| value * POINTS_PER_MM;
        let page = Page {
            width: mm(file.page.width),
            height: mm(file.page.height),
            margin: file.page.margin.map(mm),
            header: mm(file.page.header),
            footer: mm(file.page.footer),
            contents: file.page.contents,
        };
        let [top, right, bottom, left] = page.margin;
        if !(page.width - left - right >= 72.0 && page.height - top - bottom >= 144.0) {
            return Err("theme: the margins leave no room for text".to_owned());
        }
        let mut theme = Self {
            page,
            chart: Vec::new(),
            faces: file.font.faces,
            palette,
            dark,
            elements: file.element,
            classes: file.class,
            inside: file.inside,
        };
        if let Some(class) = theme.inside.keys().find(|class| !theme.classes.contains_key(*class)) {
            return Err(format!("theme: `inside.{class}`: there is no class of that name"));
        }
        // One bit of a look for each.
        if theme.inside.len() > 32 {
            return Err("theme: `inside` has rows for more than 32 classes".to_owned());
        }
        for face in &theme.faces {
            face.check().map_err(|error| format!("theme: typeface `{}`: {error}", face.name))?;
        }
        for name in &file.chart.series {
            theme.chart.push(theme.colour(name)?);
        }
        let rows = theme.elements.iter().chain(&theme.classes).chain(theme.inside.values().flatten());
        for (name, row) in rows {
            theme.check(row).map_err(|error| format!("theme: row `{name}`: {error}"))?;
        }
        Ok(theme)
    }

    /// The row of an element, if it has one.
    pub fn element(&self, name: &str) -> Option<&ThemeRow> {
        self.elements.get(name)
    }

    /// The row of a class, if the theme knows the class.
    pub fn class(&self, name: &str) -> Option<&ThemeRow> {
        self.classes.get(name)
    }

    /// Element rows in alphabetical order.
    pub fn elements(&self) -> impl Iterator<Item = (&str, &ThemeRow)> {
        self.elements.iter().map(|(name, row)| (name.as_str(), row))
    }

    /// Class rows in alphabetical order.
    pub fn classes(&self) -> impl Iterator<Item = (&str, &ThemeRow)> {
        self.classes.iter().map(|(name, row)| (name.as_str(), row))
    }

    /// Rows of elements inside a class: class, element, row; in alphabetical order.
    pub fn inside(&self) -> impl Iterator<Item = (&str, &str, &ThemeRow)> {
        let rows = |(class, rows)| {
            let class: &String = class;
            let rows: &BTreeMap<String, ThemeRow> = rows;
            rows.iter().map(move |(element, row)| (class.as_str(), element.as_str(), row))
        };
        self.inside.iter().flat_map(rows)
    }

    /// Position of a typeface by its name.
    pub fn face(&self, name: &str) -> Option<u8> {
        let at = self.faces.iter().position(|face| face.name == name)?;
        u8::try_from(at).ok()
    }

    /// The names of the palette with their colours, and those on a dark screen.
    pub fn palettes(&self) -> [&BTreeMap<String, Colour>; 2] {
        [&self.palette, &self.dark]
    }

    /// A colour by palette name or `#rrggbb`.
    pub fn colour(&self, name: &str) -> Result<Colour, String> {
        self.palette
            .get(name)
            .copied()
            .or_else(|| paint::hex(name))
            .ok_or_else(|| format!("colour `{name}` is neither in the palette nor #rrggbb"))
    }

    /// An edge written `"0.5 gray-30"`.
    pub fn edge(&self, text: &str) -> Result<Option<Edge>, String> {
        if text == "none" {
            return Ok(None);
        }
        let (width, colour) =
            text.split_once(' ').ok_or_else(|| format!("edge `{text}`, expected a width and a colour"))?;
        let width: f32 = width.parse().map_err(|_| format!("edge `{text}`: `{width}` is not a width in points"))?;
        Ok(Some(Edge { width: width.clamp(0.0, 100.0), colour: self.colour(colour)? }))
    }

    /// Refuses what could not be resolved or would make no sense on paper.
    fn check(&self, row: &ThemeRow) -> Result<(), String> {
        for name in [&row.colour, &row.background].into_iter().flatten() {
            self.colour(name)?;
        }
        match &row.border {
            Some(BorderRow::All(text)) => {
                self.edge(text)?;
            }
            Some(BorderRow::Some { top, right, bottom, left }) => {
                for text in [top, right, bottom, left].into_iter().flatten() {
                    self.edge(text)?;
                }
            }
            None => {}
        }
        if let Some(text) = &row.between {
            self.edge(text)?;
        }
        if !matches!(row.weight, None | Some(400 | 700)) {
            return Err("weight is 400 or 700, the faces the package holds".to_owned());
        }
        if let Some(face) = row.face.as_ref().filter(|face| self.face(face).is_none()) {
            return Err(format!("face `{face}` is no typeface of `[font]`"));
        }
        let padding = match row.padding {
            Some(PaddingRow::All(all)) => [all; 4],
            Some(PaddingRow::Sides(sides)) => sides,
            None => [0.0; 4],
        };
        let numbers =
            [row.size, row.scale, row.leading, row.before, row.after, row.indent, row.hang, row.share, row.gap];
        if numbers.into_iter().flatten().chain(padding).any(|value| !(0.0..=400.0).contains(&value)) {
            return Err("a measure is negative or above 400 points".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packaged_theme_reads() {
        let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
        let root = theme.initial();
        assert!(theme.look(&root, "h1", &[]).bold);
        assert_eq!(theme.look(&root, "td", &["num".to_owned()]).align, Align::Right);
    }

    #[test]
    fn a_row_with_an_unknown_colour_is_refused_by_name() {
        let text = "schema = 1\n[page]\nwidth = 210\nheight = 297\nmargin = [20, 20, 18, 20]\nheader = 12\nfooter = 10\n[class.warn]\ncolour = \"rot\"\n";
        let error = Theme::parse(text).unwrap_err();
        assert!(error.contains("`warn`") && error.contains("`rot`"), "{error}");
    }

    #[test]
    fn emphasis_is_bold_but_another_face_in_a_note() {
        let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
        let root = theme.initial();
        let em = |around: &Look| theme.look(around, "em", &[]);
        let note = theme.look(&root, "p", &["note".to_owned()]);
        // What stands between does not matter.
        let span = theme.look(&note, "span", &[]);
        assert_eq!((em(&root).bold, em(&root).face), (true, 0));
        for around in [&note, &span] {
            assert_eq!((em(around).bold, Some(em(around).face)), (false, theme.face("serif")));
        }
        assert_eq!(theme.look(&root, "p", &[]).inside, 0);
    }

    #[test]
    fn a_link_in_a_raised_mark_is_raised_with_it() {
        let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
        let mark = theme.look(&theme.initial(), "sup", &[]);
        assert!(mark.rise > 0.0);
        assert!((theme.look(&mark, "a", &[]).rise - mark.rise).abs() < f32::EPSILON);
    }

    #[test]
    fn a_row_with_a_face_that_is_not_there_is_refused() {
        let text = "schema = 1\n[page]\nwidth = 210\nheight = 297\nmargin = [20, 20, 18, 20]\nheader = 12\nfooter = 10\n[class.note]\n[inside.note.em]\nface = \"serif\"\n";
        let error = Theme::parse(text).unwrap_err();
        assert!(error.contains("`em`") && error.contains("`serif`"), "{error}");
    }
}
