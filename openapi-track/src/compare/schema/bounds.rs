//! Limits: on size, on value, and on how values are spelled.

use serde_json::Value;

use super::view::View;
use crate::compare::findings::Local;
use crate::compare::law::Effect;

/// A limit on a count: keyword, name in ids, whether more is wider, and what its absence means where
/// that is a number too.
const COUNTS: [(&str, &str, bool, Option<f64>); 8] = [
    ("maxLength", "max-length", true, None),
    ("minLength", "min-length", false, Some(0.0)),
    ("maxItems", "max-items", true, None),
    ("minItems", "min-items", false, None),
    ("maxProperties", "max-properties", true, None),
    ("minProperties", "min-properties", false, None),
    ("maxContains", "max-contains", true, None),
    ("minContains", "min-contains", false, Some(1.0)),
];

/// Compares every limit of a place.
pub(super) fn compare(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    for (keyword, name, more_is_wider, absent) in COUNTS {
        let counted = keyword != "minContains" || (old.holds("contains") && new.holds("contains"));
        if counted {
            let read = |view: &View<'_>| tightest(view, keyword, more_is_wider);
            limit(local, name, read(old), read(new), more_is_wider, absent);
        }
    }
    edge(local, old, new, true);
    edge(local, old, new, false);
    multiple_of(local, old, new);
    unique(local, old, new);
    pattern(local, old, new);
}

fn tightest(view: &View<'_>, keyword: &'static str, more_is_wider: bool) -> Option<f64> {
    let limits = view.all(keyword).filter_map(Value::as_f64);
    if more_is_wider {
        limits.reduce(f64::min)
    } else {
        limits.reduce(f64::max)
    }
}

fn limit(
    local: &mut Local<'_>,
    name: &str,
    old: Option<f64>,
    new: Option<f64>,
    more_is_wider: bool,
    absent: Option<f64>,
) {
    let (before, after) = (old.or(absent), new.or(absent));
    // A lower limit of nought on a count is none, spelled out.
    let floor = |value: Option<f64>| value.filter(|value| more_is_wider || *value > 0.0);
    let (word, effect) = match (before, after) {
        (Some(before), Some(after)) if before == after => return,
        (Some(before), Some(after)) => {
            let wider = (after > before) == more_is_wider;
            (
                if after > before {
                    "increased"
                } else {
                    "decreased"
                },
                if wider {
                    Effect::Wider
                } else {
                    Effect::Narrower
                },
            )
        }
        _ if floor(before) == floor(after) => return,
        (None, Some(_)) => ("set", Effect::Narrower),
        _ => ("unset", Effect::Wider),
    };
    let say = |value: Option<f64>| value.map_or("none".to_owned(), |value| value.to_string());
    local.found(
        &format!("{name}-{word}"),
        effect,
        format!("the limit {name} changed from {} to {}", say(old), say(new)),
    );
}

/// The upper or lower edge of a number: its value, and whether the edge itself is outside.
fn read_edge(view: &View<'_>, upper: bool) -> Option<(f64, bool)> {
    let (inclusive, exclusive) = if upper {
        ("maximum", "exclusiveMaximum")
    } else {
        ("minimum", "exclusiveMinimum")
    };
    let mut edges = Vec::new();
    for part in &view.parts {
        let value = part.get(inclusive).and_then(Value::as_f64);
        match part.get(exclusive) {
            Some(Value::Bool(outside)) => edges.extend(value.map(|value| (value, *outside))),
            Some(number) => {
                edges.extend(value.map(|value| (value, false)));
                edges.extend(number.as_f64().map(|value| (value, true)));
            }
            None => edges.extend(value.map(|value| (value, false))),
        }
    }
    edges.into_iter().reduce(|left, right| {
        let right_is_tighter = if right.0 == left.0 {
            right.1
        } else {
            (right.0 < left.0) == upper
        };
        if right_is_tighter { right } else { left }
    })
}

