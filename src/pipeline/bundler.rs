//! From an examined case to its bundle, in memory: each filing in the formats asked for, proven against its data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::attached::{AttachedWorkbook, attached};
use super::{Examined, Order, facts, figure_json, findings_json, outside, proving};
use crate::bundle::{self, Folder, Hashed, ManifestFacts, OutputFile};
use crate::check::FilingVerdict;
use crate::dossier::Edition;
use crate::error::Result;
use crate::filing::Filing;
use crate::pack::{Audience, Pack};
use crate::render::Maker;
use crate::{proof, render};

/// Makes bundles of one order under one pack, whose files are hashed once for all of them.
#[derive(Debug)]
pub struct Bundler<'p> {
    pub(super) pack: &'p Pack,
    pub(super) order: Order,
    pub(super) templates: Vec<Hashed>,
}

/// A bundle (제출 묶음) in memory: what leaves the house, and what does not.
#[derive(Debug)]
pub struct Bundle {
    /// The id of the case, `.draft` behind it where it is one.
    pub name: String,
    /// `submit`, `internal`, and `public` where a public edition was asked for.
    pub folders: Vec<Folder>,
}

impl<'p> Bundler<'p> {
    /// # Errors
    /// Kind Pack when a file of the pack cannot be read.
    pub fn new(pack: &'p Pack, order: Order) -> Result<Self> {
        Ok(Self { pack, order, templates: bundle::hashes(&pack.assets)? })
    }

    #[must_use]
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The files of the pack with their hashes.
    #[must_use]
    pub fn templates(&self) -> &[Hashed] {
        &self.templates
    }

    /// Name of the bundle of a case.
    #[must_use]
    pub fn name(&self, id: &str) -> String {
        if self.order.options.draft { format!("{id}.draft") } else { id.to_owned() }
    }

    /// Whether a case may be bundled: it has no error, or a draft was asked for.
    #[must_use]
    pub fn accepts(&self, examined: &Examined) -> bool {
        examined.verdict == FilingVerdict::Clean || self.order.options.draft
    }

    /// Renders and proves every filing of an examined case. Whether it may be filed is not asked here: [`Self::accepts`].
    ///
    /// # Errors
    /// Kind Internal when a document does not say what its data say; kind Case or Input when inputs that were to travel along
    /// cannot.
    pub fn bundle(&self, examined: &Examined) -> Result<Bundle> {
        Ok(Bundle { name: self.name(&examined.dossier.case.id), folders: folders(examined, self)? })
    }
}

impl Bundle {
    /// Every file, sealed with manifest and sums, by its path in the bundle (`submit/kr-incident-report.pdf`).
    ///
    /// # Errors
    /// Kind Output when a manifest cannot be made.
    pub fn files(mut self) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        bundle::seal_folders(&mut self.folders)?;
        for folder in self.folders {
            files.extend(folder.files.into_iter().map(|file| (format!("{}/{}", folder.name, file.path), file.bytes)));
        }
        Ok(files)
    }

    /// Writes the bundle as a folder below `out`, in place of an earlier one in one step, and says where.
    ///
    /// # Errors
    /// As [`bundle::write`].
    pub fn write(self, out: &Path) -> Result<PathBuf> {
        bundle::write(out, &self.name, self.folders)
    }
}

/// Whether a filing is what stays in the house of one that leaves it.
pub fn is_record(filing: &Filing) -> bool {
    filing.internal && filing.audience != Audience::Internal && filing.file != filing.form
}

