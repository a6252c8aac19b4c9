//! Limits on sizes and numbers, and patterns.

use serde_json::Value;

use crate::compare::effect::{Direction, Effect};
use crate::compare::number::Decimal;
use crate::compare::view::View;
use crate::compare::worklist::SchemaPair;

/// A limit on a count.
struct Count {
    keyword: &'static str,
    /// In ids.
    name: &'static str,
    is_upper: bool,
    /// What its absence means where that is a number too.
    absent: Option<Decimal>,
}

const fn upper(keyword: &'static str, name: &'static str) -> Count {
    Count {
        keyword,
        name,
        is_upper: true,
        absent: None,
    }
}

const fn lower(keyword: &'static str, name: &'static str, absent: Option<Decimal>) -> Count {
    Count {
        keyword,
        name,
        is_upper: false,
        absent,
    }
}

const COUNTS: [Count; 8] = [
    upper("maxLength", "max-length"),
    lower("minLength", "min-length", Some(Decimal::ZERO)),
    upper("maxItems", "max-items"),
    lower("minItems", "min-items", None),
    upper("maxProperties", "max-properties"),
    lower("minProperties", "min-properties", None),
    upper("maxContains", "max-contains"),
    lower("minContains", "min-contains", Some(Decimal::ONE)),
];

pub(super) fn compare(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    for count in &COUNTS {
        if count.keyword != "minContains" || (old.has("contains") && new.has("contains")) {
            self::count(pair, count, old, new);
        }
    }
    number(pair, old, new, true);
    number(pair, old, new, false);
    multiple_of(pair, old, new);
    unique_items(pair, old, new);
    pattern(pair, old, new);
}

/// The word and the effect of a limit that moved.
fn moved(old: Decimal, new: Decimal, is_upper: bool) -> (&'static str, Effect) {
    let effect = if (new > old) == is_upper {
        Effect::Wider
    } else {
        Effect::Narrower
    };
    (if new > old { "increased" } else { "decreased" }, effect)
}

fn count(pair: &mut SchemaPair<'_>, count: &Count, old: &View<'_>, new: &View<'_>) {
    let &Count {
        keyword,
        name,
        is_upper,
        absent,
    } = count;
    let limits = [old, new].map(|view| {
        let limits = view
            .all(keyword)
            .filter_map(|value| Some((Decimal::of(value)?, value)));
        limits.reduce(|left, right| {
            if (right.0 < left.0) == is_upper {
                right
            } else {
                left
            }
        })
    });
    let [before, after] = limits.map(|limit| limit.map(|(number, _)| number).or(absent));
    // A lower limit of 0 on a count is none, spelled out.
    let effective =
        |limit: Option<Decimal>| limit.filter(|limit| is_upper || *limit > Decimal::ZERO);
    let (word, effect) = match (before, after) {
        (Some(before), Some(after)) if before == after => return,
        (Some(before), Some(after)) => moved(before, after, is_upper),
        _ if effective(before) == effective(after) => return,
        (None, Some(_)) => ("set", Effect::Narrower),
        _ => ("unset", Effect::Wider),
    };
    let [old, new] =
        limits.map(|limit| limit.map_or("none".to_owned(), |(_, value)| value.to_string()));
    pair.found(
        &format!("{name}-{word}"),
        effect,
        format!("{keyword} changed from {old} to {new}"),
    );
}

/// The limit of a number, and whether the limit itself is excluded.
#[derive(Clone, Copy)]
struct Limit<'a> {
    number: Decimal,
    excluded: bool,
    written: &'a Value,
}

fn limit<'a>(view: &View<'a>, is_upper: bool) -> Option<Limit<'a>> {
    let (inclusive, exclusive) = if is_upper {
        ("maximum", "exclusiveMaximum")
    } else {
        ("minimum", "exclusiveMinimum")
    };
    let mut limits = Vec::new();
    for part in &view.parts {
        let flag = part
            .get(exclusive)
            .and_then(Value::as_bool)
            .unwrap_or(false);
        for (keyword, excluded) in [(inclusive, flag), (exclusive, true)] {
            if let Some(written) = part.get(keyword)
                && let Some(number) = Decimal::of(written)
            {
                limits.push(Limit {
                    number,
                    excluded,
                    written,
                });
            }
        }
    }
    limits.into_iter().reduce(|left, right| {
        let right_is_tighter = match right.number == left.number {
            true => right.excluded,
            false => (right.number < left.number) == is_upper,
        };
        if right_is_tighter { right } else { left }
    })
}

