//! The three-valued evaluator: yes, no, unknown. Every row is evaluated and recorded; an unknown is never a no.
//!
//! Knows facts by path only ([`World`]); where they stand in a case is for [`super::facts`].

use chrono::NaiveDate;

use super::compare::{ComparedValue, compare};
use super::reference::{self, ReferenceSpan};
use crate::lang::Text;
use crate::origin::Origin;
use crate::pack::{Condition, Datum, Duty, LAW_DAY, Operand, RowTest, RuleRow, TextStatus};
use crate::value::{Certainty, Value};

/// A condition's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    Yes,
    No,
    Unknown,
}

impl Met {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    fn all(of: impl Iterator<Item = Met>) -> Met {
        of.fold(Met::Yes, |so_far, met| match (so_far, met) {
            (Met::No, _) | (_, Met::No) => Met::No,
            (Met::Unknown, _) | (_, Met::Unknown) => Met::Unknown,
            _ => Met::Yes,
        })
    }

    fn any(of: impl Iterator<Item = Met>) -> Met {
        Self::all(of.map(Met::not)).not()
    }
}

/// Why something could not be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    MissingFact,
    /// A value is entered, but not of the period that the law counts.
    OtherPeriod,
    OpenJudgement,
    LawNotModelled,
    LawNotVerified,
    RuleFailed,
}

impl Cause {
    /// The word of the JSON contract.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MissingFact => "missing-fact",
            Self::OtherPeriod => "other-period",
            Self::OpenJudgement => "open-judgement",
            Self::LawNotModelled => "law-not-modelled",
            Self::LawNotVerified => "law-not-verified",
            Self::RuleFailed => "rule-failed",
        }
    }
}

/// A fact as a row found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFact {
    pub path: String,
    pub value: Option<Value>,
    pub certainty: Certainty,
    /// Its cells, or the cell to fill.
    pub origins: Vec<Origin>,
}

/// A person's answer in 판단.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgmentAnswer {
    pub answer: Option<bool>,
    pub reason: Option<String>,
    pub origin: Option<Origin>,
}

/// Which period a value is of, and which the law counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What the column of periods says.
    pub stated: SeenFact,
    /// `None` where the words cannot be read.
    pub read: Option<ReferenceSpan>,
    pub counted: ReferenceSpan,
}

impl Reference {
    /// Whether the value may decide: it is of the period counted, or does not say of which.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.stated.value.is_none() || self.read == Some(self.counted)
    }
}

/// Where facts and answers come from.
pub trait World {
    fn fact(&self, path: &str) -> SeenFact;
    /// The answer to the question of a row.
    fn answer(&self, duty: &str, row: &str, question: &Text) -> JudgmentAnswer;
    /// What a row comes to in the end: what it came to, but for a world that tries out what would be.
    fn settle(&self, _row: &RuleRow, met: Met) -> Met {
        met
    }
}

/// A parameter as a row used it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub name: String,
    pub value: Option<Datum>,
    pub from: NaiveDate,
}

/// Which list of the duty a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowList {
    Who,
    When,
    Exempt,
}

/// A row as evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationStep {
    pub part: RowList,
    pub row: String,
    /// 0 at the top.
    pub depth: usize,
    pub met: Met,
    /// Whether it decided the outcome.
    pub decisive: bool,
    pub text: Text,
    /// Place in the article.
    pub at: Option<String>,
    pub standing: TextStatus,
    /// Whether a person is asked.
    pub asked: bool,
    pub facts: Vec<SeenFact>,
    pub parameters: Vec<Used>,
    pub answer: Option<JudgmentAnswer>,
    /// Of a value that the law counts over a period.
    pub reference: Option<Reference>,
    /// Why it is unknown, where it is.
    pub cause: Option<Cause>,
}

/// What the rows of a duty say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Yes: required. No: not required.
    pub met: Met,
    pub steps: Vec<EvaluationStep>,
    /// Why it is unknown: of the decisive rows, without repetition.
    pub causes: Vec<Cause>,
}

struct RuleNode {
    step: EvaluationStep,
    rows: Vec<RuleNode>,
    unless: Vec<RuleNode>,
    /// What the rows below say before `unless`.
    body: Met,
    /// An account of the law alone: shown, without weight.
    weightless: bool,
}

