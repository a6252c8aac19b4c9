//! What the comparison collects: pairs of schemas, each compared once however many operations use it,
//! what was found at each, and which operations reach it.
//!
//! Pairs wait in a queue and refer to each other by number, so cycles end by themselves and a deep
//! document needs no deep stack.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::document::Document;
use super::law::Wire;
use super::schema;
use super::site::Site;
use crate::report::Change;

/// Pairs beyond this many are not compared, and the report says how many. Even documents that the
/// loader takes can name more pairs than fit in memory.
pub(super) const MOST_PAIRS: usize = 2_000_000;

/// Something that changed at a place.
pub(super) struct Finding {
    pub(super) id: String,
    pub(super) wire: Wire,
    /// Below the pair it was found at: `/properties/x`, or empty.
    pub(super) below: String,
    pub(super) text: String,
}

pub(super) type PairId = usize;

/// How a pair is reached from the document's root.
#[derive(Clone)]
pub(super) enum At<'a> {
    Root(Arc<str>),
    /// Below another pair: a keyword, and a key or index where the keyword holds several schemas.
    Below(PairId, &'static str, Option<&'a str>),
    Indexed(PairId, &'static str, usize),
}

struct Pair<'a> {
    old: &'a Value,
    new: &'a Value,
    site: Site,
    at: At<'a>,
    findings: Vec<Finding>,
    next: Vec<PairId>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key(usize, usize, Site);

/// The two documents and all that was found.
pub(super) struct Comparison<'a> {
    pub(super) old: Document<'a>,
    pub(super) new: Document<'a>,
    pairs: Vec<Pair<'a>>,
    known: HashMap<Key, PairId>,
    waiting: VecDeque<PairId>,
    /// Per operation: the schemas it starts from.
    roots: Vec<(Arc<str>, PairId)>,
    changes: Vec<Change>,
    most_pairs: usize,
    /// Places that were not compared.
    left_out: usize,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Value, new: &'a Value, most_pairs: usize) -> Self {
        Self {
            old: Document::new(old),
            new: Document::new(new),
            pairs: Vec::new(),
            known: HashMap::new(),
            waiting: VecDeque::new(),
            roots: Vec::new(),
            changes: Vec::new(),
            most_pairs,
            left_out: 0,
        }
    }

    /// Records a change that belongs to one operation, or to none.
    pub(super) fn report(
        &mut self,
        operation: Option<&Arc<str>>,
        location: &str,
        id: impl Into<String>,
        wire: Wire,
        text: impl Into<String>,
    ) {
        self.changes.push(Change {
            id: id.into(),
            operations: operation.into_iter().cloned().collect(),
            location: location.to_owned(),
            wire,
            rust: None,
            items: Vec::new(),
            text: text.into(),
        });
    }

    /// Compares two schemas that an operation uses.
    pub(super) fn schemas(
        &mut self,
        operation: &Arc<str>,
        location: &str,
        old: &'a Value,
        new: &'a Value,
        site: Site,
    ) {
        if schema::plainly_equal(old, new) {
            return;
        }
        if let Some(pair) = self.pair(old, new, site, At::Root(location.into())) {
            self.roots.push((operation.clone(), pair));
        }
    }

    fn pair(&mut self, old: &'a Value, new: &'a Value, site: Site, at: At<'a>) -> Option<PairId> {
        // The schemas behind plain references, so that one component is one pair.
        let (old, new) = (self.old.behind(old), self.new.behind(new));
        let key = Key(
            std::ptr::from_ref(old.0).addr(),
            std::ptr::from_ref(new.0).addr(),
            site,
        );
        if let Some(&known) = self.known.get(&key) {
            return Some(known);
        }
        if self.pairs.len() >= self.most_pairs {
            self.left_out += 1;
            return None;
        }
        let at = match new.1.or(old.1) {
            Some(reference) => At::Root(reference.into()),
            None => at,
        };
        let id = self.pairs.len();
        self.pairs.push(Pair {
            old: old.0,
            new: new.0,
            site,
            at,
            findings: Vec::new(),
            next: Vec::new(),
        });
        self.known.insert(key, id);
        self.waiting.push_back(id);
        Some(id)
    }

    /// Compares everything that waits, and hands back each change with the operations it reaches, and how
    /// many places were not compared.
    pub(super) fn finish(mut self) -> (Vec<Change>, usize) {
        while let Some(id) = self.waiting.pop_front() {
            let Some(pair) = self.pairs.get(id) else {
                continue;
            };
            let mut local = Local {
                old_document: self.old,
                new_document: self.new,
                site: pair.site,
                id,
                findings: Vec::new(),
                next: Vec::new(),
                left_out: 0,
            };
            schema::compare(&mut local, pair.old, pair.new);
            let Local {
                findings,
                next,
                left_out,
                ..
            } = local;
            self.left_out += left_out;
            let next = next
                .into_iter()
                .filter_map(|(old, new, site, at)| self.pair(old, new, site, at))
                .collect();
            if let Some(pair) = self.pairs.get_mut(id) {
                pair.findings = findings;
                pair.next = next;
            }
        }
        let left_out = self.left_out;
        (self.gather(), left_out)
    }

    fn gather(mut self) -> Vec<Change> {
        let leads = self.leading_to_findings();
        let mut users: HashMap<PairId, Vec<Arc<str>>> = HashMap::new();
        let mut seen_by = vec![usize::MAX; self.pairs.len()];
        let mut by_operation: HashMap<Arc<str>, Vec<PairId>> = HashMap::new();
        let mut order = Vec::new();
        for (operation, root) in &self.roots {
            if leads[*root] {
                let roots = by_operation.entry(operation.clone()).or_insert_with(|| {
                    order.push(operation.clone());
                    Vec::new()
                });
                roots.push(*root);
            }
        }
        for (number, operation) in order.iter().enumerate() {
            let mut stack = by_operation.remove(operation).unwrap_or_default();
            while let Some(id) = stack.pop() {
                if seen_by[id] == number {
                    continue;
                }
                seen_by[id] = number;
                let pair = &self.pairs[id];
                if !pair.findings.is_empty() {
                    users.entry(id).or_default().push(operation.clone());
                }
                stack.extend(pair.next.iter().copied().filter(|&next| leads[next]));
            }
        }
        for id in 0..self.pairs.len() {
            if self.pairs[id].findings.is_empty() {
                continue;
            }
            let location = self.location(id);
            let operations = users.remove(&id).unwrap_or_default();
            for finding in std::mem::take(&mut self.pairs[id].findings) {
                self.changes.push(Change {
                    id: finding.id,
                    operations: operations.clone(),
                    location: format!("{location}{}", finding.below),
                    wire: finding.wire,
                    rust: None,
                    items: Vec::new(),
                    text: finding.text,
                });
            }
        }
        self.changes
    }

    /// For each pair, whether a finding can be reached from it: most cannot, and need no visit.
    fn leading_to_findings(&self) -> Vec<bool> {
        let mut before: Vec<Vec<PairId>> = vec![Vec::new(); self.pairs.len()];
        let mut leads = vec![false; self.pairs.len()];
        let mut stack = Vec::new();
        for (id, pair) in self.pairs.iter().enumerate() {
            for &next in &pair.next {
                before[next].push(id);
            }
            if !pair.findings.is_empty() {
                leads[id] = true;
                stack.push(id);
            }
        }
        while let Some(id) = stack.pop() {
            for &earlier in &before[id] {
                if !leads[earlier] {
                    leads[earlier] = true;
                    stack.push(earlier);
                }
            }
        }
        leads
    }

    fn location(&self, id: PairId) -> String {
        let mut tail = Vec::new();
        let mut id = id;
        let root = loop {
            match &self.pairs[id].at {
                At::Root(root) => break root,
                At::Below(above, keyword, key) => {
                    if let Some(key) = key {
                        tail.push(super::document::token(key));
                    }
                    tail.push((*keyword).to_owned());
                    id = *above;
                }
                At::Indexed(above, keyword, index) => {
                    tail.push(index.to_string());
                    tail.push((*keyword).to_owned());
                    id = *above;
                }
            }
        };
        let mut location = root.to_string();
        for part in tail.iter().rev() {
            location.push('/');
            location.push_str(part);
        }
        location
    }
}

