//! `theme.toml` as it is written: its tables, and the facts of design that a row may state.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::paint::Sides;

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

/// One row of `theme.toml`: everything is optional, the rest is inherited or initial.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ThemeRow {
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

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeFile {
    pub(super) schema: u32,
    pub(super) page: PageRow,
    #[serde(default)]
    pub(super) font: FontRow,
    #[serde(default)]
    pub(super) palette: BTreeMap<String, String>,
    /// The same names on a dark screen.
    #[serde(default)]
    pub(super) dark: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) chart: ChartRow,
    #[serde(default)]
    pub(super) element: BTreeMap<String, ThemeRow>,
    #[serde(default)]
    pub(super) class: BTreeMap<String, ThemeRow>,
    #[serde(default)]
    pub(super) inside: BTreeMap<String, BTreeMap<String, ThemeRow>>,
}

/// What the look needs of the typefaces; their files are the pack's.
#[derive(Deserialize, Default)]
pub(super) struct FontRow {
    pub(super) faces: Vec<Face>,
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
    /// What a word processor sets it in, which can load nothing.
    #[serde(default)]
    pub office: Office,
}

/// A typeface that a word processor has, brought to the widths of ours.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The first, or where that is not installed the second.
    pub names: Vec<String>,
    /// Width of Korean characters (장평), percent.
    pub ratio: i32,
    /// Space between Korean characters (자간), percent.
    pub spacing: i32,
}

impl Default for Office {
    fn default() -> Self {
        Self { names: Vec::new(), ratio: 100, spacing: 0 }
    }
}

/// Millimetres, as people measure paper.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageRow {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) margin: Sides<f32>,
    pub(super) header: f32,
    pub(super) footer: f32,
    /// Pages, not millimetres.
    pub(super) contents: Option<f32>,
}

/// Names of the palette.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartRow {
    pub(super) series: Vec<String>,
}

impl Face {
    /// A style sheet says these names as they are.
    pub(super) fn check(&self) -> Result<(), String> {
        let plain = |name: &str| {
            !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_' | '.'))
        };
        match self.installed.iter().chain(&self.instead).chain(&self.office.names).find(|name| !plain(name)) {
            Some(name) => Err(format!("`{name}` is no name of a typeface")),
            None => Ok(()),
        }
    }
}
