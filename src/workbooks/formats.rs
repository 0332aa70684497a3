//! The formats of a workbook: typeface, colours of the pack's palette, number formats by type of column.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::pack::{FieldType, Tone, Worktable};

/// Size of body text in points.
const BODY: f64 = 10.0;

/// Makes formats in the colours of a pack.
#[derive(Debug)]
pub struct WorkbookFormats<'p> {
    table: &'p Worktable,
}

impl<'p> WorkbookFormats<'p> {
    pub fn new(table: &'p Worktable) -> Self {
        Self { table }
    }

    /// Typeface and size, nothing else.
    pub fn plain(&self) -> Format {
        Format::new().set_font_name(self.table.font()).set_font_size(BODY)
    }

    /// Text in the colour of a role.
    pub(super) fn text(&self, role: &str) -> Format {
        self.plain().set_font_color(colour(self.tone(role).text))
    }

    /// The same on the role's fill, with a thin line around.
    pub(super) fn filled(&self, role: &str) -> Format {
        self.lined(self.text(role).set_background_color(colour(self.tone(role).fill)))
    }

    pub fn title(&self) -> Format {
        self.text("title").set_bold().set_font_size(16).set_align(FormatAlign::VerticalCenter)
    }

    /// A heading inside a sheet.
    pub(super) fn heading(&self) -> Format {
        self.text("title").set_bold().set_font_size(12).set_align(FormatAlign::VerticalCenter)
    }

    pub fn muted(&self) -> Format {
        self.text("muted").set_align(FormatAlign::VerticalCenter)
    }

    /// Running text over several lines.
    pub(super) fn prose(&self) -> Format {
        self.plain().set_text_wrap().set_align(FormatAlign::Top)
    }

    pub(super) fn link(&self) -> Format {
        self.text("link").set_align(FormatAlign::Top)
    }

    /// The head of a column.
    pub fn header(&self, required: bool) -> Format {
        let head = self.filled(if required { "required" } else { "optional" });
        let head = head.set_text_wrap().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        // Not by colour alone: what is required is bold too.
        if required { head.set_bold() } else { head }
    }

    /// The look of an example's row; typeface and number formats stay those of the cell below.
    pub(super) fn example(&self) -> Format {
        let tone = self.tone("example");
        let format = Format::new().set_italic().set_font_color(colour(tone.text));
        format.set_background_color(colour(tone.fill))
    }

    /// A cell of a column.
    pub(super) fn cell(&self, kind: FieldType) -> Format {
        let body = self.plain().set_align(FormatAlign::Top);
        match number_format(kind) {
            Some(format) => body.set_num_format(format),
            None if matches!(kind, FieldType::Code | FieldType::Flag) => body,
            None => body.set_text_wrap(),
        }
    }

    /// A cell's format in the colours of a role.
    pub(super) fn on(&self, format: Format, role: &str) -> Format {
        let tone = self.tone(role);
        format.set_background_color(colour(tone.fill)).set_font_color(colour(tone.text))
    }

    /// Adds a thin line around.
    pub fn lined(&self, format: Format) -> Format {
        format.set_border(FormatBorder::Thin).set_border_color(colour(self.tone("line").fill))
    }

    fn tone(&self, role: &str) -> Tone {
        self.table.tone(role)
    }
}

/// How a column shows numbers and dates; `None` for text.
fn number_format(kind: FieldType) -> Option<&'static str> {
    Some(match kind {
        // Names of rows stay as they are typed: 0012 is no twelve.
        FieldType::Id => "@",
        FieldType::Count | FieldType::Won | FieldType::Amount => "#,##0",
        FieldType::Number => "#,##0.0#",
        FieldType::Share => "0.0#%",
        FieldType::Moment => "yyyy-mm-dd hh:mm",
        FieldType::Date | FieldType::AsOf => "yyyy-mm-dd",
        FieldType::Text
        | FieldType::Code
        | FieldType::Codes
        | FieldType::Duration
        | FieldType::Flag
        | FieldType::Link => return None,
    })
}

fn colour(rgb: u32) -> Color {
    Color::RGB(rgb)
}