/// Evaluates the rows of a duty as they are law on `day`.
#[must_use]
pub fn evaluate(duty: &Duty, world: &dyn World, day: NaiveDate) -> Verdict {
    let run = Evaluation { duty, world, day };
    let top = |part: RowList, rows: &[RuleRow]| -> Vec<RuleNode> {
        rows.iter().filter(|row| row.holds_on(day)).map(|row| run.node(row, part, 0)).collect()
    };
    let (mut who, mut when, mut exempt) =
        (top(RowList::Who, &duty.who), top(RowList::When, &duty.when), top(RowList::Exempt, &duty.exempt));
    let weighed = |nodes: &[RuleNode]| Met::all(nodes.iter().filter(|node| !node.weightless).map(|node| node.step.met));
    let asked = Met::all([weighed(&who), weighed(&when)].into_iter());
    let exempted = Met::any(exempt.iter().map(|node| node.step.met));
    let met = Met::all([asked, exempted.not()].into_iter());
    let verified = duty.standing == TextStatus::Verified;
    let met = if met == Met::Yes && !verified { Met::Unknown } else { met };
    for node in who.iter_mut().chain(&mut when).filter(|node| !node.weightless && node.step.met == met) {
        mark(node);
    }
    for node in exempt.iter_mut().filter(|node| node.step.met == met.not()) {
        mark(node);
    }
    let mut steps = Vec::new();
    who.into_iter().chain(when).chain(exempt).for_each(|node| flatten(node, &mut steps));
    let mut causes: Vec<Cause> = Vec::new();
    if met == Met::Unknown {
        causes.extend(steps.iter().filter(|step| step.decisive).filter_map(|step| step.cause));
        if !verified {
            causes.push(Cause::LawNotVerified);
        }
        causes.sort_unstable();
        causes.dedup();
    }
    Verdict { met, steps, causes }
}

/// Whether a duty binds whom the world is about, as its `who` was law on `day`; unknown where its numbers of that day are not
/// held.
#[must_use]
pub fn concerns(duty: &Duty, world: &dyn World, day: NaiveDate) -> Met {
    let run = Evaluation { duty, world, day };
    let rows = duty.who.iter().filter(|row| row.holds_on(day)).map(|row| run.node(row, RowList::Who, 0));
    Met::all(rows.filter(|node| !node.weightless).map(|node| node.step.met))
}

/// Marks a node and those below it that made it what it is.
fn mark(node: &mut RuleNode) {
    node.step.decisive = true;
    let (met, body) = (node.step.met, node.body);
    // `unless` took the row away, or may yet: then the rows under it decide.
    let wanted = match met {
        Met::Yes => Met::No,
        Met::No => Met::Yes,
        Met::Unknown => Met::Unknown,
    };
    node.unless.iter_mut().filter(|row| row.step.met == wanted).for_each(mark);
    if body != met {
        return;
    }
    // All of the rows that agree: for a yes of `any` and a no of `all` each of them would do alone.
    let agree = |row: &&mut RuleNode| row.step.met == met;
    node.rows.iter_mut().filter(agree).for_each(mark);
}

fn flatten(node: RuleNode, steps: &mut Vec<EvaluationStep>) {
    steps.push(node.step);
    node.rows.into_iter().chain(node.unless).for_each(|row| flatten(row, steps));
}

struct Evaluation<'a> {
    duty: &'a Duty,
    world: &'a dyn World,
    day: NaiveDate,
}

