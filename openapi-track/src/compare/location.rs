//! Finds the JSON pointers of places that a comparison reports.
//!
//! While documents are compared, a place is only the address of a value in one of them: that costs
//! nothing, whatever references and `allOf` lead there, and a pointer found from it exists in the document
//! as it was given.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::change::Side;

/// A value or an object of one of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) side: Side,
    address: usize,
}

impl Place {
    pub(super) fn value(side: Side, value: &Value) -> Self {
        Self {
            side,
            address: std::ptr::from_ref(value).addr(),
        }
    }

    pub(super) fn object(side: Side, object: &Map<String, Value>) -> Self {
        Self {
            side,
            address: std::ptr::from_ref(object).addr(),
        }
    }
}

/// One step from a value to a value inside it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Fills in the pointer of each place that is in this document, as `#/paths/~1a`.
pub(super) fn locate(side: Side, document: &Value, places: &mut HashMap<Place, Option<String>>) {
    let mut maybe = vec![false; 1 << 16];
    for place in places.keys().filter(|place| place.side == side) {
        maybe[slot(place.address)] = true;
    }
    if maybe.contains(&true) {
        Search {
            side,
            places,
            maybe,
            path: Vec::new(),
        }
        .visit(document);
    }
}

/// Where an address is in the filter: its low bits are zero, and neighbors are close.
fn slot(address: usize) -> usize {
    (address >> 3) & 0xffff
}

struct Search<'a, 'p> {
    side: Side,
    places: &'p mut HashMap<Place, Option<String>>,
    /// Whether any place has its address in this slot: a large document has a million values and few
    /// changes, and most need no look-up.
    maybe: Vec<bool>,
    path: Vec<Step<'a>>,
}

impl<'a> Search<'a, '_> {
    fn visit(&mut self, value: &'a Value) {
        self.record(Place::value(self.side, value));
        match value {
            Value::Object(object) => {
                self.record(Place::object(self.side, object));
                for (key, inner) in object {
                    self.path.push(Step::Key(key));
                    self.visit(inner);
                    self.path.pop();
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.visit(inner);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    fn record(&mut self, place: Place) {
        let maybe = self
            .maybe
            .get(slot(place.address))
            .is_some_and(|maybe| *maybe);
        if maybe && let Some(pointer) = self.places.get_mut(&place) {
            let path = self
                .path
                .iter()
                .fold("#".to_owned(), |path, step| match step {
                    Step::Key(key) => crate::pointer::join(&path, key),
                    Step::Index(index) => crate::pointer::join(&path, index),
                });
            pointer.get_or_insert(path);
        }
    }
}