impl<'a> Document<'a> {
    /// The schema behind references that stand alone, and the last one followed.
    fn behind(&self, value: &'a Value) -> (&'a Value, Option<&'a str>) {
        let (mut value, mut last) = (value, None);
        for _ in 0..32 {
            let Some(object) = value.as_object() else {
                break;
            };
            let Some(reference) = object.get("$ref").and_then(Value::as_str) else {
                break;
            };
            if self.siblings_count && object.len() > 1 {
                break;
            }
            let Some(target) = self.target(reference) else {
                break;
            };
            (value, last) = (target, Some(reference));
        }
        (value, last)
    }
}

/// What the comparison of one pair sees and leaves behind.
pub(super) struct Local<'a> {
    pub(super) old_document: Document<'a>,
    pub(super) new_document: Document<'a>,
    pub(super) site: Site,
    id: PairId,
    pub(super) findings: Vec<Finding>,
    next: Vec<(&'a Value, &'a Value, Site, At<'a>)>,
    /// Parts of this place beyond the bound.
    pub(super) left_out: usize,
}

impl<'a> Local<'a> {
    /// Records a change of a keyword at this place.
    pub(super) fn found(
        &mut self,
        keyword: &str,
        effect: super::law::Effect,
        text: impl Into<String>,
    ) {
        let (id, wire) = (self.site.id(keyword), self.site.judge(effect));
        self.found_as(id, wire, String::new(), text);
    }

    /// Records a change whose id or place does not follow the common pattern.
    pub(super) fn found_as(
        &mut self,
        id: String,
        wire: Wire,
        below: String,
        text: impl Into<String>,
    ) {
        self.findings.push(Finding {
            id,
            wire,
            below,
            text: text.into(),
        });
    }

    /// Compares two schemas below this one.
    pub(super) fn descend(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        site: Site,
        keyword: &'static str,
        key: Option<&'a str>,
    ) {
        if !schema::plainly_equal(old, new) {
            self.next
                .push((old, new, site, At::Below(self.id, keyword, key)));
        }
    }

    /// Compares two members of a list of schemas.
    pub(super) fn descend_at(
        &mut self,
        old: &'a Value,
        new: &'a Value,
        site: Site,
        keyword: &'static str,
        index: usize,
    ) {
        if !schema::plainly_equal(old, new) {
            self.next
                .push((old, new, site, At::Indexed(self.id, keyword, index)));
        }
    }
}