impl Evaluation<'_> {
    fn node(&self, row: &RuleRow, part: RowList, depth: usize) -> RuleNode {
        let mut step = EvaluationStep {
            part,
            row: row.id.clone(),
            depth,
            met: Met::Unknown,
            decisive: false,
            text: row.text.clone(),
            at: row.at.clone(),
            standing: row.standing,
            asked: matches!(row.body, RowTest::Ask),
            facts: Vec::new(),
            parameters: Vec::new(),
            answer: None,
            reference: None,
            cause: None,
        };
        let below = |rows: &[RuleRow]| -> Vec<RuleNode> {
            rows.iter().filter(|row| row.holds_on(self.day)).map(|row| self.node(row, part, depth + 1)).collect()
        };
        let met = |rows: &[RuleNode]| rows.iter().map(|node| node.step.met).collect::<Vec<_>>().into_iter();
        let (body, rows) = match &row.body {
            RowTest::Test(condition) => {
                let met = self.test(condition, &mut step);
                (self.of_period(row, met, &mut step), Vec::new())
            }
            RowTest::Ask => (self.ask(row, &mut step), Vec::new()),
            RowTest::All(rows) => {
                let rows = below(rows);
                (Met::all(met(&rows)), rows)
            }
            RowTest::Any(rows) => {
                let rows = below(rows);
                (Met::any(met(&rows)), rows)
            }
        };
        let unless = below(&row.unless);
        step.met = Met::all([body, Met::any(met(&unless)).not()].into_iter());
        let verified = row.standing == TextStatus::Verified;
        // An account of the law decides nothing: at the top it is only shown, below it leaves the question open.
        let weightless = !verified && depth == 0 && part != RowList::Exempt;
        if !verified && !weightless {
            step.met = Met::Unknown;
            step.cause = Some(Cause::LawNotVerified);
        }
        let settled = self.world.settle(row, step.met);
        let body = if settled == step.met { body } else { settled };
        step.met = settled;
        RuleNode { step, rows, unless, body, weightless }
    }

    /// A value of another period than the law counts leaves the question open.
    fn of_period(&self, row: &RuleRow, met: Met, step: &mut EvaluationStep) -> Met {
        let Some((window, path)) = &row.window else { return met };
        let Some(counted) = reference::counted(*window, self.matter()) else { return met };
        let stated = self.world.fact(path);
        let read = match &stated.value {
            Some(Value::Text(text)) => reference::read(text),
            _ => None,
        };
        let found = Reference { stated, read, counted };
        let fits = found.fits();
        step.reference = Some(found);
        if fits || step.facts.iter().all(|seen| seen.value.is_none()) {
            return met;
        }
        step.cause = Some(Cause::OtherPeriod);
        Met::Unknown
    }

    /// The day of the matter itself: another day's law does not move the periods that its values are of.
    fn matter(&self) -> NaiveDate {
        let day = |path: &str| match self.world.fact(path).value? {
            Value::Moment(at) | Value::MomentBetween { by: at, .. } => Some(at.korean().date()),
            Value::Date(day) => Some(day),
            _ => None,
        };
        day(&self.duty.law_date).or_else(|| day("case.day")).unwrap_or(self.day)
    }

    fn ask(&self, row: &RuleRow, step: &mut EvaluationStep) -> Met {
        let answer = self.world.answer(&self.duty.id, &row.id, &row.text);
        let met = match answer.answer {
            Some(true) => Met::Yes,
            Some(false) => Met::No,
            None => {
                step.cause = Some(Cause::OpenJudgement);
                Met::Unknown
            }
        };
        step.answer = Some(answer);
        met
    }

    fn test(&self, condition: &Condition, step: &mut EvaluationStep) -> Met {
        match condition {
            Condition::Flag { of, negated } => {
                let met = match self.side(of, step) {
                    Some(ComparedValue::Flag(true)) => Met::Yes,
                    Some(ComparedValue::Flag(false)) => Met::No,
                    Some(_) => failed(step),
                    None => Met::Unknown,
                };
                if *negated { met.not() } else { met }
            }
            Condition::Compare { left, op, right } => {
                let sides = (self.side(left, step), self.side(right, step));
                let (Some(left), Some(right)) = sides else { return Met::Unknown };
                let met = compare(&left, *op, &right).unwrap_or_else(|| failed(step));
                if met == Met::Unknown && step.cause.is_none() {
                    step.cause = Some(Cause::MissingFact);
                }
                met
            }
        }
    }

    fn side(&self, operand: &Operand, step: &mut EvaluationStep) -> Option<ComparedValue> {
        match operand {
            Operand::Literal(datum) => ComparedValue::of_datum(datum),
            Operand::Fact(path) => {
                if path == LAW_DAY {
                    return ComparedValue::of_value(&Value::Date(self.day));
                }
                let seen = self.world.fact(path);
                let side = seen.value.as_ref().and_then(ComparedValue::of_value);
                if side.is_none() {
                    step.cause = Some(Cause::MissingFact);
                }
                step.facts.push(seen);
                side
            }
            Operand::Parameter(name) => {
                let row = self.duty.parameters.get(name).and_then(|parameter| parameter.on(self.day))?;
                step.parameters.push(Used { name: name.clone(), value: row.value.clone(), from: row.from });
                let side = row.value.as_ref().and_then(ComparedValue::of_datum);
                if side.is_none() {
                    step.cause = Some(Cause::LawNotModelled);
                }
                side
            }
        }
    }
}

/// The types were checked when the pack was loaded: two sides that do not compare are a fault of ours.
fn failed(step: &mut EvaluationStep) -> Met {
    step.cause = Some(Cause::RuleFailed);
    Met::Unknown
}
