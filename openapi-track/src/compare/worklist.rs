//! Collects the changes: pairs of schemas, each compared once however many operations use it, what was
//! found at each, and which operations reach it.
//!
//! Pairs wait in a queue and refer to each other by number, so cycles end and a deep document needs no
//! deep stack.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::change::{Change, UNRESOLVED_REFERENCE};
use super::context::Context;
use super::document::Document;
use super::effect::Effect;
use super::equivalence::identical;
use super::location::{Place, locate};
use super::verdict::Wire;

/// Most pairs that are compared; the report counts the rest. Even a document within the loader's limits
/// can name more pairs than fit in memory.
pub(super) const MAX_PAIRS: usize = 2_000_000;

type PairId = usize;

/// A change before its operations and its pointer are known.
struct Found {
    id: String,
    wire: Wire,
    place: Place,
    text: String,
}

struct Pair<'a> {
    old: &'a Value,
    new: &'a Value,
    context: Context,
    found: Vec<Found>,
    next: Vec<PairId>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key(Place, Place, Context);

/// The two documents and everything that was found.
pub(super) struct Worklist<'a> {
    pub(super) old: Document<'a>,
    pub(super) new: Document<'a>,
    pairs: Vec<Pair<'a>>,
    known: HashMap<Key, PairId>,
    waiting: VecDeque<PairId>,
    /// The schemas that each operation starts from.
    roots: Vec<(Arc<str>, PairId)>,
    changes: Vec<(Place, Change)>,
    max_pairs: usize,
    /// How many places were not compared.
    not_compared: usize,
}

impl<'a> Worklist<'a> {
    pub(super) fn new(old: Document<'a>, new: Document<'a>, max_pairs: usize) -> Self {
        Self {
            old,
            new,
            pairs: Vec::new(),
            known: HashMap::new(),
            waiting: VecDeque::new(),
            roots: Vec::new(),
            changes: Vec::new(),
            max_pairs,
            not_compared: 0,
        }
    }

    /// Records a change that belongs to one operation, or to the document as a whole.
    pub(super) fn report(
        &mut self,
        operation: Option<&Arc<str>>,
        place: Place,
        id: impl Into<String>,
        wire: Wire,
        text: impl Into<String>,
    ) {
        let operations = operation.into_iter().cloned().collect();
        let change = Change {
            id: id.into(),
            operations,
            wire,
            text: text.into(),
            ..Change::default()
        };
        self.changes.push((place, change));
    }

    /// Records that requests or credentials go to a host that the old document does not name.
    pub(super) fn report_host(
        &mut self,
        operation: Option<&Arc<str>>,
        place: Place,
        host: &str,
        text: String,
    ) {
        self.report(operation, place, "server-host-added", Wire::Warning, text);
        if let Some((_, change)) = self.changes.last_mut() {
            change.host = Some(host.to_owned());
        }
    }

    /// Compares two schemas that an operation uses.
    pub(super) fn compare_schemas(
        &mut self,
        operation: &Arc<str>,
        old: &'a Value,
        new: &'a Value,
        context: Context,
    ) {
        if !identical(old, new)
            && let Some(pair) = self.pair(old, new, context)
        {
            self.roots.push((operation.clone(), pair));
        }
    }

    fn pair(&mut self, old: &'a Value, new: &'a Value, context: Context) -> Option<PairId> {
        // Behind references that stand for themselves, so that one component is one pair.
        let (old, new) = (self.old.schema(old), self.new.schema(new));
        let key = Key(self.old.place(old), self.new.place(new), context);
        if let Some(&known) = self.known.get(&key) {
            return Some(known);
        }
        if self.pairs.len() >= self.max_pairs {
            self.not_compared += 1;
            return None;
        }
        let id = self.pairs.len();
        self.pairs.push(Pair {
            old,
            new,
            context,
            found: Vec::new(),
            next: Vec::new(),
        });
        self.known.insert(key, id);
        self.waiting.push_back(id);
        Some(id)
    }

