//! Members of `allOf`, `oneOf` and `anyOf`: which came, which went, which are the same one changed.

use serde_json::Value;

use super::view::{Union, View};
use crate::compare::document::{Document, Object, text};
use crate::compare::findings::Local;
use crate::compare::law::Effect;

/// Members without a counterpart.
#[derive(Default)]
pub(super) struct Members {
    pub(super) added: usize,
    pub(super) removed: usize,
}

/// How two lists of members belong together.
struct Matching {
    pairs: Vec<(usize, usize)>,
    removed: Vec<usize>,
    added: Vec<usize>,
}

fn matching<'a>(
    (old_document, old): (&Document<'a>, &[&'a Value]),
    (new_document, new): (&Document<'a>, &[&'a Value]),
) -> Matching {
    let mut found = Matching {
        pairs: Vec::new(),
        removed: (0..old.len()).collect(),
        added: (0..new.len()).collect(),
    };
    let name = |value: &'a Value, keyword: &str| {
        super::same::unwrapped(value)
            .as_object()
            .and_then(|object| text(object, keyword))
    };
    found.join(|i, j| {
        let reference = name(old[i], "$ref");
        reference.is_some() && reference == name(new[j], "$ref")
    });
    found.join(|i, j| super::same((old_document, old[i]), (new_document, new[j])));
    found.join(|i, j| {
        let title = name(old[i], "title");
        title.is_some() && title == name(new[j], "title")
    });
    // What remains of a kind on either side is taken for one member that changed.
    if let ([i], [j]) = (found.removed.as_slice(), found.added.as_slice()) {
        let (i, j) = (*i, *j);
        let before = View::of(old_document, old[i]);
        let after = View::of(new_document, new[j]);
        let shared = before
            .properties()
            .iter()
            .any(|(name, _)| after.properties().iter().any(|(other, _)| name == other));
        let inline = name(old[i], "$ref").is_none() && name(new[j], "$ref").is_none();
        let scalars = before.types == after.types && !before.types.has(super::Types::OBJECT);
        if inline && (shared || scalars) {
            found.join(|_, _| true);
        }
    }
    found
}

impl Matching {
    fn join(&mut self, belongs: impl Fn(usize, usize) -> bool) {
        for i in std::mem::take(&mut self.removed) {
            match self.added.iter().position(|&j| belongs(i, j)) {
                Some(position) => self.pairs.push((i, self.added.remove(position))),
                None => self.removed.push(i),
            }
        }
    }
}

/// Members that only one side's `allOf` has. Their content is compared as part of the whole.
pub(super) fn all_of_changes<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) -> Members {
    let words = match (old.annotating, new.annotating) {
        (Some(before), Some(after)) if before < after => Some("added"),
        (Some(before), Some(after)) if before > after => Some("removed"),
        _ => None,
    };
    if let Some(word) = words {
        local.found(
            &format!("all-of-{word}-annotation-only"),
            Effect::Same,
            format!("a member of allOf that only annotates was {word}"),
        );
    }
    // One member is another spelling of the whole, and as such no member.
    if old.all_of.is_empty() || new.all_of.is_empty() || old.all_of.len() + new.all_of.len() < 3 {
        return Members::default();
    }
    let found = matching(
        (&local.old_document, &old.all_of),
        (&local.new_document, &new.all_of),
    );
    // A nameless member that changed is neither new nor gone.
    let nameless = |members: &[&Value], indices: &[usize]| {
        let members = indices.iter().filter_map(|&index| members.get(index));
        members
            .filter(|member| member.get("$ref").is_none())
            .count()
    };
    let changed = nameless(&old.all_of, &found.removed).min(nameless(&new.all_of, &found.added));
    Members {
        added: found.added.len() - changed,
        removed: found.removed.len() - changed,
    }
}

