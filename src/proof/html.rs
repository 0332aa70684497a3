//! Proves that every digit of a page is accounted for, and that the page is one file.
//!
//! Text with a digit must stand inside an element that names its figure or fact, and then print what the filing prints
//! under that id; or be a citation, item mark, axis tick, enclosure or source note of the filing, word for word. A value
//! links to the panel of its own origin. Digits are those of any script (①, １): what Unicode calls a number.

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use super::ProofProblem;
use super::ledger::{Ledger, squeezed};
use crate::filing::Filing;
use crate::render::{SCRIPT, policy};

/// Everything on the page that the filing does not account for; none in a page that may leave the house.
#[must_use]
pub fn html(document: &str, filing: &Filing) -> Vec<ProofProblem> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let tree = match Document::parse_with_options(document, options) {
        Ok(tree) => tree,
        Err(why) => return vec![ProofProblem::NotWellFormed { why: why.to_string() }],
    };
    let ids = tree.descendants().filter_map(|node| node.attribute("id")).collect();
    let mut proof = Proof { ledger: Ledger::new(filing), ids, problems: Vec::new() };
    for node in tree.descendants() {
        if node.is_element() {
            proof.element(node);
        } else if node.is_text() && has_digit(node.text().unwrap_or_default()) {
            proof.text(node);
        }
    }
    proof.contradictions();
    proof.problems
}

/// What an element says about the text in it.
enum Account {
    /// Another must answer.
    Another,
    Holds,
    /// It is not the thing it says it is.
    Fails(&'static str),
}

struct Proof<'a> {
    ledger: Ledger,
    /// Every id of the document.
    ids: BTreeSet<&'a str>,
    problems: Vec<ProofProblem>,
}

impl Proof<'_> {
    fn element(&mut self, node: Node<'_, '_>) {
        self.closed(node);
        if let Some(id) = bound(node) {
            self.value(node, id);
        }
        if name(node) == "p" && parent_with(node, |parent| has_class(parent, "attachments")).is_some() {
            let text = text_of(node);
            let text = text.strip_prefix("붙임 ").unwrap_or(&text).to_owned();
            if !self.ledger.attachments.contains(&text) {
                self.problems.push(ProofProblem::Unaccounted { what: "enclosure", text });
            }
        }
    }

    /// Nothing reaches outside the file, and every link finds its place.
    fn closed(&mut self, node: Node<'_, '_>) {
        let foreign = name(node) == "script" && node.text() != Some(SCRIPT);
        let outside = foreign || matches!(name(node), "link" | "iframe" | "object" | "embed" | "img" | "base" | "form");
        let style = name(node) == "style" && reaches_out(&text_of(node));
        if outside || style {
            self.problems.push(ProofProblem::Outside { what: name(node).to_owned() });
        }
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            if key == "http-equiv" && is_own_policy(node) {
                continue;
            }
            let remote = matches!(key, "src" | "srcset" | "action" | "style" | "http-equiv") || key.starts_with("on");
            if remote || (key == "href" && !value.starts_with('#')) {
                self.problems.push(ProofProblem::Outside { what: format!("{key}={value}") });
            }
        }
        if let Some(target) = node.attribute("href").and_then(|target| target.strip_prefix('#'))
            // The way out of a panel leads to no place at all: the page stays where it is.
            && target != "close"
            && !self.ids.contains(target)
        {
            self.problems.push(ProofProblem::DeadLink { target: target.to_owned() });
        }
    }

    /// An element that names a figure or fact prints what the filing prints under it.
    fn value(&mut self, node: Node<'_, '_>, id: &str) {
        let (id, text) = (squeezed(id), text_of(node));
        let Some(prints) = self.ledger.prints.get(&id) else {
            return self.problems.push(ProofProblem::UnknownId { id, text });
        };
        let value = node.attribute("value").or_else(|| node.attribute("datetime"));
        // A long name stands in a drawing in two lines.
        let says =
            |print: &str| print == text || name(node) == "text" && format!(" {print} ").contains(&format!(" {text} "));
        let known = prints.iter().find(|print| says(&print.text) && value.is_none_or(|value| value == print.value));
        let Some(known) = known else { return self.problems.push(ProofProblem::Different { id, text }) };
        if known.open {
            return;
        }
        let Some(number) = self.ledger.note_of(&id) else {
            return self.problems.push(ProofProblem::NoSource { id, text });
        };
        // A drawing holds no links; its data stands in a table.
        if name(node) != "text" && value.is_some() && has_digit(&text) {
            let panel = format!("#s{number}");
            let link = parent_with(node, |parent| name(parent) == "a" && has_class(parent, "origin"));
            if link.and_then(|link| link.attribute("href")) != Some(panel.as_str()) {
                self.problems.push(ProofProblem::NoOrigin { id, text });
            }
        }
    }

    /// A text node with a digit.
    fn text(&mut self, node: Node<'_, '_>) {
        let text = squeezed(&as_written(node));
        let mut at = node.parent_element();
        while let Some(element) = at {
            if bound(element).is_some() || matches!(name(element), "head" | "style" | "script") {
                return;
            }
            match self.account(element, &text) {
                Account::Another => at = element.parent_element(),
                Account::Holds => return,
                Account::Fails(what) => return self.problems.push(ProofProblem::Unaccounted { what, text }),
            }
        }
        self.problems.push(ProofProblem::LooseNumber { text });
    }

    /// Whether this element answers for its text.
    fn account(&self, element: Node<'_, '_>, text: &str) -> Account {
        let verdict = |holds: bool, what: &'static str| if holds { Account::Holds } else { Account::Fails(what) };
        if name(element) == "cite" {
            // Of several lines it has a text for each.
            return verdict(self.ledger.citations.contains(&text_of(element)), "citation");
        }
        if has_class(element, "mark") || has_class(element, "counter") {
            return verdict(is_mark(text), "mark");
        }
        if element.attribute("data-axis").is_some() {
            return verdict(self.ledger.ticks.contains(text), "tick");
        }
        if let Some(number) = element.attribute("data-source") {
            let holds = number.parse().is_ok_and(|number| self.ledger.notes(number, text));
            return verdict(holds, "source note");
        }
        if has_class(element, "attachments") {
            return Account::Holds;
        }
        if name(element) == "p" && has_class(element, "source") {
            let named = self.ledger.authors.iter().filter_map(|author| text.strip_suffix(author.as_str()));
            return verdict(named.into_iter().any(|words| !has_digit(words)), "author");
        }
        if matches!(name(element), "desc" | "title") && element.parent_element().is_some_and(|svg| name(svg) == "svg") {
            return verdict(!has_digit(&undescribed(element, text)), "text alternative");
        }
        Account::Another
    }

    /// An id means one thing, however often and however printed.
    fn contradictions(&mut self) {
        for ((id, _), values) in &self.ledger.values {
            let mut values = values.iter();
            let Some(one) = values.next() else { continue };
            // The day of a moment is the same moment, told more shortly; the shorter sorts first.
            if let Some(other) = values.find(|other| !other.starts_with(&format!("{one}T"))) {
                let (one, other) = (one.clone(), other.clone());
                self.problems.push(ProofProblem::Contradiction { id: id.clone(), one, other });
            }
        }
    }
}

