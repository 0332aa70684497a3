//! How a document looks: one row per element and per class, page geometry and palette, read from `theme.toml`.
//!
//! The page (`render::pdf`) and the style sheet of the screen are generated from the same rows, so a row states facts of
//! design (sizes in points, factors, colours by name) and no word of CSS or PDF. This module knows no document and paints
//! nothing. A row that a class does not set is inherited or left at its initial value, as [`Look`] says field by field.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Points in one millimetre.
const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// A colour of the sRGB space, one byte a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Where the lines of a block stand between its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    Left,
    Center,
    Right,
    /// Flush on both sides as far as the spaces between words may grow; a line that would need more stays ragged.
    /// The screen sets it ragged: a browser stretches without a limit.
    Justify,
}

/// Where the content of a cell stands between the edges of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Across {
    Top,
    Middle,
}

/// What a page break must not tear apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The usual rules only.
    Normal,
    /// Stays with what follows: headings, captions.
    Next,
    /// Stays in one piece where a page can hold it: boxes.
    Together,
    /// Stays with what stands before it: a closing line is never alone on a page.
    Previous,
}

/// How the children of a block stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stack {
    /// One below the other.
    Down,
    /// Side by side in equal shares: tiles.
    Row,
}

/// A line along one edge of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Points; 0 is no line.
    pub width: f32,
    pub colour: Colour,
}

/// Top, right, bottom, left.
pub type Sides<T> = [T; 4];

/// One row of `theme.toml`: everything is optional, the rest is inherited or initial.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Row {
    /// Type size, points. Inherited.
    pub size: Option<f32>,
    /// Type size as a factor of the inherited one: superscripts.
    pub scale: Option<f32>,
    /// 400 or 700. Inherited.
    pub weight: Option<u16>,
    /// Name of a typeface of `[font]`. Inherited.
    pub face: Option<String>,
    /// Distance of baselines as a factor of the size. Inherited.
    pub leading: Option<f32>,
    /// Free space above and below, points. The larger of two that meet counts.
    pub before: Option<f32>,
    pub after: Option<f32>,
    /// Distance from the left edge of the surroundings, points.
    pub indent: Option<f32>,
    /// Width kept for the item mark, points: lines after the first begin there. A wider mark widens it.
    pub hang: Option<f32>,
    /// Inherited.
    pub align: Option<Align>,
    pub across: Option<Across>,
    /// Name of the palette or `#rrggbb`. Inherited.
    pub colour: Option<String>,
    pub background: Option<String>,
    /// `"0.5 gray-30"` for all edges, or a table with `top`, `right`, `bottom`, `left`.
    pub border: Option<BorderRow>,
    /// One number for all sides, or four: top, right, bottom, left. Points.
    pub padding: Option<PaddingRow>,
    pub keep: Option<Keep>,
    /// Begins a new page.
    pub page_break: Option<bool>,
    /// `false` keeps the content on one line where the table allows. Inherited.
    pub wrap: Option<bool>,
    /// Share of the free width of a table that a column of this class takes beside others: 1 is usual.
    pub share: Option<f32>,
    /// Raised above the baseline, as a factor of the size.
    pub rise: Option<f32>,
    pub stack: Option<Stack>,
    /// Space between side-by-side children, points.
    pub gap: Option<f32>,
    /// Line between the columns of a table.
    pub between: Option<String>,
    /// `false`: the table is as wide as its content.
    pub fill: Option<bool>,
    /// Says in the theme what the row is for; nothing reads it.
    #[serde(rename = "for")]
    pub purpose: Option<String>,
}

/// The `border` value of a row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum BorderRow {
    All(String),
    Some { top: Option<String>, right: Option<String>, bottom: Option<String>, left: Option<String> },
}

/// The `padding` value of a row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum PaddingRow {
    All(f32),
    Sides(Sides<f32>),
}

/// The paper and its margins, points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    /// Top, right, bottom, left.
    pub margin: Sides<f32>,
    /// Baseline of the running header below the top edge of the paper.
    pub header: f32,
    /// Baseline of the page number above the bottom edge of the paper.
    pub footer: f32,
    /// A document of more pages has a table of contents; none ever if absent.
    pub contents: Option<f32>,
}

impl Page {
    /// The same paper on its side, for what is too wide upright; margins stay where they are.
    #[must_use]
    pub fn on_its_side(self) -> Self {
        Self { width: self.height, height: self.width, ..self }
    }

    /// Width of the text area, points.
    #[must_use]
    pub fn text_width(&self) -> f32 {
        self.width - self.margin[1] - self.margin[3]
    }

    /// Height of the text area, points.
    #[must_use]
    pub fn text_height(&self) -> f32 {
        self.height - self.margin[0] - self.margin[2]
    }
}

