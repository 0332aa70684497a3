//! The text of a paragraph as runs: stretches of one character shape, with white space collapsed as on every other page.

use super::markup;
use crate::render::document::is_space;

/// A stretch of one character shape.
#[derive(Debug)]
struct Run {
    shape: u32,
    /// What stands in it: texts and controls.
    xml: String,
    /// A text is open.
    is_open: bool,
}

/// The runs of a paragraph under way, by its lines.
#[derive(Debug)]
pub(super) struct Text {
    /// Lines that ended, and the one under way.
    lines: Vec<Vec<Run>>,
    /// White space that is a space if anything follows on the line.
    space: bool,
    /// Something stands on the line.
    begun: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { lines: vec![Vec::new()], space: false, begun: false }
    }
}

impl Text {
    /// Adds text in a character shape.
    pub(super) fn push(&mut self, text: &str, shape: u32) {
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if is_space(next) {
                self.space |= self.begun;
                rest = rest.trim_start_matches(is_space);
                continue;
            }
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let space = std::mem::take(&mut self.space);
            self.begun = true;
            let xml = self.open(shape);
            if space {
                xml.push(' ');
            }
            // A space that does not break is an element of its own; as a character some readers drop it.
            for (at, part) in word.split('\u{a0}').enumerate() {
                if at > 0 {
                    xml.push_str("<hp:nbSpace/>");
                }
                markup::push(xml, part);
            }
            rest = after;
        }
    }

    /// A line ends. What follows is a paragraph of its own: one of the readers runs lines of a paragraph together.
    pub(super) fn line(&mut self) {
        self.lines.push(Vec::new());
        self.space = false;
        self.begun = false;
    }

    /// A tab, which is white space too.
    pub(super) fn tab(&mut self, shape: u32, width: i32, leader: u8, kind: u8) {
        let tab = format!("<hp:tab width=\"{width}\" leader=\"{leader}\" type=\"{kind}\"/>");
        self.open(shape).push_str(&tab);
        self.space = false;
        self.begun = false;
    }

    /// A control: a field, a note, a bookmark.
    pub(super) fn control(&mut self, xml: &str, shape: u32) {
        if std::mem::take(&mut self.space) {
            self.open(shape).push(' ');
        }
        let run = self.run(shape);
        run.close();
        run.xml.push_str(&format!("<hp:ctrl>{xml}</hp:ctrl>"));
    }

    /// What stands so far is a word: white space behind it counts.
    pub(super) fn begin(&mut self) {
        self.begun = true;
    }

    /// An object: a table, a picture.
    pub(super) fn object(&mut self, xml: &str, shape: u32) {
        let run = self.run(shape);
        run.close();
        run.xml.push_str(xml);
    }

    /// Nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(Vec::is_empty)
    }

    /// The runs of each line as they stand in a paragraph; an empty one in `shape` where there are none.
    pub(super) fn finish(mut self, shape: u32) -> Vec<String> {
        if self.lines.len() > 1 && self.lines.last().is_some_and(Vec::is_empty) {
            self.lines.pop();
        }
        let line = |runs: &mut Vec<Run>| {
            if runs.is_empty() {
                return format!("<hp:run charPrIDRef=\"{shape}\"><hp:t/></hp:run>");
            }
            let run = |run: &mut Run| {
                run.close();
                format!("<hp:run charPrIDRef=\"{}\">{}</hp:run>", run.shape, run.xml)
            };
            runs.iter_mut().map(run).collect()
        };
        self.lines.iter_mut().map(line).collect()
    }

    fn run(&mut self, shape: u32) -> &mut Run {
        if self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        let last = self.lines.len() - 1;
        let runs = &mut self.lines[last];
        if runs.last().is_none_or(|run| run.shape != shape) {
            if let Some(last) = runs.last_mut() {
                last.close();
            }
            runs.push(Run { shape, xml: String::new(), is_open: false });
        }
        let last = runs.len() - 1;
        &mut runs[last]
    }

    fn open(&mut self, shape: u32) -> &mut String {
        let run = self.run(shape);
        if !run.is_open {
            run.xml.push_str("<hp:t>");
            run.is_open = true;
        }
        &mut run.xml
    }
}

impl Run {
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.xml.push_str("</hp:t>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_space_between_words_and_none_at_the_edges() {
        let mut text = Text::default();
        text.push("  가 \n 나 ", 1);
        text.push(" 다", 2);
        text.push("라\u{a0}마 ", 2);
        assert_eq!(
            text.finish(0).concat(),
            "<hp:run charPrIDRef=\"1\"><hp:t>가 나</hp:t></hp:run><hp:run charPrIDRef=\"2\"><hp:t> 다라<hp:nbSpace/>마</hp:t></hp:run>"
        );
    }

    #[test]
    fn a_paragraph_without_text_has_a_run_all_the_same() {
        assert_eq!(Text::default().finish(3).concat(), "<hp:run charPrIDRef=\"3\"><hp:t/></hp:run>");
    }
}
