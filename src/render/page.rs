//! Renders the view of a filing with its template into the one well-formed document.
//!
//! Everything a template prints is escaped, whatever the template's name; the only markup that enters as markup is a
//! drawing of [`super::charts`] and, at the end, the marks of English words ([`super::language`]). A name the view does not have, the filters that would hide it, and an element, class or
//! place outside the vocabulary are errors.

use std::collections::BTreeSet;

use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::document::Document;
use super::view::View;
use super::words::Words;
use super::{charts, language, theme, vocabulary};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::pack::Pack;

/// The filing as a document in the closed vocabulary (`templates/base/vocabulary.toml`).
///
/// # Errors
/// `template-broken` when its template is missing or wrong, `document-broken` when what it printed is not in the vocabulary.
pub fn document(pack: &Pack, filing: &Filing) -> Result<String> {
    let theme = theme(pack)?;
    let words = Words::load(pack)?;
    let (view, charts) = View::new(filing);
    let drawings = charts
        .into_iter()
        .map(|chart| {
            let wide = charts::draw(chart, &theme, &words.chart)?.svg();
            Ok([wide, charts::draw_narrow(chart, &theme, &words.chart)?.svg()])
        })
        .collect::<Result<Vec<_>>>()?;
    let name = pack.template(&filing.form);
    let wrong =
        |why: String| Error::new(ErrorKind::Pack, "template-broken").with("path", name.as_str()).with("why", why);
    let tera = templates(pack, drawings).map_err(|error| wrong(sentence(&error)))?;
    if !tera.contains_template(&name) {
        return Err(wrong("없음".to_owned()));
    }
    let context = Context::from_serialize(&view).map_err(|error| wrong(sentence(&error)))?;
    known_names(&tera, &name, &context).map_err(&wrong)?;
    let text = language::mark(&tera.render(&name, &context).map_err(|error| wrong(sentence(&error)))?);
    Document::read(&text, &vocabulary(pack)?, &theme).map_err(|why| {
        Error::new(ErrorKind::Pack, "document-broken").with("form", filing.form.as_str()).with("why", why.to_string())
    })?;
    Ok(text)
}

/// All templates of the pack under strict rules.
pub(super) fn templates(pack: &Pack, drawings: Vec<[String; 2]>) -> TeraResult<Tera> {
    let mut tera = engine(move |kwargs: Kwargs, _: &State| drawing(&drawings, &kwargs));
    let texts = texts(pack)?;
    tera.add_raw_templates(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
    Ok(tera)
}

/// The engine without templates: everything is escaped, and what would let a missing name through is refused.
pub(super) fn engine(draw: impl Fn(Kwargs, &State) -> TeraResult<Value> + Send + Sync + 'static) -> Tera {
    let mut tera = Tera::default();
    // Every name ends with the empty text: everything is escaped.
    tera.autoescape_on([""]);
    tera.register_filter("safe", |_: Value, _: Kwargs, _: &State| refused("safe"));
    tera.register_filter("default", |_: Value, _: Kwargs, _: &State| refused("default"));
    tera.register_function("drawing", draw);
    tera
}

/// Paths and texts of the templates: the frame that all share, and the pack's own.
pub(super) fn texts(pack: &Pack) -> TeraResult<Vec<(String, String)>> {
    let folders = ["base".to_owned(), pack.assets.own("forms")];
    let paths = folders.into_iter().flat_map(|folder| pack.assets.list(&folder, "html"));
    paths
        .map(|path| {
            let text = pack.assets.text(&path).map_err(|error| tera::Error::message(error.key))?;
            Ok((path, text.into_owned()))
        })
        .collect()
}

/// A filter that would let markup or a missing name through.
fn refused(name: &str) -> TeraResult<Value> {
    Err(tera::Error::message(format!("filter `{name}` is not allowed")))
}

/// `drawing(no=0)`: a chart of the filing, by its position; with `narrow=true` for a narrow window.
fn drawing(drawings: &[[String; 2]], kwargs: &Kwargs) -> TeraResult<Value> {
    let no = kwargs.must_get::<u64>("no")?;
    let narrow = kwargs.get::<bool>("narrow")?.unwrap_or_default();
    let found = usize::try_from(no).ok().and_then(|no| drawings.get(no));
    found
        .map(|drawn| Value::safe_string(&drawn[usize::from(narrow)]))
        .ok_or_else(|| tera::Error::message(format!("no drawing {no}")))
}

/// A name in a condition is silent when undefined, so names are compared before anything is rendered.
pub(super) fn known_names(tera: &Tera, name: &str, context: &Context) -> std::result::Result<(), String> {
    let used = tera.get_template_variables(name).map_err(|error| sentence(&error))?;
    let unknown: BTreeSet<&str> = used.into_iter().filter(|name| !context.contains_key(name)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("{unknown:?}")) }
}

/// The error with its causes, which name template and line.
pub(super) fn sentence(error: &tera::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
