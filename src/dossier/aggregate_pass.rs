//! One sheet of claims, row by row. Columns are resolved once; a row allocates nothing but what is new in it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::ClaimOfPayout;
use super::aggregate::{Fold, Group, fingerprint};
use super::aggregate_names::{Claimed, Coded, NameLookup, ResolvedName, RunningSum};
use super::references::Ids;
use crate::mapping::{self, Parsed, Problem, Report, SheetReader, codes, compose, excuse, is_lost};
use crate::origin::{Address, Origin, Range};
use crate::source::{CellValue, Row};
use crate::value::{Certainty, Digits};

/// How many cells of one cause are kept for naming.
const NAMED: usize = 21;
/// No claim number is this long that is no run of digits with little else.
const SHORTEST_PERSONAL: usize = 10;

/// The code of rows that leave a dimension's cell empty.
const UNCLASSIFIED: &str = "unclassified";

/// What a cell that names a row of another sheet came to.
enum FoundRow {
    At(usize),
    Nothing,
    Wrong,
}

/// Positions of the fields in the schema.
struct Fields {
    id: usize,
    channel: usize,
    received: usize,
    entity: usize,
    service: usize,
    amount: usize,
}

/// One sheet as it streams.
pub(super) struct Pass<'s> {
    sheet: &'s SheetReader,
    fields: Fields,
    pub rows: u64,
    first: u32,
    last: u32,
    /// Position in the row's cells of each field.
    cells: Vec<Option<usize>>,
    coded: Vec<Coded>,
    entities: NameLookup,
    channels: NameLookup,
    services: NameLookup,
    filer: String,
    by_service: Vec<RunningSum>,
    no_service: RunningSum,
    by_day: BTreeMap<NaiveDate, RunningSum>,
    scope: [RunningSum; 2],
    pub negative: Vec<Origin>,
    pub personal: Vec<(Origin, String)>,
    pub examples: Vec<Origin>,
}

