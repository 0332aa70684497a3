//! A filing (제출 문서): a form filled for a case. Holds items with text, value and origin; knows no HTML and no PDF.

mod model;

pub use model::{
    Body, Cell, Chart, ChartBar, ChartPoint, ChartSpan, ColumnHead, FactLine, Filing, FilledItem, FilledSection,
    Inline, ItemState, Source, Table, TableRow,
};
