//! `allOf`, `oneOf` and `anyOf`: which members were added, removed or changed.

use serde_json::Value;

use crate::compare::document::{Document, Object, text};
use crate::compare::effect::Effect;
use crate::compare::equivalence::{equivalent, equivalent_objects, unwrapped};
use crate::compare::types::Types;
use crate::compare::view::{Union, View, is_annotation};
use crate::compare::worklist::SchemaPair;

/// How many members have no counterpart.
#[derive(Default)]
pub(super) struct Members {
    pub(super) added: usize,
    pub(super) removed: usize,
}

/// Which members of two lists belong together.
struct Matching {
    pairs: Vec<(usize, usize)>,
    removed: Vec<usize>,
    added: Vec<usize>,
}

impl Matching {
    fn of<'a>(
        (old_document, old): (&Document<'a>, &[&'a Value]),
        (new_document, new): (&Document<'a>, &[&'a Value]),
    ) -> Self {
        let mut matching = Self {
            pairs: Vec::new(),
            removed: (0..old.len()).collect(),
            added: (0..new.len()).collect(),
        };
        let name = |value: &'a Value, keyword: &str| text(unwrapped(value).as_object()?, keyword);
        let same_name = |i: usize, j: usize, keyword| {
            let name_of_old = name(old[i], keyword);
            name_of_old.is_some() && name_of_old == name(new[j], keyword)
        };
        matching.join(|i, j| same_name(i, j, "$ref"));
        matching.join(|i, j| equivalent((old_document, old[i]), (new_document, new[j])));
        matching.join(|i, j| same_name(i, j, "title"));
        // One inline member left on either side is the same one, changed.
        if let ([i], [j]) = (matching.removed.as_slice(), matching.added.as_slice()) {
            let (i, j) = (*i, *j);
            let (before, after) = (
                View::of(old_document, old[i]),
                View::of(new_document, new[j]),
            );
            let names: Vec<_> = after.properties().iter().map(|(name, _)| *name).collect();
            let shared = before
                .properties()
                .iter()
                .any(|(name, _)| names.contains(name));
            let inline = name(old[i], "$ref").is_none() && name(new[j], "$ref").is_none();
            let scalars = before.types == after.types && !before.types.contains(Types::OBJECT);
            if inline && (shared || scalars) {
                matching.join(|_, _| true);
            }
        }
        matching
    }

    fn join(&mut self, belong: impl Fn(usize, usize) -> bool) {
        for i in std::mem::take(&mut self.removed) {
            match self.added.iter().position(|&j| belong(i, j)) {
                Some(position) => self.pairs.push((i, self.added.remove(position))),
                None => self.removed.push(i),
            }
        }
    }
}

/// Counts the members that only one side's `allOf` has. Their content is compared with the whole schema.
pub(super) fn all_of_members<'a>(
    pair: &mut SchemaPair<'a>,
    old: &View<'a>,
    new: &View<'a>,
) -> Members {
    let word = match (old.annotating, new.annotating) {
        (Some(before), Some(after)) if before < after => Some("added"),
        (Some(before), Some(after)) if before > after => Some("removed"),
        _ => None,
    };
    if let Some(word) = word {
        let text = format!("a schema with annotations only was {word} in allOf");
        pair.found(
            &format!("all-of-{word}-annotation-only"),
            Effect::Same,
            text,
        );
    }
    // An `allOf` of one is another spelling of its member.
    if old.all_of.is_empty() || new.all_of.is_empty() || old.all_of.len() + new.all_of.len() < 3 {
        return Members::default();
    }
    let matching = Matching::of(
        (&pair.old_document, &old.all_of),
        (&pair.new_document, &new.all_of),
    );
    // An inline member that changed is neither added nor removed.
    let inline = |members: &[&Value], indices: &[usize]| {
        let members = indices.iter().filter_map(|&index| members.get(index));
        members
            .filter(|member| member.get("$ref").is_none())
            .count()
    };
    let changed = inline(&old.all_of, &matching.removed).min(inline(&new.all_of, &matching.added));
    Members {
        added: matching.added.len() - changed,
        removed: matching.removed.len() - changed,
    }
}

/// Compares alternatives. Returns whether one side has them and the other is another schema altogether.
pub(super) fn unions<'a>(pair: &mut SchemaPair<'a>, old: &View<'a>, new: &View<'a>) -> bool {
    match (old.unions.as_slice(), new.unions.as_slice()) {
        ([], []) => false,
        ([], [after]) => union_added(pair, old, new, after),
        ([before], []) => union_removed(pair, old, new, before),
        (before, after) => {
            for (before, after) in before.iter().zip(after) {
                members(pair, before, after);
            }
            // One more list is one more condition.
            for union in before.iter().skip(after.len()) {
                list(pair, union, "removed", Effect::Wider);
            }
            for union in after.iter().skip(before.len()) {
                list(pair, union, "added", Effect::Narrower);
            }
            false
        }
    }
}