/// A row with every name resolved: what the layout reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    /// Position of the typeface among those of the package.
    pub face: u8,
    /// The classes with rows of `[inside]` that it stands in, as bits in their order.
    inside: u32,
    pub leading: f32,
    pub before: f32,
    pub after: f32,
    pub indent: f32,
    pub hang: f32,
    pub align: Align,
    pub across: Across,
    pub colour: Colour,
    pub background: Option<Colour>,
    pub border: Sides<Option<Edge>>,
    pub padding: Sides<f32>,
    pub keep: Keep,
    pub page_break: bool,
    pub wrap: bool,
    pub share: f32,
    pub rise: f32,
    pub stack: Stack,
    pub gap: f32,
    pub between: Option<Edge>,
    pub fill: bool,
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    page: PageRow,
    #[serde(default)]
    font: FontRow,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    #[serde(default)]
    chart: ChartRow,
    #[serde(default)]
    element: BTreeMap<String, Row>,
    #[serde(default)]
    class: BTreeMap<String, Row>,
    #[serde(default)]
    inside: BTreeMap<String, BTreeMap<String, Row>>,
}

/// What the look needs of the typefaces; their files are the pack's.
#[derive(Deserialize, Default)]
struct FontRow {
    faces: Vec<Face>,
}

/// A typeface as rows and style sheets name it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Face {
    /// As rows name it; one without a name only stands in for characters.
    #[serde(default)]
    pub name: String,
    /// Names that the same typeface has on a screen where it is installed.
    #[serde(default)]
    pub installed: Vec<String>,
    /// Others of its kind, where it can neither be found nor loaded.
    #[serde(default)]
    pub instead: Vec<String>,
}

/// Millimetres, as people measure paper.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageRow {
    width: f32,
    height: f32,
    margin: Sides<f32>,
    header: f32,
    footer: f32,
    /// Pages, not millimetres.
    contents: Option<f32>,
}

/// Names of the palette.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ChartRow {
    series: Vec<String>,
}

/// The parsed theme.
#[derive(Debug, Clone)]
pub struct Theme {
    pub page: Page,
    /// Colours of the series of a chart, in order of use.
    pub chart: Vec<Colour>,
    /// Typefaces in the order they are asked for a character.
    pub faces: Vec<Face>,
    palette: BTreeMap<String, Colour>,
    elements: BTreeMap<String, Row>,
    classes: BTreeMap<String, Row>,
    /// Rows of elements inside a class.
    inside: BTreeMap<String, BTreeMap<String, Row>>,
}

