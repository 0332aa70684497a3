//! `bogo trace CASE --reverse CELL`: the fields that a cell was read as, the figures and pages that it feeds, or why none.

use serde_json::{Value as Json, json};

use super::pages::Landing;
use super::{VERSION, printed};
use crate::cli::Exit;
use crate::cli::console::{Console, OutputFormat, Stream};
use crate::error::Result;
use crate::figures::Figures;
use crate::lang::Lang;
use crate::lineage::{self, Omitted, PlaceUse, Role, SeenCell, Sight, Target, UnusedReason, Uses, Via};
use crate::pack::Pack;
use crate::pipeline::{Examined, value_json};

/// Cells, and figures of one kind, that a terminal names; the rest is a count.
const NAMED: usize = 40;

pub(super) fn run(examined: Examined, cells: &str, pack: &Pack, console: &Console) -> Result<Exit> {
    let Examined { files, mut dossier, figures, duties, filings, .. } = examined;
    let target = Target::parse(cells, &dossier.files)?;
    let sight = lineage::sight(&files, target)?;
    let mut subject = Omitted { pack, dossier: &mut dossier, figures: &figures, duties: &duties };
    let uses = lineage::uses(&mut subject, &filings, &sight);
    let landing = Landing::of(&uses.places, &filings, pack)?;
    let answer = ReverseAnswer { sight: &sight, uses: &uses, figures: &figures, landing: &landing, pack, console };
    match console.format {
        OutputFormat::Json => console.line(Stream::Out, &format!("{:#}", answer.json())),
        OutputFormat::Human => console.tell(Stream::Out, &answer.text()),
    }
    Ok(Exit::Clean)
}

struct ReverseAnswer<'a> {
    sight: &'a Sight,
    uses: &'a Uses<'a>,
    figures: &'a Figures,
    landing: &'a Landing,
    pack: &'a Pack,
    console: &'a Console,
}

