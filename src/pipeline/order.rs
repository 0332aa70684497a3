//! What a bundle is asked to hold.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Options;
use crate::bundle::{Asked, Request};
use crate::dossier::{Edition, Stage};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

/// The formats of a filing, in the order in which they are made.
pub const FORMATS: [&str; 5] = ["json", "txt", "html", "pdf", "hwpx"];
/// Formats that are made where they are asked for.
pub const FORMATS_ON_DEMAND: [&str; 1] = ["xlsx"];

/// What a bundle is asked to hold.
#[derive(Debug, Clone)]
pub struct Order {
    pub options: Options,
    /// Which of [`FORMATS`] and [`FORMATS_ON_DEMAND`].
    pub formats: Vec<String>,
    /// Input files travel inside the PDFs.
    pub attach_inputs: bool,
    /// Language of the findings; filings are in that of their pack.
    pub lang: Lang,
}

impl Default for Order {
    fn default() -> Self {
        let formats = FORMATS.map(str::to_owned).to_vec();
        Self { options: Options::default(), formats, attach_inputs: false, lang: Lang::Ko }
    }
}

impl Order {
    /// The same as a manifest says it. The order of forms and formats changes nothing that is written.
    #[must_use]
    pub fn request(&self) -> Request {
        let sorted = |words: &[String]| words.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
        let options = &self.options;
        Request {
            forms: sorted(&options.forms),
            formats: sorted(&self.formats),
            stage: options.stage.map(Stage::code),
            edition: options.edition.map(|edition| edition.code().to_owned()),
            law_date: options.law_date.map(|day| day.to_string()),
            attach_inputs: self.attach_inputs,
            lang: match self.lang {
                Lang::Ko => "ko",
                Lang::En => "en",
            }
            .to_owned(),
        }
    }

    /// The order that an earlier build was given.
    ///
    /// # Errors
    /// Kind Case or Input when its stage or day is none.
    pub fn again(asked: &Asked) -> Result<Self> {
        let request = &asked.request;
        let options = Options {
            forms: request.forms.clone(),
            stage: request.stage.as_deref().map(stage).transpose()?,
            edition: request.edition.as_deref().and_then(Edition::of),
            draft: asked.draft,
            law_date: request.law_date.as_deref().map(day).transpose()?,
        };
        let lang = if request.lang == "en" { Lang::En } else { Lang::Ko };
        Ok(Self { options, formats: request.formats.clone(), attach_inputs: request.attach_inputs, lang })
    }
}

/// A stage as it is given in one word: `initial`, `interim:2`, `final`.
///
/// # Errors
/// `stage-not-understood`.
pub fn stage(text: &str) -> Result<Stage> {
    let interim = || text.strip_prefix("interim:").and_then(|number| number.parse().ok()).filter(|number| *number > 0);
    match text {
        "initial" => Ok(Stage::Initial),
        "final" => Ok(Stage::Final),
        _ => interim()
            .map(Stage::Interim)
            .ok_or_else(|| Error::new(ErrorKind::Case, "stage-not-understood").with("value", text)),
    }
}

/// A day of law as it is given: `2026-10-02`.
///
/// # Errors
/// `law-date-not-understood`.
pub fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::new(ErrorKind::Input, "law-date-not-understood").with("value", text))
}