impl<'s> Pass<'s> {
    pub(super) fn new(fold: &Fold<'_>, sheet: &'s SheetReader) -> Self {
        // The pack was checked for every one of these before a row is read.
        let at = |field: &str| sheet.schema.index(field).unwrap_or(0);
        let coded = ["claimant", "fee", "harm", "state"].into_iter().filter_map(|name| {
            let field = at(name);
            let list = sheet.lists.get(field)?.clone()?;
            Some(Coded::new(name, field, list))
        });
        Self {
            sheet,
            fields: Fields {
                id: at("id"),
                channel: at("channel"),
                received: at("received"),
                entity: at("entity"),
                service: at("service"),
                amount: at("amount"),
            },
            rows: 0,
            first: 0,
            last: 0,
            cells: vec![None; sheet.schema.field.len()],
            coded: coded.collect(),
            entities: NameLookup::default(),
            channels: NameLookup::default(),
            services: NameLookup::default(),
            filer: fold.dossier.case.filer.value.clone(),
            by_service: Vec::new(),
            no_service: RunningSum::default(),
            by_day: BTreeMap::new(),
            scope: [RunningSum::default(); 2],
            negative: Vec::new(),
            personal: Vec::new(),
            examples: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, fold: &mut Fold<'_>, row: &Row<'_>, report: &mut Report<'_>) {
        self.cells.fill(None);
        for (index, cell) in row.cells.iter().enumerate() {
            if let Some(Some(field)) = self.sheet.columns.of_column.get(cell.col as usize) {
                self.cells[*field] = Some(index);
            }
        }
        if self.is_example(fold, row, report) {
            fold.left_out.push(self.sheet.row_origin(row.number));
            return;
        }
        self.rows += 1;
        self.first = if self.first == 0 { row.number } else { self.first };
        self.last = row.number;
        let received = self.received(row, report);
        let stated = self.amount(row, report);
        let amount = stated.map(|(won, _)| won);
        let digits = stated.filter(|(_, about)| *about).map(|(won, _)| Digits::default().and(won, Certainty::Estimate));
        fold.amount_unknown += u64::from(amount.is_none());
        if amount.is_some_and(|won| won.is_sign_negative() && !won.is_zero()) && self.negative.len() < NAMED {
            self.negative.push(self.origin(row, self.fields.amount));
        }
        let won = Claimed { won: amount.and_then(|won| won.to_i128()).unwrap_or(0), digits };
        let entity = self.named(self.fields.entity, |pass| &mut pass.entities, ("entity", &fold.entities), row, report);
        // A row that names nobody is the filer's own.
        let entity = if let FoundRow::At(entity) = entity { Some(entity) } else { None };
        let own = entity.is_none_or(|entity| self.entities.ids[entity] == self.filer);
        let scope = usize::from(!own);
        self.scope[scope].add(won, own);
        self.id(fold, row, received, amount, report);
        let claimant = self.codes(row, won, own, report);
        self.service(&fold.services, row, won, own, report);
        if !fold.channels.is_empty() {
            self.named(self.fields.channel, |pass| &mut pass.channels, ("channel", &fold.channels), row, report);
        }
        if let Some(day) = received {
            self.by_day.entry(day).or_default().add(won, own);
        }
        if let Some(loss) = amount {
            let entity = entity.map_or(self.filer.as_str(), |entity| self.entities.ids[entity].as_str());
            tiers(fold, claimant, entity, loss);
        }
    }

    /// Whether the row is an example that nobody touched. Typed as rows of other sheets are only where its id is marked.
    fn is_example(&self, fold: &Fold<'_>, row: &Row<'_>, report: &Report<'_>) -> bool {
        let id = self.cell(row, self.fields.id);
        let is_marked = with_text(id, |text| fold.example_rows.is_marked(text)).unwrap_or_default();
        is_marked && {
            let typed = self.sheet.typed(row, &mut report.beside());
            fold.example_rows.is_untouched(&self.sheet.schema, &typed.fields)
        }
    }

    fn origin(&self, row: &Row<'_>, field: usize) -> Origin {
        self.sheet.origin(row.number, field)
    }

    fn cell<'r, 'a>(&self, row: &'r Row<'a>, field: usize) -> Option<&'r CellValue<'a>> {
        self.cells[field].map(|index| &row.cells[index].value)
    }

    fn fault(&self, row: &Row<'_>, field: usize, problem: Problem, report: &mut Report<'_>) {
        self.sheet.fault(row.number, field, self.cell(row, field), problem, report);
    }

    /// Reads a cell; words that stand for nothing count as an empty cell, a missing required one is a fault.
    fn read<T>(
        &self,
        row: &Row<'_>,
        field: usize,
        read: impl FnOnce(&CellValue<'_>) -> mapping::Read<T>,
        report: &mut Report<'_>,
    ) -> Option<T> {
        let schema = &self.sheet.schema.field[field];
        let Some(cell) = self.cell(row, field) else {
            if schema.required && self.sheet.columns.of_field[field].is_some() {
                self.fault(row, field, Problem::Blank, report);
            }
            return None;
        };
        match read(cell) {
            Ok(got) => {
                self.sheet.remarks(row.number, field, cell, &got, report);
                Some(got.value)
            }
            Err(problem) => {
                match excuse(cell, schema.pending) {
                    Some(Parsed::Bad(refused)) => self.fault(row, field, refused, report),
                    Some(_) if schema.required => self.fault(row, field, Problem::Blank, report),
                    Some(_) => self.sheet.dash(row.number, field, cell, report),
                    None => self.fault(row, field, problem, report),
                }
                None
            }
        }
    }

    fn received(&self, row: &Row<'_>, report: &mut Report<'_>) -> Option<NaiveDate> {
        let form = self.sheet.form(self.fields.received);
        self.read(row, self.fields.received, |cell| mapping::date(cell, form), report)
    }

    /// What is claimed, and whether that is an estimate.
    fn amount(&self, row: &Row<'_>, report: &mut Report<'_>) -> Option<(Decimal, bool)> {
        let field = self.fields.amount;
        let stated = |cell: &CellValue<'_>| {
            let got = self.sheet.won(field, cell)?;
            let about = got.estimate;
            Ok(got.map(|won| (won, about)))
        };
        self.read(row, field, stated, report)
    }

    /// Position among the names of `pick` of what a cell names; none when it names nothing or nobody.
    fn named(
        &mut self,
        field: usize,
        pick: impl FnOnce(&mut Self) -> &mut NameLookup,
        (target, ids): (&str, &Ids),
        row: &Row<'_>,
        report: &mut Report<'_>,
    ) -> FoundRow {
        let cell = self.cells[field].map(|index| &row.cells[index].value);
        if let Some(CellValue::Error(_)) = cell {
            self.fault(row, field, Problem::ErrorCell, report);
            return FoundRow::Wrong;
        }
        match with_text(cell, |text| pick(self).find(text, ids)) {
            None | Some(ResolvedName::Nothing) => FoundRow::Nothing,
            Some(ResolvedName::Known(position)) => FoundRow::At(position),
            Some(ResolvedName::Unresolved) => {
                self.unresolved(row, field, target, ids, report);
                FoundRow::Wrong
            }
        }
    }

    fn unresolved(&self, row: &Row<'_>, field: usize, target: &str, ids: &Ids, report: &mut Report<'_>) {
        let cell = self.cell(row, field);
        let text = cell.map(CellValue::display).unwrap_or_default();
        let hint = report.hint(ids.meant(&text).map(|id| (id, id)));
        let args = vec![("target", report.sheet_name(target)), ("hint", hint)];
        self.sheet.fault_with(row.number, field, cell, codes::UNRESOLVED, args, report);
    }

    fn id(
        &mut self,
        fold: &mut Fold<'_>,
        row: &Row<'_>,
        received: Option<NaiveDate>,
        amount: Option<Decimal>,
        report: &mut Report<'_>,
    ) {
        let field = self.fields.id;
        match self.cell(row, field) {
            None if self.sheet.columns.of_field[field].is_some() => self.fault(row, field, Problem::Blank, report),
            None => {}
            Some(CellValue::Error(_)) => self.fault(row, field, Problem::ErrorCell, report),
            Some(cell) if is_lost(cell) => self.fault(row, field, Problem::LostDigits, report),
            cell => {
                with_text(cell, |text| {
                    let composed = if text.is_ascii() { None } else { Some(compose(text)) };
                    let id = composed.as_deref().unwrap_or(text);
                    fold.fingerprints.push(fingerprint(id));
                    if looks_personal(id) && self.personal.len() < NAMED {
                        self.personal.push((self.origin(row, field), id.to_owned()));
                    }
                    if self.examples.len() < NAMED && fold.example_rows.is_example(id) {
                        self.examples.push(self.origin(row, field));
                    }
                    if fold.wanted.contains(id) {
                        let origin = self.origin(row, field);
                        let claim = ClaimOfPayout { origin, received, amount };
                        fold.of_payouts.entry(id.to_owned()).or_insert(claim);
                    }
                });
            }
        }
    }

    /// Adds the row to the coded dimensions; the claimant's code is handed on.
    fn codes(&mut self, row: &Row<'_>, won: Claimed, own: bool, report: &mut Report<'_>) -> Option<usize> {
        let mut claimant = None;
        for at in 0..self.coded.len() {
            let field = self.coded[at].field;
            let cell = self.cells[field].map(|index| &row.cells[index].value);
            let code = match cell {
                None => None,
                Some(CellValue::Error(_)) => {
                    self.fault(row, field, Problem::ErrorCell, report);
                    continue;
                }
                Some(cell) => match with_text(Some(cell), |text| self.coded[at].find(text)).flatten() {
                    Some(code) => Some(code),
                    None if matches!(excuse(cell, true), Some(Parsed::Blank | Parsed::Pending)) => None,
                    None => {
                        self.fault(row, field, Problem::UnknownCode, report);
                        continue;
                    }
                },
            };
            let coded = &mut self.coded[at];
            let place = code.unwrap_or(coded.list.codes.len());
            coded.sums[place].add(won, own);
            if coded.name == "claimant" {
                claimant = code;
            }
        }
        claimant
    }

    fn service(&mut self, ids: &Ids, row: &Row<'_>, won: Claimed, own: bool, report: &mut Report<'_>) {
        match self.named(self.fields.service, |pass| &mut pass.services, ("interruption", ids), row, report) {
            FoundRow::Nothing => self.no_service.add(won, own),
            FoundRow::Wrong => {}
            FoundRow::At(service) => {
                if self.by_service.len() <= service {
                    self.by_service.resize(service + 1, RunningSum::default());
                }
                self.by_service[service].add(won, own);
            }
        }
    }

    /// The rows of the sheet.
    pub(super) fn range(&self) -> Option<Origin> {
        let (first, last) = self.sheet.columns.span();
        let range =
            Range { first: Address { row: self.first, col: first }, last: Address { row: self.last, col: last } };
        let origin = Origin::range(&self.sheet.source, range);
        (self.rows > 0).then_some(Origin { rows: Some(self.rows), ..origin })
    }

    /// Every group of the sheet: dimension, code, filter in words of the sheet, sum. `blank` names empty cells.
    pub(super) fn groups(&self, blank: &str) -> Vec<Group> {
        let header = |field: usize| self.sheet.columns.headers[field].as_str();
        let has = |field: usize| self.sheet.columns.has(field);
        let mut groups = Vec::new();
        for coded in self.coded.iter().filter(|coded| has(coded.field)) {
            let named = coded.list.codes.iter().zip(&coded.list.names);
            for ((code, (name, _)), sum) in named.zip(&coded.sums) {
                groups.push((coded.name, code.clone(), format!("{} = {name}", header(coded.field)), *sum));
            }
            let empty = coded.sums.last().copied().unwrap_or_default();
            groups.push((coded.name, UNCLASSIFIED.to_owned(), format!("{} = {blank}", header(coded.field)), empty));
        }
        let service = self.fields.service;
        if has(service) {
            for (id, sum) in self.services.ids.iter().zip(&self.by_service) {
                groups.push(("service", id.clone(), format!("{} = {id}", header(service)), *sum));
            }
            let filter = format!("{} = {blank}", header(service));
            groups.push(("service", UNCLASSIFIED.to_owned(), filter, self.no_service));
        }
        for (day, sum) in &self.by_day {
            groups.push(("day", day.to_string(), format!("{} = {day}", header(self.fields.received)), *sum));
        }
        let entity = header(self.fields.entity);
        for (code, sign, sum) in [("own", "=", self.scope[0]), ("affiliate", "≠", self.scope[1])] {
            groups.push(("scope", code.to_owned(), format!("{entity} {sign} {}", self.filer), sum));
        }
        groups
    }
}

/// A quick look first: a claim number is short, and this is asked of every row.
fn looks_personal(id: &str) -> bool {
    id.len() >= SHORTEST_PERSONAL
        && (id.contains('@') || id.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_PERSONAL)
        && mapping::personal(id).is_some()
}

/// Adds a claim to the tiers that cover it.
fn tiers(fold: &mut Fold<'_>, claimant: Option<usize>, entity: &str, loss: Decimal) {
    let claimant = claimant.and_then(|index| fold.claimant_codes.get(index)).map(String::as_str);
    for tier in &mut fold.tiers {
        let meant = tier.claimant.is_none_or(|wanted| claimant == Some(wanted))
            && tier.entity.as_deref().is_none_or(|wanted| wanted == entity);
        if meant && tier.standard.covers(loss) {
            tier.claims += 1;
            if let Some(pays) = tier.pays {
                tier.would_pay += if tier.capped { pays.min(loss) } else { pays };
            }
        }
    }
}

/// Calls `take` with the text of a cell; text cells are not copied.
fn with_text<T>(cell: Option<&CellValue<'_>>, take: impl FnOnce(&str) -> T) -> Option<T> {
    match cell? {
        CellValue::Text(text) => Some(take(text)),
        other => Some(take(&other.display())),
    }
}