impl ReverseAnswer<'_> {
    fn json(&self) -> Json {
        let sheet = &self.sight.target.sheet;
        let cell = |seen: &SeenCell<'_>| {
            let fields: Vec<String> = seen.fields.iter().filter_map(|field| field_id(seen, *field)).collect();
            json!({ "cell": seen.at.to_string(), "text": seen.shown, "role": word(seen.role), "fields": fields })
        };
        let figure = |used: &lineage::FigureUse| {
            let found = self.figures.get(&used.id);
            json!({
                "figure": used.id,
                "label": found.map(|figure| figure.label.as_str()),
                "value": found.map(value_json),
                "via": used.via.word(),
                "through": used.through,
            })
        };
        let fact = |used: &lineage::FactUse| json!({ "fact": used.id, "label": used.label });
        let mut document = json!({
            "version": VERSION,
            "reverse": {
                "file": sheet.file,
                "sheet": sheet.sheet,
                "range": self.sight.target.range.to_string(),
                "sha256": sheet.sha256,
            },
            "cells": self.uses.cells.iter().map(cell).collect::<Vec<_>>(),
            "facts": self.uses.facts.iter().map(fact).collect::<Vec<_>>(),
            "figures": self.uses.figures.iter().map(figure).collect::<Vec<_>>(),
            "places": self.uses.places.iter().map(|place| self.place(place)).collect::<Vec<_>>(),
        });
        if let (Json::Object(map), Some(why)) = (&mut document, self.uses.unused) {
            map.insert("unused".to_owned(), json!({ "reason": reason(why), "text": self.why(why) }));
        }
        document
    }

    fn place(&self, place: &PlaceUse) -> Json {
        let part = |part: &Option<[String; 3]>| {
            part.as_ref().map(|[id, mark, label]| json!({ "id": id, "mark": mark, "label": label }))
        };
        let pages = self.landing.pages(place);
        json!({
            "file": place.file,
            "form": place.form,
            "title": place.title,
            "place": place.spot,
            "section": part(&place.section),
            "item": part(&place.item),
            "page": pages.map(|(first, _)| first),
            "last_page": pages.map(|(_, last)| last),
            "ids": place.ids,
        })
    }

    fn text(&self) -> String {
        let target = &self.sight.target;
        let head = format!("{} / {} / {}", target.sheet.file, target.sheet.sheet, target.range);
        let head = self.console.style(Stream::Out, "1", &head);
        let mut out = format!("{head}\n  sha256 {}\n", target.sheet.sha256);
        for seen in self.uses.cells.iter().take(NAMED) {
            out.push_str(&format!("  {} {} · {}\n", seen.at, seen.shown, self.cell(seen)));
        }
        self.rest(self.uses.cells.len(), &mut out);
        let facts: Vec<String> = self.uses.facts.iter().map(|fact| format!("{}  {}", fact.id, fact.label)).collect();
        self.list("trace-facts", &facts, &mut out);
        for via in [Via::Value, Via::Row, Via::Choice, Via::Figures] {
            let lines: Vec<String> =
                self.uses.figures.iter().filter(|figure| figure.via == via).map(|figure| self.figure(figure)).collect();
            self.list(&format!("trace-figures-{}", via.word()), &lines, &mut out);
        }
        let places: Vec<String> = self.uses.places.iter().map(|place| self.line(place)).collect();
        self.list("trace-places", &places, &mut out);
        if let Some(why) = self.uses.unused {
            out.push_str(&format!("{}: {}\n", self.say("trace-unused", &[]), self.why(why)));
        }
        out
    }

    fn list(&self, heading: &str, lines: &[String], out: &mut String) {
        if lines.is_empty() {
            return;
        }
        let heading = self.say(heading, &[("count", lines.len().to_string())]);
        out.push_str(&format!("{}\n", self.console.style(Stream::Out, "1", &heading)));
        for line in lines.iter().take(NAMED) {
            out.push_str(&format!("  {line}\n"));
        }
        self.rest(lines.len(), out);
    }

    /// How many lines more there are than are named.
    fn rest(&self, count: usize, out: &mut String) {
        if count > NAMED {
            out.push_str(&format!("  {}\n", self.say("say-more", &[("count", (count - NAMED).to_string())])));
        }
    }

    fn figure(&self, used: &lineage::FigureUse) -> String {
        let Some(figure) = self.figures.get(&used.id) else { return used.id.clone() };
        let through =
            if used.through.is_empty() { String::new() } else { format!("  ← {}", used.through.join(", ")) };
        format!("{} = {}  {}{through}", used.id, printed(figure, self.pack, self.console), figure.label)
    }

    /// `장애 결과 보고 · 2. 개요 / 가. 장애 개요 · 3쪽`.
    fn line(&self, place: &PlaceUse) -> String {
        let parts = [&place.section, &place.item].into_iter().flatten();
        let parts: Vec<String> = parts.map(|[_, mark, label]| format!("{mark} {label}")).collect();
        let here =
            if parts.is_empty() { self.say(&format!("trace-place-{}", place.spot), &[]) } else { parts.join(" / ") };
        let page = match self.landing.pages(place) {
            None => String::new(),
            Some((first, last)) if first == last => self.say("trace-page", &[("page", first.to_string())]),
            Some((first, last)) => self.say("trace-pages", &[("first", first.to_string()), ("last", last.to_string())]),
        };
        format!("{} · {here}{page}", place.file)
    }

    /// What a cell is: the table and columns that it was read as, or why it was not.
    fn cell(&self, seen: &SeenCell<'_>) -> String {
        let (Role::Field, Some(table)) = (seen.role, seen.table) else {
            return self.why(UnusedReason::Role(seen.role));
        };
        let name = |lang: Lang, ko: &String, en: &String| if lang == Lang::Ko { ko.clone() } else { en.clone() };
        let lang = self.console.lang;
        let fields = seen.fields.iter().map(|field| &table.schema.field[*field]);
        let fields: Vec<String> = fields.map(|field| name(lang, &field.ko, &field.en)).collect();
        format!("{} {}", name(lang, &table.schema.ko, &table.schema.en), fields.join(", "))
    }

    fn why(&self, why: UnusedReason) -> String {
        self.say(&format!("trace-why-{}", reason(why)), &[])
    }

    fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.console.say(self.pack, key, args)
    }
}

fn field_id(seen: &SeenCell<'_>, field: usize) -> Option<String> {
    let schema = &seen.table?.schema;
    Some(format!("{}.{}", schema.id, schema.field.get(field)?.id))
}

/// The word of the JSON contract.
fn word(role: Role) -> &'static str {
    match role {
        Role::Field => "field",
        Role::Filter => "filter",
        Role::Blank => "blank",
        Role::Title => "title",
        Role::Header => "header",
        Role::Total => "total",
        Role::Note => "note",
        Role::Lone => "lone",
        Role::Filtered => "filtered",
        Role::Unmapped => "unmapped",
        Role::Outside => "outside",
        Role::NotRead => "not-read",
    }
}

fn reason(why: UnusedReason) -> &'static str {
    match why {
        UnusedReason::Role(role) => word(role),
        UnusedReason::NotUnderstood => "not-understood",
        UnusedReason::NotAsked => "not-asked",
    }
}
