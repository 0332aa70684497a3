//! What a manifest and a seal say of a build.

use super::{Bundler, Examined};
use crate::bundle::{self, Input, ManifestFacts, Waiving};
use crate::check::Waived;
use crate::dossier::{Edition, Waiver};
use crate::finding::Counts;
use crate::law;
use crate::mapping::masked;
use crate::render::{Maker, SealedInput};

/// What a manifest says. Outside the house an input has a label and a hash, no name.
pub(super) fn facts(examined: &Examined, bundler: &Bundler<'_>, edition: Edition) -> ManifestFacts {
    let internal = edition == Edition::Internal;
    let case = &examined.dossier.case;
    let inputs = examined.dossier.files.iter().map(|file| Input {
        label: format!("원자료 {}", file.no),
        name: internal.then(|| file.name.clone()),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    let mapping = examined.dossier.mapping.iter().map(|file| Input {
        label: "대응표".to_owned(),
        name: internal.then(|| file.name.clone()),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    ManifestFacts {
        case: case.id.clone(),
        tool: "bogo".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        pack: bundler.pack.manifest.id.clone(),
        pack_version: bundler.pack.manifest.version.clone(),
        law_date: law::day(&examined.dossier).law_date.to_string(),
        report_at: case.report_at.value.to_string(),
        stage: case.stage.code(),
        edition: edition.code().to_owned(),
        draft: bundler.order.options.draft,
        verdict: examined.verdict.word().to_owned(),
        findings: Counts::of(&examined.findings),
        inputs: inputs.chain(mapping).collect(),
        templates: bundler.templates.clone(),
        beside: Vec::new(),
        waivers: Vec::new(),
        request: None,
    }
}

/// The waivers that counted, in the order of `waivers.toml`.
pub(super) fn waivings(examined: &Examined) -> Vec<Waiving> {
    let mut all: Vec<(&Waiver, Waiving)> = Vec::new();
    for Waived { finding, waiver } in &examined.waived {
        let place =
            finding.origin.as_ref().map_or_else(|| examined.dossier.case.source.file.clone(), ToString::to_string);
        if let Some((_, waiving)) = all.last_mut().filter(|(last, _)| *last == waiver) {
            waiving.places.push(place);
            continue;
        }
        let waiving = Waiving {
            code: waiver.code.clone(),
            places: vec![place],
            reason: masked(&waiver.reason),
            approver: masked(&waiver.approver),
            expires: waiver.expires.to_string(),
        };
        all.push((waiver, waiving));
    }
    all.into_iter().map(|(_, waiving)| waiving).collect()
}

/// What a seal says of the build. Inputs have labels, no names.
pub(super) fn maker(examined: &Examined, bundler: &Bundler<'_>) -> Maker {
    let inputs = examined.dossier.files.iter().map(|file| SealedInput {
        label: format!("원자료 {}", file.no),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    Maker {
        tool: "bogo".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        pack: bundler.pack.manifest.id.clone(),
        pack_version: bundler.pack.manifest.version.clone(),
        pack_sha256: bundle::pack_sha256(&bundler.templates),
        verdict: examined.verdict.word().to_owned(),
        findings: Some(Counts::of(&examined.findings)),
        inputs: inputs.collect(),
    }
}
