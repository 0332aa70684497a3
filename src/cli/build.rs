//! `bogo build CASE...`: examine, render, prove, then write the bundle in one step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ArgMatches;
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::batch::{CaseEnd, CaseReport};
use super::console::{Console, OutputFormat, Stream, say};
use super::examine::{Examined, Options};
use super::{Exit, arg_values, batch, report, trace};
use crate::bundle::{
    self, Asked, Folder, Hashed, Input, ManifestFacts, OutputFile, Request, VerifyMessage, Waiving, messages,
};
use crate::check::{FilingVerdict, Waived};
use crate::dossier::{self, Edition, Named, Stage, Waiver};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::finding::{Arg, Counts, Finding, Severity};
use crate::lang::Lang;
use crate::mapping::{codes, masked};
use crate::pack::{Audience, Pack};
use crate::proof::Disagrees;
use crate::render::{Maker, ReadingOrder, SealedInput};
use crate::{law, proof, render};

/// What a build was asked for.
#[derive(Debug)]
pub(super) struct BuildPlan {
    pub out: PathBuf,
    formats: Vec<String>,
    pub options: Options,
    /// Input files travel inside the PDFs.
    attach_inputs: bool,
    /// Work done side by side; as much as the machine has cores when not said.
    pub jobs: Option<u16>,
    /// A case whose bundle is what this build would write is left as it is.
    pub resume: bool,
    /// Files of the pack, hashed once for all cases.
    pub templates: Vec<Hashed>,
    /// The same as a manifest says it.
    pub request: Request,
}

impl BuildPlan {
    /// Name of the bundle of a case.
    pub(super) fn name(&self, id: &str) -> String {
        if self.options.draft { format!("{id}.draft") } else { id.to_owned() }
    }
}

pub(super) fn run(matches: &ArgMatches, pack: &Pack, console: &Console) -> Result<Exit> {
    let options = options(matches, arg_values::flag(matches, "draft"))?;
    let formats = arg_values::texts(matches, "format");
    let attach_inputs = arg_values::flag(matches, "attach-inputs");
    let plan = BuildPlan {
        out: arg_values::optional_path(matches, "out").unwrap_or_else(|| PathBuf::from("out")),
        jobs: matches.get_one::<u16>("jobs").copied(),
        resume: arg_values::flag(matches, "resume"),
        templates: bundle::hashes(&pack.assets)?,
        request: request(&options, &formats, attach_inputs, console.lang),
        formats,
        options,
        attach_inputs,
    };
    batch::run(&once(arg_values::paths(matches, "case")), &plan, pack, console)
}

