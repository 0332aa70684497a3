//! A fact, or the facts of a row: what the cell says, where it stands, which figures are computed from it.

use serde_json::{Value as Json, json};

use super::{Tree, VERSION};
use crate::cli::Exit;
use crate::cli::console::{Console, OutputFormat, Stream};
use crate::error::Result;
use crate::figures::Figures;
use crate::filing::PrintedFact;
use crate::korean;
use crate::lineage::Samples;
use crate::pack::Pack;
use crate::pipeline::{Examined, samples_json};
use crate::value::{Field, JsonValue};

pub(super) fn run(
    id: &str,
    facts: &[PrintedFact],
    examined: &Examined,
    pack: &Pack,
    console: &Console,
) -> Result<Exit> {
    let figures = &examined.figures;
    let samples = Samples::read(&examined.files, &examined.dossier, facts.iter().map(|fact| fact.field.origin()))?;
    match console.format {
        OutputFormat::Json => {
            let mut documents: Vec<Json> = facts.iter().map(|fact| json(fact, figures, &samples)).collect();
            let document = match &mut documents[..] {
                [only] if facts.iter().all(|fact| fact.id == id) => {
                    if let Json::Object(map) = only {
                        map.shift_insert(0, "version".to_owned(), json!(VERSION));
                    }
                    only.take()
                }
                _ => json!({ "version": VERSION, "row": id, "facts": documents }),
            };
            console.line(Stream::Out, &format!("{document:#}"));
        }
        OutputFormat::Human => {
            let mut text = String::new();
            let tree = Tree { figures, samples: &samples, pack, console };
            for fact in facts {
                tree.fact(fact, &mut text);
            }
            tree.hashes(facts.iter().map(|fact| fact.field.origin()), &mut text);
            console.tell(Stream::Out, &text);
        }
    }
    Ok(Exit::Clean)
}

fn json(fact: &PrintedFact, figures: &Figures, samples: &Samples) -> Json {
    let value = match &fact.field {
        Field::Known(known) => json!(JsonValue(&known.value, known.certainty)),
        Field::Pending(_) => json!({ "type": null, "value": null, "state": "pending" }),
        Field::Blank(_) => json!({ "type": null, "value": null, "state": "unknown" }),
    };
    let origins = std::slice::from_ref(fact.field.origin());
    json!({
        "fact": fact.id,
        "label": fact.label,
        "value": value,
        "origins": origins,
        "samples": samples_json(origins, samples),
        "row": fact.row,
        "figures": using(fact, figures),
    })
}

/// Ids of the figures that are computed from the cell itself.
fn using<'f>(fact: &PrintedFact, figures: &'f Figures) -> Vec<&'f str> {
    let origin = fact.field.origin();
    figures.iter().filter(|figure| figure.origins.contains(origin)).map(|figure| figure.id.as_str()).collect()
}

impl Tree<'_> {
    fn fact(&self, fact: &PrintedFact, out: &mut String) {
        let shown = match &fact.field {
            Field::Known(known) => korean::value(&known.value, known.certainty, &self.pack.terms),
            Field::Pending(_) => self.pack.filing.pending.clone(),
            Field::Blank(_) => self.say("say-unknown"),
        };
        out.push_str(&format!("{} = {}\n", fact.id, self.console.style(Stream::Out, "1", &shown)));
        if !fact.label.is_empty() {
            out.push_str(&format!("  {}\n", fact.label));
        }
        self.origins(std::slice::from_ref(fact.field.origin()), "", out);
        let figures = using(fact, self.figures);
        if !figures.is_empty() {
            out.push_str(&format!("  {}: {}\n", self.say("trace-used-in"), figures.join(", ")));
        }
    }
}