fn word(union: &Union<'_>) -> &'static str {
    if union.keyword == "oneOf" {
        "one-of"
    } else {
        "any-of"
    }
}

fn list(pair: &mut SchemaPair<'_>, union: &Union<'_>, action: &str, effect: Effect) {
    let text = format!("{} was {action}", union.keyword);
    pair.found(&format!("{}-{action}", word(union)), effect, text);
}

fn shown(member: &Value) -> String {
    let name = member.as_object().and_then(|object| {
        let reference = text(object, "$ref").and_then(|reference| reference.rsplit('/').next());
        reference.or_else(|| text(object, "title"))
    });
    name.map_or("an inline alternative".to_owned(), |name| {
        format!("`{name}`")
    })
}

fn members<'a>(pair: &mut SchemaPair<'a>, old: &Union<'a>, new: &Union<'a>) {
    let (old_document, new_document) = (pair.old_document, pair.new_document);
    let matching = Matching::of((&old_document, &old.members), (&new_document, &new.members));
    for (i, j) in matching.pairs {
        pair.descend(old.members[i], new.members[j], pair.context);
    }
    for member in matching.removed.into_iter().map(|i| old.members[i]) {
        let covered = is_covered((&old_document, member), (&new_document, new));
        let effect = if covered {
            Effect::Same
        } else {
            Effect::Narrower
        };
        let text = format!("{} was removed from {}", shown(member), old.keyword);
        pair.found(&format!("{}-removed", word(old)), effect, text);
    }
    for member in matching.added.into_iter().map(|j| new.members[j]) {
        let covered = is_covered((&new_document, member), (&old_document, old));
        let effect = if covered { Effect::Same } else { Effect::Wider };
        let text = format!("{} was added to {}", shown(member), new.keyword);
        pair.found(&format!("{}-added", word(new)), effect, text);
    }
}

/// Whether every value of a member is accepted by another member of the other side's `anyOf`. The members
/// of a `oneOf` exclude each other, so there it never is.
fn is_covered<'a>(
    (document, member): (&Document<'a>, &'a Value),
    (other, union): (&Document<'a>, &Union<'a>),
) -> bool {
    union.keyword == "anyOf"
        && union
            .members
            .iter()
            .any(|known| equivalent((document, member), (other, known)))
}

fn has_only(part: &Object, keywords: &[&str]) -> bool {
    part.keys()
        .all(|keyword| keywords.contains(&keyword.as_str()) || is_annotation(keyword))
}

/// Whether a view has constraints beside its alternatives.
fn constrains_beside(view: &View<'_>) -> bool {
    let silent = [
        "oneOf",
        "anyOf",
        "$ref",
        "nullable",
        "type",
        "discriminator",
    ];
    !view.parts.iter().all(|part| has_only(part, &silent))
}

fn union_added<'a>(
    pair: &mut SchemaPair<'a>,
    old: &View<'a>,
    new: &View<'a>,
    union: &Union<'a>,
) -> bool {
    if constrains_beside(new) || !constrains_beside(old) {
        list(pair, union, "added", Effect::Narrower);
        return false;
    }
    if is_alternative(&pair.new_document, union, &pair.old_document, old) {
        let text = format!("the schema is now one alternative of {}", union.keyword);
        pair.found(&format!("{}-added", word(union)), Effect::Wider, text);
    } else {
        let text = format!(
            "the schema was replaced by alternatives in {}",
            union.keyword
        );
        pair.found(&format!("wrapped-in-{}", word(union)), Effect::Other, text);
    }
    true
}

fn union_removed<'a>(
    pair: &mut SchemaPair<'a>,
    old: &View<'a>,
    new: &View<'a>,
    union: &Union<'a>,
) -> bool {
    if constrains_beside(old) || !constrains_beside(new) {
        list(pair, union, "removed", Effect::Wider);
        return false;
    }
    let remains = is_alternative(&pair.old_document, union, &pair.new_document, new);
    let effect = if remains {
        Effect::Narrower
    } else {
        Effect::Other
    };
    list(pair, union, "removed", effect);
    true
}

/// Whether one of the alternatives is the other side's whole schema.
fn is_alternative<'a>(
    document: &Document<'a>,
    union: &Union<'a>,
    other: &Document<'a>,
    whole: &View<'a>,
) -> bool {
    let constraining = |view: &View<'a>| -> Vec<&'a Object> {
        let wrapper = ["oneOf", "anyOf", "allOf", "$ref", "nullable"];
        view.parts
            .iter()
            .copied()
            .filter(|part| !has_only(part, &wrapper))
            .collect()
    };
    let outer = constraining(whole);
    union.members.iter().any(|member| {
        let parts = constraining(&View::of(document, member));
        match (parts.as_slice(), outer.as_slice()) {
            ([part], [outer]) => equivalent_objects((document, part), (other, outer)),
            _ => {
                let reference = member.as_object().and_then(|object| text(object, "$ref"));
                reference.is_some()
                    && whole
                        .parts
                        .iter()
                        .any(|part| text(part, "$ref") == reference)
            }
        }
    })
}
