//! `--resume`: a case whose bundle is what this build would write is left as it is.
//!
//! That is so when this version made it from the same files under the same templates, asked for the same, and the bundle
//! is whole. Limits on inputs do not count: they decide whether a file is read, never what is read from it.

use serde_json::{Value as Json, json};

use super::Exit;
use super::batch::{CaseEnd, CaseReport};
use super::build::BuildPlan;
use super::console::{Console, OutputFormat, Stream};
use crate::bundle::{self, ManifestFacts};
use crate::check::FilingVerdict;
use crate::dossier::{self, MAPPING_FILE, Named, Standing};
use crate::pack::Pack;
use crate::source::CaseFiles;

/// What is told of a case that is left as it is; nothing when it must be built. A case that cannot be looked at is built,
/// which says why it cannot.
pub(super) fn standing(files: &CaseFiles, plan: &BuildPlan<'_>, pack: &Pack, console: &Console) -> Option<CaseReport> {
    let standing = dossier::standing(files, pack).ok()?;
    let path = plan.out.join(plan.bundler.name(&standing.id));
    let made = bundle::manifest_of(&path)?;
    if !is_same(&made, &standing, plan, pack) || !bundle::is_intact(&path) {
        return None;
    }
    let exit = Exit::from(
        [FilingVerdict::Clean, FilingVerdict::Findings].into_iter().find(|word| word.word() == made.verdict)?,
    );
    let findings = std::fs::read(path.join("internal/findings.json")).ok()?;
    let mut document: Json = serde_json::from_slice(&findings).ok()?;
    let shown = path.display().to_string();
    if let Json::Object(map) = &mut document {
        map.insert("bundle".to_owned(), json!(shown));
        map.insert("skipped".to_owned(), json!(true));
    }
    if console.format == OutputFormat::Human {
        console.sentence(Stream::Out, &console.say(pack, "say-skipped", &[("path", shown)]));
    }
    Some(CaseReport { exit, end: CaseEnd::Skipped, document })
}

/// Whether a bundle was made from what stands here, in the way asked for.
fn is_same(made: &ManifestFacts, standing: &Standing, plan: &BuildPlan<'_>, pack: &Pack) -> bool {
    let by = (made.tool_version.as_str(), made.pack.as_str(), made.pack_version.as_str());
    // The mapping is listed among the inputs as well; it stands beside them here.
    let inputs = made.inputs.iter().filter(|input| input.name.as_deref() != Some(MAPPING_FILE));
    let inputs = inputs.map(|input| (input.name.as_deref().unwrap_or_default(), input.sha256.as_str()));
    let beside = made.beside.iter().map(|file| (file.path.as_str(), file.sha256.as_str()));
    by == (env!("CARGO_PKG_VERSION"), pack.manifest.id.as_str(), pack.manifest.version.as_str())
        && made.templates == plan.bundler.templates()
        && made.request.as_ref() == Some(&plan.bundler.order().request())
        && (made.draft, made.report_at.as_str()) == (plan.bundler.order().options.draft, standing.report_at.as_str())
        && inputs.eq(named(&standing.inputs))
        && beside.eq(named(&standing.beside))
}

fn named(files: &[Named]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(name, sha256)| (name.as_str(), sha256.as_str()))
}