/// The bundle's folders: `submit` leaves the house, `internal` does not.
fn folders(examined: &Examined, bundler: &Bundler<'_>) -> Result<Vec<Folder>> {
    let (pack, order) = (bundler.pack, &bundler.order);
    let inputs = if order.attach_inputs { attached(examined)? } else { Vec::new() };
    let inputs = inputs.as_slice();
    let maker = facts::maker(examined, bundler);
    let rendered: Vec<(Edition, Vec<OutputFile>)> =
        examined.filings.par_iter().map(|filing| files(filing, inputs, &maker, order, pack)).collect::<Result<_>>()?;
    proving::agree(examined, order.options.draft, pack)?;
    let mut by_edition: BTreeMap<Edition, Vec<OutputFile>> = BTreeMap::new();
    for (edition, files) in rendered {
        by_edition.entry(edition).or_default().extend(files);
    }
    let mut internal = by_edition.remove(&Edition::Internal).unwrap_or_default();
    let findings = findings_json(examined, pack, order.lang);
    let figures: Vec<Json> = examined.figures.iter().map(|figure| figure_json(figure, &examined.figures, 0)).collect();
    if order.formats.iter().any(|format| format == "txt") {
        internal.extend(outside::files(pack, examined, order));
    }
    internal.push(json_file("findings.json", &findings));
    internal.push(json_file("trace.json", &json!({ "version": 1, "figures": figures })));
    let inside = ManifestFacts {
        beside: examined
            .beside
            .iter()
            .map(|(path, sha256)| Hashed { path: path.clone(), sha256: sha256.clone() })
            .collect(),
        waivers: facts::waivings(examined),
        request: Some(order.request()),
        ..facts::facts(examined, bundler, Edition::Internal)
    };
    let folder = |edition: Edition, files, facts| Folder { name: edition.folder().to_owned(), files, facts };
    let mut folders = vec![folder(Edition::Internal, internal, inside)];
    for (edition, files) in by_edition {
        folders.push(folder(edition, files, facts::facts(examined, bundler, edition)));
    }
    Ok(folders)
}

/// One filing in the formats asked for, each reread against its data before it counts as made.
fn files(
    filing: &Filing,
    inputs: &[AttachedWorkbook],
    maker: &Maker,
    order: &Order,
    pack: &Pack,
) -> Result<(Edition, Vec<OutputFile>)> {
    let edition = Edition::of(&filing.edition).unwrap_or(Edition::Regulator);
    let mut files = Vec::new();
    let wants = |format: &str| order.formats.iter().any(|wanted| wanted == format);
    if wants("json") {
        files.push(json_file(&format!("{}.json", filing.file), filing));
    }
    // The texts that go out lie with what leaves the house.
    if wants("txt") && !is_record(filing) {
        files.extend(render::texts(pack, filing)?.into_iter().map(|(name, text)| OutputFile::new(name, text)));
    }
    let document = render::document(pack, filing)?;
    if wants("html") {
        let html = render::html(pack, filing, &document)?;
        proving::prove(filing, &proof::html(&html, filing), pack)?;
        files.push(OutputFile::new(format!("{}.html", filing.file), html));
    }
    let mut page = None;
    if wants("pdf") {
        let attached = match filing.audience {
            Audience::Agency | Audience::Internal if edition != Edition::Public => inputs,
            // A notice is for everyone, and a letter comes with a filing that holds them.
            Audience::Agency | Audience::Internal | Audience::Users | Audience::Letter => &[],
        };
        let attached = attached.iter().map(|input| {
            // Outside the house an input has a label, no name.
            let name = if filing.internal { &input.name } else { &input.label };
            render::input(pack, name.clone(), input.bytes.clone())
        });
        let attached = attached.collect::<Result<Vec<_>>>()?;
        let mut laid = render::laid(pack, filing, &document, &attached, Some(maker))?;
        let pdf = std::mem::take(&mut laid.bytes);
        proving::pdf(filing, &pdf, &render::reading_order(pack, &document)?, pack)?;
        files.push(OutputFile::new(format!("{}.pdf", filing.file), pdf));
        page = Some(laid);
    }
    if wants("hwpx") {
        let hwpx = render::hwpx(pack, filing, &document, page.as_ref(), Some(maker))?;
        proving::hwpx(filing, &hwpx, &render::reading_order(pack, &document)?, pack)?;
        files.push(OutputFile::new(format!("{}.hwpx", filing.file), hwpx));
    }
    if wants("xlsx")
        && let Some(xlsx) = render::xlsx(pack, filing)?
    {
        files.push(OutputFile::new(format!("{}.xlsx", filing.file), xlsx));
    }
    Ok((edition, files))
}

fn json_file(name: &str, value: &impl serde::Serialize) -> OutputFile {
    // A filing holds strings, numbers and lists only: there is nothing in it that JSON cannot say.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    OutputFile::new(name, bytes)
}