/// What is left of a text alternative when everything that the drawing itself says is taken out.
fn undescribed(element: Node<'_, '_>, text: &str) -> String {
    let drawing = element.parent_element().into_iter().flat_map(|svg| svg.descendants().collect::<Vec<_>>());
    let mut said: Vec<String> = drawing.filter(|node| bound(*node).is_some()).map(text_of).collect();
    said.sort_by_key(|text| std::cmp::Reverse(text.len()));
    said.iter().filter(|said| !said.is_empty()).fold(text.to_owned(), |rest, said| rest.replace(said, " "))
}

/// The figure or fact that an element names.
fn bound<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("data-figure").or_else(|| node.attribute("data-fact"))
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

/// `1.` `1)` `(1)` `①`, `<표 1>`, `<그림 1>`.
fn is_mark(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let inside =
        |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(number);
    let circled = text.chars().count() == 1 && text.chars().all(|c| ('①'..='⑳').contains(&c));
    circled
        || [("", "."), ("", ")"), ("(", ")"), ("<표 ", ">"), ("<그림 ", ">")]
            .iter()
            .any(|(open, close)| inside(open, close))
}

fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").unwrap_or_default().split_ascii_whitespace().any(|own| own == class)
}

fn parent_with<'a, 'i>(node: Node<'a, 'i>, holds: impl Fn(Node<'a, 'i>) -> bool) -> Option<Node<'a, 'i>> {
    node.ancestors().skip(1).find(|parent| parent.is_element() && holds(*parent))
}

/// The text that a text node is part of: where a language begins, or a term of a remark, the text goes on.
fn as_written(node: Node<'_, '_>) -> String {
    let is_part = |node: &Node<'_, '_>| {
        node.is_text() || name(*node) == "em" || name(*node) == "span" && node.attribute("lang").is_some()
    };
    let mut first = node.ancestors().take_while(is_part).last().unwrap_or(node);
    while let Some(before) = first.prev_sibling().filter(is_part) {
        first = before;
    }
    let parts = std::iter::successors(Some(first), |part| part.next_sibling().filter(is_part));
    parts.map(|part| if part.is_text() { part.text().unwrap_or_default().to_owned() } else { text_of(part) }).collect()
}

/// The text of an element as a reader sees it; a line break is a space.
fn text_of(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        if inner.is_text() {
            text.push_str(inner.text().unwrap_or_default());
        } else if name(inner) == "br" {
            text.push(' ');
        }
    }
    squeezed(&text)
}

/// Whether it is the policy that fits the style sheet of the page.
fn is_own_policy(node: Node<'_, '_>) -> bool {
    let sheet = node.parent().into_iter().flat_map(|head| head.children()).find(|child| name(*child) == "style");
    let sheet = sheet.and_then(|sheet| sheet.text()).unwrap_or_default();
    node.attribute("http-equiv") == Some("Content-Security-Policy") && node.attribute("content") == Some(&policy(sheet))
}

/// Whether a style sheet fetches anything; a face that stands in the file itself does not.
fn reaches_out(sheet: &str) -> bool {
    let fetched = sheet.match_indices("url(").any(|(at, _)| !sheet[at..].starts_with("url(data:font/woff;base64,"));
    fetched || sheet.contains("@import") || sheet.contains("expression(")
}