/// What was asked for, as a manifest says it.
fn request(options: &Options, formats: &[String], attach_inputs: bool, lang: Lang) -> Request {
    // Neither order changes what is written.
    let sorted = |words: &[String]| words.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
    Request {
        forms: sorted(&options.forms),
        formats: sorted(formats),
        stage: options.stage.map(Stage::code),
        edition: options.edition.map(|edition| edition.code().to_owned()),
        law_date: options.law_date.map(|day| day.to_string()),
        attach_inputs,
        lang: match lang {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
        .to_owned(),
    }
}

/// The folders in the order given, each once, however it is spelt.
pub(super) fn once(dirs: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    dirs.into_iter().filter(|dir| seen.insert(std::fs::canonicalize(dir).unwrap_or_else(|_| dir.clone()))).collect()
}

/// What the flags say over `case.toml`.
pub(super) fn options(matches: &ArgMatches, draft: bool) -> Result<Options> {
    let stage = arg_values::optional_text(matches, "stage").map(|text| stage(&text)).transpose()?;
    let law_date = law_date(matches)?;
    // Another day's law is never more than a draft.
    let edition = arg_values::optional_text(matches, "edition").and_then(|text| Edition::of(&text));
    let draft = draft || law_date.is_some();
    Ok(Options { forms: arg_values::texts(matches, "form"), stage, edition, draft, law_date })
}

/// The day of `--law-date`.
pub(super) fn law_date(matches: &ArgMatches) -> Result<Option<NaiveDate>> {
    let day = arg_values::optional_text(matches, "law-date").map(|text| {
        text.parse().map_err(|_| Error::new(ErrorKind::Input, "law-date-not-understood").with("value", text))
    });
    day.transpose()
}

fn stage(text: &str) -> Result<Stage> {
    let interim = || text.strip_prefix("interim:").and_then(|number| number.parse().ok()).filter(|number| *number > 0);
    match text {
        "initial" => Ok(Stage::Initial),
        "final" => Ok(Stage::Final),
        _ => interim()
            .map(Stage::Interim)
            .ok_or_else(|| Error::new(ErrorKind::Case, "stage-not-understood").with("value", text)),
    }
}

/// Builds one examined case: nothing is written when it has errors and no draft was asked for. `beside` is what was read
/// beside its inputs.
pub(super) fn one(
    dir: &Path,
    examined: &Examined,
    beside: &[Named],
    plan: &BuildPlan,
    pack: &Pack,
    console: &Console,
) -> Result<CaseReport> {
    let mut document = report::to_json(examined, pack, console.lang);
    let human = console.format == OutputFormat::Human;
    if human {
        report::print(examined, dir, pack, console, Stream::Err);
    }
    let exit = Exit::from(examined.verdict);
    if examined.verdict != FilingVerdict::Clean && !plan.options.draft {
        if human {
            console.line(Stream::Err, &console.say(pack, "say-nothing-written", &[]));
        }
        let end = if examined.verdict == FilingVerdict::Findings { CaseEnd::Findings } else { CaseEnd::Failed };
        return Ok(CaseReport { exit, end, document });
    }
    let folders = folders(dir, examined, beside, plan, pack, console.lang)?;
    // A letter comes with its filing, and so does a record.
    let is_own = |filing: &&Filing| filing.audience != Audience::Letter && !is_record(filing);
    let count = examined.filings.iter().filter(is_own).count().to_string();
    let name = plan.name(&examined.dossier.case.id);
    let path = bundle::write(&plan.out, &name, folders)?.display().to_string();
    if human {
        console.line(Stream::Out, &console.say(pack, "say-written", &[("path", path.clone()), ("count", count)]));
    }
    if let Json::Object(map) = &mut document {
        map.insert("bundle".to_owned(), json!(path));
    }
    Ok(CaseReport { exit, end: CaseEnd::Built, document })
}

/// The plan of a build that asks for what an earlier one was asked for.
pub(super) fn asked(asked: &Asked, pack: &Pack) -> Result<BuildPlan> {
    let request = &asked.request;
    let stage = request.stage.as_deref().map(stage).transpose()?;
    let day = |text: &String| {
        text.parse().map_err(|_| Error::new(ErrorKind::Input, "law-date-not-understood").with("value", text.as_str()))
    };
    let law_date = request.law_date.as_ref().map(day).transpose()?;
    let forms = request.forms.clone();
    let edition = request.edition.as_deref().and_then(Edition::of);
    Ok(BuildPlan {
        out: PathBuf::new(),
        formats: request.formats.clone(),
        options: Options { forms, stage, edition, draft: asked.draft, law_date },
        attach_inputs: request.attach_inputs,
        jobs: None,
        resume: false,
        templates: bundle::hashes(&pack.assets)?,
        request: request.clone(),
    })
}

/// Whether a filing is what stays in the house of one that leaves it.
fn is_record(filing: &Filing) -> bool {
    filing.internal && filing.audience != Audience::Internal && filing.file != filing.form
}

/// The folders that a plan would write, in memory.
pub(super) fn again(
    dir: &Path,
    examined: &Examined,
    beside: &[Named],
    plan: &BuildPlan,
    pack: &Pack,
) -> Result<Vec<Folder>> {
    let lang = if plan.request.lang == "en" { Lang::En } else { Lang::Ko };
    folders(dir, examined, beside, plan, pack, lang)
}

/// The bundle's folders: `submit` leaves the house, `internal` does not.
fn folders(
    dir: &Path,
    examined: &Examined,
    beside: &[Named],
    plan: &BuildPlan,
    pack: &Pack,
    lang: Lang,
) -> Result<Vec<Folder>> {
    let inputs = if plan.attach_inputs { inputs(dir, examined)? } else { Vec::new() };
    let inputs = inputs.as_slice();
    let maker = maker(examined, plan, pack);
    let rendered: Vec<(Edition, Vec<OutputFile>)> =
        examined.filings.par_iter().map(|filing| files(filing, inputs, &maker, plan, pack)).collect::<Result<_>>()?;
    agree(examined, plan, pack)?;
    let mut by_edition: BTreeMap<Edition, Vec<OutputFile>> = BTreeMap::new();
    for (edition, files) in rendered {
        by_edition.entry(edition).or_default().extend(files);
    }
    let mut internal = by_edition.remove(&Edition::Internal).unwrap_or_default();
    let findings = report::to_json(examined, pack, lang);
    let figures: Vec<Json> =
        examined.figures.iter().map(|figure| trace::to_json(figure, &examined.figures, 0)).collect();
    internal.push(json_file("findings.json", &findings));
    internal.push(json_file("trace.json", &json!({ "version": 1, "figures": figures })));
    let inside = ManifestFacts {
        beside: beside.iter().map(|(path, sha256)| Hashed { path: path.clone(), sha256: sha256.clone() }).collect(),
        waivers: waivings(examined),
        request: Some(plan.request.clone()),
        ..facts(examined, plan, pack, Edition::Internal)
    };
    let folder = |edition: Edition, files, facts| Folder { name: edition.folder().to_owned(), files, facts };
    let mut folders = vec![folder(Edition::Internal, internal, inside)];
    for (edition, files) in by_edition {
        folders.push(folder(edition, files, facts(examined, plan, pack, edition)));
    }
    Ok(folders)
}

/// Findings that tell of counts, payouts and corrections that contradict one another.
const OF_NUMBERS: [&str; 4] = ["CLM", "PAY", "REP", "SUM"];

/// The filings agree with themselves and one another. What the case itself contradicts was told as a finding, such as a
/// published total that its parts do not add up to: then the page shows what was published.
fn agree(examined: &Examined, plan: &BuildPlan, pack: &Pack) -> Result<()> {
    let told = |finding: &Finding| {
        finding.severity != Severity::Note && OF_NUMBERS.iter().any(|front| finding.code.starts_with(front))
    };
    let is_told = plan.options.draft || !examined.waived.is_empty() || examined.findings.iter().any(told);
    let is_ours = |kind: Disagrees| matches!(kind, Disagrees::Value | Disagrees::Chart);
    let filings: Vec<&Filing> = examined.filings.iter().collect();
    let first = proof::reconcile(&filings).into_iter().find(|one| is_ours(one.kind) || !is_told);
    first.map_or(Ok(()), |one| Err(failed(&one.file, &messages::disagreement(&one), pack)))
}

/// One filing in the formats asked for, each reread against its data before it counts as made.
fn files(
    filing: &Filing,
    inputs: &[AttachedWorkbook],
    maker: &Maker,
    plan: &BuildPlan,
    pack: &Pack,
) -> Result<(Edition, Vec<OutputFile>)> {
    let edition = Edition::of(&filing.edition).unwrap_or(Edition::Regulator);
    let mut files = Vec::new();
    let wants = |format: &str| plan.formats.iter().any(|wanted| wanted == format);
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
        prove(filing, &proof::html(&html, filing), pack)?;
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
        prove_pdf(filing, &pdf, &render::reading_order(pack, &document)?, pack)?;
        files.push(OutputFile::new(format!("{}.pdf", filing.file), pdf));
        page = Some(laid);
    }
    if wants("hwpx") {
        let hwpx = render::hwpx(pack, filing, &document, page.as_ref(), Some(maker))?;
        prove_hwpx(filing, &hwpx, &render::reading_order(pack, &document)?, pack)?;
        files.push(OutputFile::new(format!("{}.hwpx", filing.file), hwpx));
    }
    Ok((edition, files))
}