impl Theme {
    /// Reads `theme.toml`. The error says which row is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("theme: {error}"))?;
        if file.schema != 1 {
            return Err(format!("theme: schema {} is not known, expected 1", file.schema));
        }
        let mut palette = BTreeMap::new();
        for (name, value) in &file.palette {
            let colour = hex(value).ok_or_else(|| format!("theme: colour `{name}` is `{value}`, expected #rrggbb"))?;
            palette.insert(name.clone(), colour);
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
    pub fn element(&self, name: &str) -> Option<&Row> {
        self.elements.get(name)
    }

    /// The row of a class, if the theme knows the class.
    pub fn class(&self, name: &str) -> Option<&Row> {
        self.classes.get(name)
    }

    /// Element rows in alphabetical order.
    pub fn elements(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.elements.iter().map(|(name, row)| (name.as_str(), row))
    }

    /// Class rows in alphabetical order.
    pub fn classes(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.classes.iter().map(|(name, row)| (name.as_str(), row))
    }

    /// Rows of elements inside a class: class, element, row; in alphabetical order.
    pub fn inside(&self) -> impl Iterator<Item = (&str, &str, &Row)> {
        let rows = |(class, rows)| {
            let class: &String = class;
            let rows: &BTreeMap<String, Row> = rows;
            rows.iter().map(move |(element, row)| (class.as_str(), element.as_str(), row))
        };
        self.inside.iter().flat_map(rows)
    }

    /// Position of a typeface by its name.
    pub fn face(&self, name: &str) -> Option<u8> {
        let at = self.faces.iter().position(|face| face.name == name)?;
        u8::try_from(at).ok()
    }

    /// A colour by palette name or `#rrggbb`.
    pub fn colour(&self, name: &str) -> Result<Colour, String> {
        self.palette
            .get(name)
            .copied()
            .or_else(|| hex(name))
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

    /// The look of the root before any row.
    pub fn initial(&self) -> Look {
        Look {
            size: 10.5,
            bold: false,
            face: 0,
            inside: 0,
            leading: 1.6,
            before: 0.0,
            after: 0.0,
            indent: 0.0,
            hang: 0.0,
            align: Align::Left,
            across: Across::Middle,
            colour: Colour(0, 0, 0),
            background: None,
            border: [None; 4],
            padding: [0.0; 4],
            keep: Keep::Normal,
            page_break: false,
            wrap: true,
            share: 1.0,
            rise: 0.0,
            stack: Stack::Down,
            gap: 0.0,
            between: None,
            fill: true,
        }
    }

    /// The look of an element inside `parent`: the element's row, its classes in the order written, then the rows of the
    /// element inside the classes around it.
    pub fn look(&self, parent: &Look, element: &str, classes: &[String]) -> Look {
        let mut look = Look {
            size: parent.size,
            bold: parent.bold,
            face: parent.face,
            inside: parent.inside,
            leading: parent.leading,
            align: parent.align,
            colour: parent.colour,
            wrap: parent.wrap,
            ..self.initial()
        };
        if let Some(row) = self.elements.get(element) {
            self.apply(&mut look, row);
        }
        for class in classes {
            if let Some(row) = self.classes.get(class) {
                self.apply(&mut look, row);
            }
        }
        for (at, (class, rows)) in self.inside.iter().enumerate() {
            if let Some(row) = rows.get(element).filter(|_| parent.inside >> at & 1 == 1) {
                self.apply(&mut look, row);
            }
            if classes.contains(class) {
                look.inside |= 1 << at;
            }
        }
        look
    }

    /// Sets what the row states. Names were checked in [`Theme::parse`], so a failed lookup keeps the earlier value.
    fn apply(&self, look: &mut Look, row: &Row) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut look.size, row.size);
        look.size = (look.size * row.scale.unwrap_or(1.0)).clamp(1.0, 200.0);
        set(&mut look.bold, row.weight.map(|weight| weight >= 600));
        set(&mut look.face, row.face.as_ref().and_then(|name| self.face(name)));
        set(&mut look.leading, row.leading);
        set(&mut look.before, row.before);
        set(&mut look.after, row.after);
        set(&mut look.indent, row.indent);
        set(&mut look.hang, row.hang);
        set(&mut look.align, row.align);
        set(&mut look.across, row.across);
        set(&mut look.colour, row.colour.as_ref().and_then(|name| self.colour(name).ok()));
        if let Some(name) = &row.background {
            look.background = self.colour(name).ok();
        }
        match &row.border {
            Some(BorderRow::All(text)) => look.border = [self.edge(text).ok().flatten(); 4],
            Some(BorderRow::Some { top, right, bottom, left }) => {
                for (slot, text) in look.border.iter_mut().zip([top, right, bottom, left]) {
                    if let Some(text) = text {
                        *slot = self.edge(text).ok().flatten();
                    }
                }
            }
            None => {}
        }
        match row.padding {
            Some(PaddingRow::All(all)) => look.padding = [all; 4],
            Some(PaddingRow::Sides(sides)) => look.padding = sides,
            None => {}
        }
        set(&mut look.keep, row.keep);
        set(&mut look.page_break, row.page_break);
        set(&mut look.wrap, row.wrap);
        set(&mut look.share, row.share);
        set(&mut look.rise, row.rise);
        set(&mut look.stack, row.stack);
        set(&mut look.gap, row.gap);
        if let Some(text) = &row.between {
            look.between = self.edge(text).ok().flatten();
        }
        set(&mut look.fill, row.fill);
    }

    /// Refuses what could not be resolved or would make no sense on paper.
    fn check(&self, row: &Row) -> Result<(), String> {
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

impl Face {
    /// A style sheet says these names as they are.
    fn check(&self) -> Result<(), String> {
        let plain = |name: &str| {
            !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_' | '.'))
        };
        match self.installed.iter().chain(&self.instead).find(|name| !plain(name)) {
            Some(name) => Err(format!("`{name}` is no name of a typeface")),
            None => Ok(()),
        }
    }
}

/// `#rrggbb`.
fn hex(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Colour(byte(0)?, byte(2)?, byte(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packaged_theme_reads() {
        let theme = Theme::parse(include_str!("../../templates/theme.toml")).unwrap();
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
        let theme = Theme::parse(include_str!("../../templates/theme.toml")).unwrap();
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
    fn a_row_with_a_face_that_is_not_there_is_refused() {
        let text = "schema = 1\n[page]\nwidth = 210\nheight = 297\nmargin = [20, 20, 18, 20]\nheader = 12\nfooter = 10\n[class.note]\n[inside.note.em]\nface = \"serif\"\n";
        let error = Theme::parse(text).unwrap_err();
        assert!(error.contains("`em`") && error.contains("`serif`"), "{error}");
    }
}