    /// Compares every pair that waits with `compare`, and returns each change with the operations it
    /// touches, and how many places were not compared.
    pub(super) fn finish(
        mut self,
        compare: impl Fn(&mut SchemaPair<'a>, &'a Value, &'a Value),
    ) -> (Vec<Change>, usize) {
        while let Some(id) = self.waiting.pop_front() {
            let Some(&Pair {
                old, new, context, ..
            }) = self.pairs.get(id)
            else {
                continue;
            };
            let mut pair = SchemaPair {
                old_document: self.old,
                new_document: self.new,
                context,
                place: self.place_of_pair(old, new),
                found: Vec::new(),
                next: Vec::new(),
                not_compared: 0,
            };
            compare(&mut pair, old, new);
            self.not_compared += pair.not_compared;
            let next = pair.next.into_iter();
            let next = next
                .filter_map(|(old, new, context)| self.pair(old, new, context))
                .collect();
            if let Some(compared) = self.pairs.get_mut(id) {
                (compared.found, compared.next) = (pair.found, next);
            }
        }
        self.report_unresolved();
        let not_compared = self.not_compared;
        (self.into_changes(), not_compared)
    }

    /// Where the changes of a pair are: in the new document, unless its schema was made up to stand for
    /// "anything".
    fn place_of_pair(&self, old: &Value, new: &Value) -> Place {
        if std::ptr::eq(new, &ANYTHING) {
            self.old.place(old)
        } else {
            self.new.place(new)
        }
    }

    fn report_unresolved(&mut self) {
        let mut references = self.new.unresolved();
        references.extend(self.old.unresolved());
        for (reference, place) in references {
            let text = format!(
                "the reference `{reference}` cannot be followed: what it describes was not compared"
            );
            self.report(None, place, UNRESOLVED_REFERENCE, Wire::Warning, text);
        }
    }

    fn into_changes(mut self) -> Vec<Change> {
        let mut users = self.operations_of_pairs();
        for (id, pair) in self.pairs.iter_mut().enumerate() {
            let operations = users.remove(&id).unwrap_or_default();
            for found in pair.found.drain(..) {
                let Found {
                    id,
                    wire,
                    place,
                    text,
                } = found;
                let change = Change {
                    id,
                    operations: operations.clone(),
                    wire,
                    text,
                    ..Change::default()
                };
                self.changes.push((place, change));
            }
        }
        let mut places: HashMap<Place, Option<String>> = self
            .changes
            .iter()
            .map(|(place, _)| (*place, None))
            .collect();
        for document in [self.old, self.new] {
            locate(document.side, document.root, &mut places);
        }
        merged(self.changes, &places)
    }

    /// The operations that reach each pair at which something was found.
    fn operations_of_pairs(&self) -> HashMap<PairId, Vec<Arc<str>>> {
        let leads = self.leading_to_changes();
        let mut by_operation: HashMap<&Arc<str>, Vec<PairId>> = HashMap::new();
        for (operation, root) in &self.roots {
            if leads.get(*root).is_some_and(|leads| *leads) {
                by_operation.entry(operation).or_default().push(*root);
            }
        }
        let mut users: HashMap<PairId, Vec<Arc<str>>> = HashMap::new();
        let mut seen_by = vec![usize::MAX; self.pairs.len()];
        for (number, (operation, mut stack)) in by_operation.into_iter().enumerate() {
            while let Some(id) = stack.pop() {
                let (Some(pair), Some(seen)) = (self.pairs.get(id), seen_by.get_mut(id)) else {
                    continue;
                };
                if std::mem::replace(seen, number) == number {
                    continue;
                }
                if !pair.found.is_empty() {
                    users.entry(id).or_default().push(operation.clone());
                }
                stack.extend(
                    pair.next
                        .iter()
                        .filter(|&&next| leads.get(next).is_some_and(|leads| *leads)),
                );
            }
        }
        users
    }

    /// For each pair, whether a change can be reached from it: most cannot, and need no visit.
    fn leading_to_changes(&self) -> Vec<bool> {
        let mut previous: Vec<Vec<PairId>> = vec![Vec::new(); self.pairs.len()];
        for (id, pair) in self.pairs.iter().enumerate() {
            for &next in &pair.next {
                previous[next].push(id);
            }
        }
        let mut leads: Vec<_> = self
            .pairs
            .iter()
            .map(|pair| !pair.found.is_empty())
            .collect();
        let mut stack: Vec<_> = (0..leads.len()).filter(|&id| leads[id]).collect();
        while let Some(id) = stack.pop() {
            for &earlier in &previous[id] {
                if !std::mem::replace(&mut leads[earlier], true) {
                    stack.push(earlier);
                }
            }
        }
        leads
    }
}

/// One entry for each change at one place, with all its operations.
fn merged(changes: Vec<(Place, Change)>, places: &HashMap<Place, Option<String>>) -> Vec<Change> {
    let mut known: HashMap<(Option<Place>, String, String), usize> = HashMap::new();
    let mut merged: Vec<Change> = Vec::new();
    for (place, mut change) in changes {
        // A new host is one change, however many places name it.
        let one_place = change.host.is_none().then_some(place);
        let key = (one_place, change.id.clone(), change.text.clone());
        let index = *known.entry(key).or_insert(merged.len());
        if let Some(same) = merged.get_mut(index) {
            same.operations.append(&mut change.operations);
            same.wire = same.wire.max(change.wire);
        } else {
            change.document = place.side;
            change.location = places
                .get(&place)
                .cloned()
                .flatten()
                .unwrap_or_else(|| "#".to_owned());
            merged.push(change);
        }
    }
    for change in &mut merged {
        change.operations.sort();
        change.operations.dedup();
    }
    merged.sort_by(|left, right| {
        let key = |change: &Change| std::cmp::Reverse(change.severity());
        (key(left), &left.location, &left.id, &left.text).cmp(&(
            key(right),
            &right.location,
            &right.id,
            &right.text,
        ))
    });
    merged
}

/// The schema that accepts anything, for the side of a pair that has none.
pub(super) static ANYTHING: Value = Value::Bool(true);

/// Two schemas under comparison, and what is found at them.
pub(super) struct SchemaPair<'a> {
    pub(super) old_document: Document<'a>,
    pub(super) new_document: Document<'a>,
    pub(super) context: Context,
    place: Place,
    found: Vec<Found>,
    next: Vec<(&'a Value, &'a Value, Context)>,
    /// How many parts were beyond a bound.
    pub(super) not_compared: usize,
}

impl<'a> SchemaPair<'a> {
    /// Records a change of a keyword at this place.
    pub(super) fn found(&mut self, keyword: &str, effect: Effect, text: impl Into<String>) {
        let (id, wire) = (self.context.id(keyword), self.context.verdict(effect));
        self.found_as(self.place, id, wire, text);
    }

    /// Records a change whose id, verdict or place does not follow the common pattern.
    pub(super) fn found_as(
        &mut self,
        place: Place,
        id: String,
        wire: Wire,
        text: impl Into<String>,
    ) {
        self.found.push(Found {
            id,
            wire,
            place,
            text: text.into(),
        });
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Takes back what was found, as verdicts and texts.
    pub(super) fn take_found(&mut self) -> Vec<(Wire, String)> {
        self.found
            .drain(..)
            .map(|found| (found.wire, found.text))
            .collect()
    }

    /// Compares two schemas inside this pair.
    pub(super) fn descend(&mut self, old: &'a Value, new: &'a Value, context: Context) {
        if !identical(old, new) {
            self.next.push((old, new, context));
        }
    }
}