/// Two lists of schemas that all hold at once, paired for comparison: equal ones first, then in order,
/// and what only one side asks for against "anything", unless the other side asks for it elsewhere.
pub(super) fn conditions<'a>(
    local: &Local<'a>,
    old: Vec<&'a Value>,
    new: Vec<&'a Value>,
) -> Vec<(&'a Value, &'a Value)> {
    if let ([before], [after]) = (old.as_slice(), new.as_slice()) {
        return vec![(before, after)];
    }
    let same = |before: &'a Value, after: &'a Value| {
        super::same((&local.old_document, before), (&local.new_document, after))
    };
    let (mut pairs, mut left) = (Vec::new(), Vec::new());
    let mut free = new.clone();
    for before in &old {
        match free.iter().position(|after| same(before, after)) {
            Some(position) => pairs.push((*before, free.remove(position))),
            None => left.push(*before),
        }
    }
    left.retain(|before| !new.iter().any(|after| same(before, after)));
    free.retain(|after| !old.iter().any(|before| same(before, after)));
    for index in 0..left.len().max(free.len()) {
        let at = |list: &[&'a Value]| list.get(index).copied().unwrap_or(&ANYTHING);
        pairs.push((at(&left), at(&free)));
    }
    pairs
}

/// The schema that accepts anything.
static ANYTHING: Value = Value::Bool(true);

/// Compares alternatives. Says whether one side has them and the other is something else altogether.
pub(super) fn unions<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) -> bool {
    match (old.unions.as_slice(), new.unions.as_slice()) {
        ([], []) => false,
        ([], [after]) => came(local, old, new, after),
        ([before], []) => went(local, old, new, before),
        (before, after) => {
            for (before, after) in before.iter().zip(after) {
                members(local, before, after);
            }
            // One more list is one more condition.
            for union in before.iter().skip(after.len()) {
                let text = format!("{} was removed", union.keyword);
                local.found(&format!("{}-removed", word(union)), Effect::Wider, text);
            }
            for union in after.iter().skip(before.len()) {
                let text = format!("{} was added", union.keyword);
                local.found(&format!("{}-added", word(union)), Effect::Narrower, text);
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

fn called(member: &Value) -> String {
    let object = member.as_object();
    let reference = object
        .and_then(|o| text(o, "$ref"))
        .and_then(|r| r.rsplit('/').next());
    match reference.or_else(|| object.and_then(|o| text(o, "title"))) {
        Some(name) => format!("`{name}`"),
        None => "an alternative".to_owned(),
    }
}

fn members<'a>(local: &mut Local<'a>, old: &Union<'a>, new: &Union<'a>) {
    let found = matching(
        (&local.old_document, &old.members),
        (&local.new_document, &new.members),
    );
    for &(i, j) in &found.pairs {
        local.descend_at(old.members[i], new.members[j], local.site, new.keyword, j);
    }
    let (old_document, new_document) = (local.old_document, local.new_document);
    for &i in &found.removed {
        let gone = (&old_document, old.members[i]);
        let effect = match covered(gone, (&new_document, new)) {
            true => Effect::Same,
            false => Effect::Narrower,
        };
        let text = format!(
            "{} was removed from {}",
            called(old.members[i]),
            old.keyword
        );
        local.found(&format!("{}-removed", word(old)), effect, text);
    }
    for &j in &found.added {
        let come = (&new_document, new.members[j]);
        let effect = match covered(come, (&old_document, old)) {
            true => Effect::Same,
            false => Effect::Wider,
        };
        let text = format!("{} was added to {}", called(new.members[j]), new.keyword);
        local.found(&format!("{}-added", word(new)), effect, text);
    }
}

/// Whether every value of one member is accepted by the other side's `anyOf` all the same, under
/// another member. The members of a `oneOf` exclude each other by definition, so there it never is.
fn covered<'a>(
    (document, member): (&Document<'a>, &'a Value),
    (other, union): (&Document<'a>, &Union<'a>),
) -> bool {
    union.keyword == "anyOf"
        && union
            .members
            .iter()
            .any(|known| super::same::same((document, member), (other, known)))
}

/// Whether a view says anything beside its alternatives.
fn says_more(view: &View<'_>) -> bool {
    let silent = |part: &Object| {
        part.keys().all(|keyword| {
            matches!(
                keyword.as_str(),
                "oneOf" | "anyOf" | "$ref" | "nullable" | "type" | "discriminator"
            ) || super::view::annotation(keyword)
        })
    };
    !view.parts.iter().all(|part| silent(part))
}

fn came<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>, union: &Union<'a>) -> bool {
    if says_more(new) || !says_more(old) {
        let text = format!("{} was added", union.keyword);
        local.found(&format!("{}-added", word(union)), Effect::Narrower, text);
        return false;
    }
    let known = alternative(&local.new_document, union, &local.old_document, old);
    match known {
        Some(_) => {
            let text = format!("more alternatives are accepted in {}", union.keyword);
            local.found(&format!("{}-added", word(union)), Effect::Wider, text);
        }
        None => {
            let text = format!("the schema became alternatives in {}", union.keyword);
            local.found(&format!("wrapped-in-{}", word(union)), Effect::Other, text);
        }
    }
    true
}

fn went<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>, union: &Union<'a>) -> bool {
    if says_more(old) || !says_more(new) {
        let text = format!("{} was removed", union.keyword);
        local.found(&format!("{}-removed", word(union)), Effect::Wider, text);
        return false;
    }
    let known = alternative(&local.old_document, union, &local.new_document, new);
    let effect = if known.is_some() {
        Effect::Narrower
    } else {
        Effect::Other
    };
    let text = format!("the alternatives in {} are gone", union.keyword);
    local.found(&format!("{}-removed", word(union)), effect, text);
    true
}

/// The alternative that says what the other side's whole schema says.
fn alternative<'a>(
    document: &Document<'a>,
    union: &Union<'a>,
    other: &Document<'a>,
    whole: &View<'a>,
) -> Option<usize> {
    // A wrapper around one alternative says nothing of its own.
    let wraps = |part: &Object| {
        part.keys().all(|keyword| {
            matches!(
                keyword.as_str(),
                "oneOf" | "anyOf" | "allOf" | "$ref" | "nullable"
            ) || super::view::annotation(keyword)
        })
    };
    let telling: Vec<_> = whole.parts.iter().filter(|part| !wraps(part)).collect();
    union.members.iter().position(|member| {
        let view = View::of(document, member);
        let parts: Vec<_> = view.parts.iter().filter(|part| !wraps(part)).collect();
        match (parts.as_slice(), telling.as_slice()) {
            ([part], [outer]) => super::same::objects((document, part), (other, outer)),
            _ => {
                let reference = member.as_object().and_then(|o| text(o, "$ref"));
                reference.is_some()
                    && whole
                        .parts
                        .iter()
                        .any(|part| text(part, "$ref") == reference)
            }
        }
    })
}
