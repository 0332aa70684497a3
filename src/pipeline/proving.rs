//! What was made is read again before it counts as made: a document that does not agree with its data is an error of ours.

use super::Examined;
use crate::bundle::{VerifyMessage, messages};
use crate::error::{Error, ErrorKind, Result};
use crate::filing::Filing;
use crate::finding::{Arg, Finding, Severity};
use crate::lang::Lang;
use crate::pack::Pack;
use crate::proof::{self, Disagrees};
use crate::render::ReadingOrder;

/// Findings that tell of counts, payouts and corrections that contradict one another.
const OF_NUMBERS: [&str; 4] = ["CLM", "PAY", "REP", "SUM"];

/// The filings agree with themselves and one another. What the case itself contradicts was told as a finding, such as a
/// published total that its parts do not add up to: then the page shows what was published.
pub(super) fn agree(examined: &Examined, draft: bool, pack: &Pack) -> Result<()> {
    let told = |finding: &Finding| {
        finding.severity != Severity::Note && OF_NUMBERS.iter().any(|front| finding.code.starts_with(front))
    };
    let is_told = draft || !examined.waived.is_empty() || examined.findings.iter().any(told);
    let is_ours = |kind: Disagrees| matches!(kind, Disagrees::Value | Disagrees::Chart);
    let filings: Vec<&Filing> = examined.filings.iter().collect();
    let first = proof::reconcile(&filings).into_iter().find(|one| is_ours(one.kind) || !is_told);
    first.map_or(Ok(()), |one| Err(failed(&one.file, &messages::disagreement(&one), pack)))
}

/// The finished PDF says what its document says, word for word: it is read back as a stranger would read it.
pub(super) fn pdf(filing: &Filing, pdf: &[u8], spoken: &ReadingOrder, pack: &Pack) -> Result<()> {
    let fault = |why: String| Error::new(ErrorKind::Internal, "internal-fault").with("what", "pdf").detail(why);
    let reading = proof::pdf::read(pdf).map_err(fault)?;
    let problems = proof::pdf::words(&reading, spoken);
    // A draft shows the number of a character that no typeface holds where its document has the character.
    let shows_numbers = filing.draft && reading.words.iter().any(|word| word.text.contains("[U+"));
    prove(filing, if shows_numbers { &[] } else { &problems }, pack)
}

pub(super) fn prove(filing: &Filing, problems: &[proof::ProofProblem], pack: &Pack) -> Result<()> {
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(failed(&filing.form, &messages::problem(problem), pack).detail(format!("{problems:#?}"))),
    }
}

/// A document that does not agree with its data, with the sentence that says where.
fn failed(form: &str, said: &VerifyMessage, pack: &Pack) -> Error {
    let args: Vec<_> = said.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let words = |lang| pack.say(lang, said.key, &args);
    let what = Arg::Term { ko: words(Lang::Ko), en: words(Lang::En) };
    Error::new(ErrorKind::Internal, "proof-failed").with("form", form).with("what", what)
}