fn number(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>, is_upper: bool) {
    let (before, after) = (limit(old, is_upper), limit(new, is_upper));
    let excluded = after.or(before).is_some_and(|limit| limit.excluded);
    let (word, effect) = match (before, after) {
        (None, None) => return,
        (Some(old), Some(new)) if old.number != new.number => {
            moved(old.number, new.number, is_upper)
        }
        (Some(old), Some(new)) if old.excluded == new.excluded => return,
        (Some(_), Some(_)) if excluded => ("set", Effect::Narrower),
        (Some(_), Some(_)) => ("became-inclusive", Effect::Wider),
        (None, Some(_)) => ("set", Effect::Narrower),
        (Some(_), None) => ("unset", Effect::Wider),
    };
    let shown = |limit: Option<Limit<'_>>| match limit {
        None => "none".to_owned(),
        Some(Limit {
            written,
            excluded: false,
            ..
        }) => written.to_string(),
        Some(Limit { written, .. }) => format!("{written} (exclusive)"),
    };
    let name = if is_upper { "max" } else { "min" };
    let exclusive = if excluded { "exclusive-" } else { "" };
    let text = format!(
        "{name}imum changed from {} to {}",
        shown(before),
        shown(after)
    );
    pair.found(&format!("{exclusive}{name}-{word}"), effect, text);
}

fn multiple_of(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| view.get("multipleOf").and_then(Decimal::of);
    let (word, effect) = match (read(old), read(new)) {
        (before, after) if before == after => return,
        (None, _) => ("set", Effect::Narrower),
        (_, None) => ("unset", Effect::Wider),
        (Some(old), Some(new)) if new.is_multiple_of(old) => ("changed", Effect::Narrower),
        (Some(old), Some(new)) if old.is_multiple_of(new) => ("changed", Effect::Wider),
        _ => ("changed", Effect::Other),
    };
    pair.found(&format!("multiple-of-{word}"), effect, "multipleOf changed");
}

fn unique_items(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| {
        view.all("uniqueItems")
            .any(|value| value.as_bool() == Some(true))
    };
    match (read(old), read(new)) {
        (false, true) => pair.found(
            "unique-items-set",
            Effect::Narrower,
            "items must now be unique",
        ),
        (true, false) => pair.found(
            "unique-items-unset",
            Effect::Wider,
            "items no longer have to be unique",
        ),
        _ => {}
    }
}

/// Whether a pattern is a spelling of "any text".
fn matches_everything(pattern: &str) -> bool {
    matches!(
        pattern.trim_start_matches('^').trim_end_matches('$'),
        "" | ".*" | "(.*)"
    )
}

fn pattern(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let read = |view: &View<'_>| {
        let patterns = view.all("pattern").filter_map(Value::as_str);
        let mut patterns: Vec<_> = patterns
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
    // A size or a range decides how a client stores a value; a pattern only serves to check it. So a
    // received value outside the old pattern fails in a client that checks, and no other.
    let wider = match pair.context.direction {
        Direction::Sent => Effect::Wider,
        Direction::Received => Effect::Uncertain,
    };
    let (word, effect, text) = match (before.is_empty(), after.is_empty()) {
        (true, _) => (
            "added",
            Effect::Narrower,
            format!("values must now match `{after}`"),
        ),
        (_, true) => {
            let everything = new
                .all("pattern")
                .any(|pattern| pattern.as_str() != Some(""));
            let word = if everything { "generalized" } else { "removed" };
            (
                word,
                wider,
                format!("values no longer have to match `{before}`"),
            )
        }
        // Whether one of two patterns includes the other is not computed.
        _ => (
            "changed",
            Effect::Uncertain,
            format!("the pattern changed from `{before}` to `{after}`"),
        ),
    };
    pair.found(&format!("pattern-{word}"), effect, text);
}
