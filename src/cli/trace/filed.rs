//! A value of an earlier filing, as 정정 이력 prints it: which filing says it, and what the case says now.

use serde_json::json;

use super::VERSION;
use crate::cli::console::{Console, OutputFormat, Stream};
use crate::filing::{Inline, Source};
use crate::pack::Pack;
use crate::pipeline::Examined;

/// What the ids of such values begin with.
const FRONT: &str = "filed.";

/// Prints the value; nothing when no filing of the case prints one of this id.
pub(super) fn run(id: &str, examined: &Examined, pack: &Pack, console: &Console) -> Option<()> {
    let own = id.strip_prefix(FRONT)?;
    let (text, source) = examined.filings.iter().find_map(|filing| {
        filing.inlines().find_map(|inline| match inline {
            Inline::Value { text, fact: Some(fact), source, .. } if fact == id => {
                let of = filing.sources.iter().find(|one| Some(one.no) == *source);
                Some((text.clone(), of))
            }
            _ => None,
        })
    })?;
    // Behind the form's id stands the id that the value has in its filing.
    let now = own.split_once('.').map(|(_, now)| now).filter(|now| examined.figures.get(now).is_some());
    let origins = source.map(|source: &Source| source.origins.clone()).unwrap_or_default();
    match console.format {
        OutputFormat::Json => {
            let document = json!({
                "version": VERSION,
                "fact": id,
                "label": source.map(|source| source.label.clone()).unwrap_or_default(),
                "value": { "type": "text", "value": text },
                "kept": origins,
                "now": now,
                "origins": [],
                "figures": [],
            });
            console.line(Stream::Out, &format!("{document:#}"));
        }
        OutputFormat::Human => {
            console.sentence(Stream::Out, &format!("{id} = {text}"));
            let args = [("origins", origins.join(", "))];
            console.sentence(Stream::Out, &console.say(pack, "trace-filed", &args));
            if let Some(now) = now {
                let args = [("id", now.to_owned())];
                console.sentence(Stream::Out, &console.say(pack, "trace-filed-now", &args));
            }
        }
    }
    Some(())
}
