//! Reports roles that point nowhere or are missing, with the pointers that come nearest.

use super::{
    declaration::Declaration,
    schema::{Schemas, segments},
};
use serde_json::Value;

/// Most pointers of a suggestion.
const MAX_SUGGESTIONS: usize = 3;
/// Most properties that an error lists.
const MAX_LISTED: usize = 20;

/// Reports a pointer that leads nowhere in any of the bodies.
pub fn check(
    declaration: &Declaration<'_>,
    what: &str,
    pointer: &str,
    bodies: &[&Value],
    holder: &str,
    schemas: Schemas<'_>,
    errors: &mut Vec<String>,
) {
    let head = format!(
        "x-roles of {} ({}): {what}",
        declaration.name, declaration.place
    );
    if bodies.is_empty() {
        errors.push(format!("{head}: {holder} has no JSON body"));
        return;
    }
    let mut deepest: Option<(String, Vec<&str>)> = None;
    for body in bodies {
        match schemas.at(body, pointer) {
            Ok(_) => return,
            Err(missing) => {
                let properties = schemas.properties(missing.schema).into_iter();
                let properties: Vec<_> = properties.take(MAX_LISTED).collect();
                if deepest
                    .as_ref()
                    .is_none_or(|(reached, _)| missing.reached.len() > reached.len())
                {
                    deepest = Some((missing.reached, properties));
                }
            }
        }
    }
    let (reached, properties) = deepest.unwrap_or_default();
    let reached = match reached.as_str() {
        "" => "the body".to_owned(),
        reached => format!("`{reached}`"),
    };
    let properties = match properties.as_slice() {
        [] => "no properties".to_owned(),
        properties => properties.join(", "),
    };
    let last = segments(pointer).pop().unwrap_or_default();
    let suggestions = suggestions(&last, bodies, schemas);
    errors.push(format!(
        "{head}: `{pointer}` is not in {holder}; {reached} has {properties}{suggestions}"
    ));
}

/// Reports a role that the client needs.
pub fn missing(
    declaration: &Declaration<'_>,
    part: &str,
    role: &str,
    bodies: &[&Value],
    schemas: Schemas<'_>,
    errors: &mut Vec<String>,
) {
    let suggestions = suggestions(role, bodies, schemas);
    errors.push(format!(
        "x-roles of {} ({}): the client needs the {part} role `{role}`; add it with an overlay action{suggestions}",
        declaration.name, declaration.place
    ));
}

/// `; did you mean ...?` with the pointers whose last part is most like a name.
fn suggestions(name: &str, bodies: &[&Value], schemas: Schemas<'_>) -> String {
    let mut pointers: Vec<_> = bodies
        .iter()
        .flat_map(|body| schemas.pointers(body))
        .filter_map(|pointer| {
            let last = segments(&pointer).pop()?;
            let distance = distance(&last.to_lowercase(), &name.to_lowercase());
            let near = distance * 2 <= name.chars().count().max(last.chars().count());
            near.then_some((distance, pointer))
        })
        .collect();
    pointers.sort();
    pointers.dedup();
    let near: Vec<_> = pointers
        .into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, pointer)| format!("`{pointer}`"))
        .collect();
    match near.as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(" or ")),
    }
}

/// The Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<_> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, letter) in a.chars().enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let substituted = diagonal + usize::from(*other != letter);
            left = substituted.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