/// The finished PDF says what its document says, word for word: it is read back as a stranger would read it.
fn prove_pdf(filing: &Filing, pdf: &[u8], spoken: &ReadingOrder, pack: &Pack) -> Result<()> {
    let fault = |why: String| Error::new(ErrorKind::Internal, "internal-fault").with("what", "pdf").detail(why);
    let reading = proof::pdf::read(pdf).map_err(fault)?;
    let problems = proof::pdf::words(&reading, spoken);
    // A draft shows the number of a character that no typeface holds where its document has the character.
    let shows_numbers = filing.draft && reading.words.iter().any(|word| word.text.contains("[U+"));
    prove(filing, if shows_numbers { &[] } else { &problems }, pack)
}

/// The same of an HWPX, which must hold together besides: it is read by programs that ask more of it than this one.
fn prove_hwpx(filing: &Filing, hwpx: &[u8], order: &ReadingOrder, pack: &Pack) -> Result<()> {
    let fault = |why: String| Error::new(ErrorKind::Internal, "internal-fault").with("what", "hwpx").detail(why);
    if let Some(flaw) = render::hwpx::check(hwpx).first() {
        return Err(fault(format!("{}: {}", flaw.part, flaw.what)));
    }
    let reading = render::hwpx::read(hwpx).map_err(fault)?;
    prove(filing, &proof::hwpx::words(&reading, order), pack)
}