fn edge(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>, upper: bool) {
    let (before, after) = (read_edge(old, upper), read_edge(new, upper));
    if before == after {
        return;
    }
    let side = if upper { "max" } else { "min" };
    let outside = after.or(before).is_some_and(|(_, outside)| outside);
    let name = if outside {
        format!("exclusive-{side}")
    } else {
        side.to_owned()
    };
    let (word, effect) = match (before, after) {
        (Some((old, _)), Some((new, _))) if old != new => {
            let wider = (new > old) == upper;
            (
                if new > old { "increased" } else { "decreased" },
                if wider {
                    Effect::Wider
                } else {
                    Effect::Narrower
                },
            )
        }
        (Some(_), Some(_)) if outside => ("set", Effect::Narrower),
        (Some(_), Some(_)) => ("became-inclusive", Effect::Wider),
        (None, _) => ("set", Effect::Narrower),
        (Some(_), None) => ("unset", Effect::Wider),
    };
    let say = |edge: Option<(f64, bool)>| match edge {
        None => "none".to_owned(),
        Some((value, false)) => value.to_string(),
        Some((value, true)) => format!("{value} (itself excluded)"),
    };
    local.found(
        &format!("{name}-{word}"),
        effect,
        format!(
            "the limit {side} changed from {} to {}",
            say(before),
            say(after)
        ),
    );
}

fn multiple_of(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| view.get("multipleOf").and_then(Value::as_f64);
    let (before, after) = (read(old), read(new));
    let divides = |left: f64, right: f64| left != 0.0 && right % left == 0.0;
    let (word, effect) = match (before, after) {
        (before, after) if before == after => return,
        (None, _) => ("set", Effect::Narrower),
        (_, None) => ("unset", Effect::Wider),
        (Some(old), Some(new)) if divides(old, new) => ("changed", Effect::Narrower),
        (Some(old), Some(new)) if divides(new, old) => ("changed", Effect::Wider),
        _ => ("changed", Effect::Other),
    };
    local.found(
        &format!("multiple-of-{word}"),
        effect,
        "the step of the numbers changed",
    );
}

fn unique(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| {
        view.all("uniqueItems")
            .any(|value| value.as_bool() == Some(true))
    };
    match (read(old), read(new)) {
        (false, true) => local.found(
            "unique-items-set",
            Effect::Narrower,
            "items must now be unique",
        ),
        (true, false) => {
            local.found(
                "unique-items-unset",
                Effect::Wider,
                "items need no longer be unique",
            );
        }
        _ => {}
    }
}

/// Spellings of "any text".
fn matches_everything(pattern: &str) -> bool {
    matches!(
        pattern.trim_start_matches('^').trim_end_matches('$'),
        "" | ".*" | "(.*)"
    )
}

fn pattern(local: &mut Local<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| {
        let mut patterns: Vec<_> = view
            .all("pattern")
            .filter_map(Value::as_str)
            .filter(|pattern| !matches_everything(pattern))
            .collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns.join(" and ")
    };
    let (before, after) = (read(old), read(new));
    if before == after {
        return;
    }
    match (before.is_empty(), after.is_empty()) {
        (true, _) => local.found(
            "pattern-added",
            Effect::Narrower,
            format!("values must now match `{after}`"),
        ),
        (_, true)
            if new
                .all("pattern")
                .any(|pattern| pattern.as_str() != Some("")) =>
        {
            local.found(
                "pattern-generalized",
                Effect::Wider,
                format!("values need no longer match `{before}`"),
            )
        }
        (_, true) => local.found(
            "pattern-removed",
            Effect::Wider,
            format!("values need no longer match `{before}`"),
        ),
        // Which of two regular languages holds the other is not computed.
        _ => local.found(
            "pattern-changed",
            Effect::Meaning,
            format!("the pattern changed from `{before}` to `{after}`"),
        ),
    }
}