fn prove(filing: &Filing, problems: &[proof::ProofProblem], pack: &Pack) -> Result<()> {
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(failed(&filing.form, &messages::problem(problem), pack).detail(format!("{problems:#?}"))),
    }
}

/// A document that does not agree with its data, with the sentence that says where.
fn failed(form: &str, said: &VerifyMessage, pack: &Pack) -> Error {
    let args: Vec<_> = said.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let words = |lang| say(pack, lang, said.key, &args);
    let what = Arg::Term { ko: words(Lang::Ko), en: words(Lang::En) };
    Error::new(ErrorKind::Internal, "proof-failed").with("form", form).with("what", what)
}

/// An input of the case, read again.
struct AttachedWorkbook {
    name: String,
    label: String,
    bytes: Vec<u8>,
}

/// Findings of personal data in an input.
const PERSONAL: [&str; 3] = ["TEXT01", "TEXT02", codes::PERSONAL_COLUMN];

/// The inputs as they were examined: a file that changed since is refused.
fn inputs(dir: &Path, examined: &Examined) -> Result<Vec<AttachedWorkbook>> {
    if examined.dossier.case.edition == Edition::Public {
        return Err(Error::new(ErrorKind::Case, "attach-inputs-public"));
    }
    // A file goes into the PDF as it is: what no page repeats would stand in it.
    let is_personal = |finding: &&Finding| PERSONAL.contains(&finding.code);
    if let Some(origin) = examined.findings.iter().filter(is_personal).find_map(|finding| finding.origin.as_ref()) {
        return Err(Error::new(ErrorKind::Case, "attach-inputs-personal").with("cell", origin.to_string()));
    }
    let read = |file: &dossier::InputFile| {
        let changed = || Error::new(ErrorKind::Input, "input-changed").with("path", file.name.clone());
        let bytes = std::fs::read(dir.join(&file.name)).map_err(|error| changed().detail(error))?;
        if bundle::sha256_hex(&bytes) != file.sha256 {
            return Err(changed());
        }
        let name = Path::new(&file.name);
        let ending = name.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
        let base = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Two folders may hold files of one name.
        Ok(AttachedWorkbook {
            name: format!("{}-{base}", file.no),
            label: format!("원자료 {}{ending}", file.no),
            bytes,
        })
    };
    examined.dossier.files.iter().map(read).collect()
}

fn json_file(name: &str, value: &impl serde::Serialize) -> OutputFile {
    // A filing holds strings, numbers and lists only: there is nothing in it that JSON cannot say.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    OutputFile::new(name, bytes)
}

/// What a manifest says. Outside the house an input has a label and a hash, no name.
fn facts(examined: &Examined, plan: &BuildPlan, pack: &Pack, edition: Edition) -> ManifestFacts {
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
        pack: pack.manifest.id.clone(),
        pack_version: pack.manifest.version.clone(),
        law_date: law::day(&examined.dossier).law_date.to_string(),
        report_at: case.report_at.value.to_string(),
        stage: case.stage.code(),
        edition: edition.code().to_owned(),
        draft: plan.options.draft,
        verdict: examined.verdict.word().to_owned(),
        findings: Counts::of(&examined.findings),
        inputs: inputs.chain(mapping).collect(),
        templates: plan.templates.clone(),
        beside: Vec::new(),
        waivers: Vec::new(),
        request: None,
    }
}

/// The waivers that counted, in the order of `waivers.toml`.
fn waivings(examined: &Examined) -> Vec<Waiving> {
    let mut all: Vec<(&Waiver, Waiving)> = Vec::new();
    for Waived { finding, waiver } in &examined.waived {
        let place = finding.origin.as_ref().map_or_else(|| "case.toml".to_owned(), ToString::to_string);
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
fn maker(examined: &Examined, plan: &BuildPlan, pack: &Pack) -> Maker {
    let inputs = examined.dossier.files.iter().map(|file| SealedInput {
        label: format!("원자료 {}", file.no),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    Maker {
        tool: "bogo".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        pack: pack.manifest.id.clone(),
        pack_version: pack.manifest.version.clone(),
        pack_sha256: bundle::pack_sha256(&plan.templates),
        verdict: examined.verdict.word().to_owned(),
        findings: Some(Counts::of(&examined.findings)),
        inputs: inputs.collect(),
    }
}
