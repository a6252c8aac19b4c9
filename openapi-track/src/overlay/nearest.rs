//! Finds the existing paths that are most like a JSONPath that matches nothing.

use serde_json::Value;
use serde_json_path::JsonPath;

/// At most three paths, the likeliest first.
pub(super) fn nearest(document: &Value, target: &str) -> Vec<String> {
    // The longest beginning that matches, and the segment that does not.
    let ends = segment_ends(target);
    let mut known = "$";
    let mut missing = "";
    for end in ends {
        let Some(beginning) = target.get(..end) else {
            break;
        };
        let matches = JsonPath::parse(beginning).is_ok_and(|path| !path.query(document).is_empty());
        if !matches {
            missing = target.get(known.len()..end).unwrap_or_default();
            break;
        }
        known = beginning;
    }
    let wanted = name(missing);
    let Ok(path) = JsonPath::parse(known) else {
        return Vec::new();
    };
    let mut candidates: Vec<(usize, String)> = Vec::new();
    for node in path.query(document).iter().take(50) {
        for member in node
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys())
            .take(5_000)
        {
            let plain = member.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !member.starts_with(char::is_numeric);
            let segment = if plain {
                format!(".{member}")
            } else {
                format!("['{}']", member.replace('\\', "\\\\").replace('\'', "\\'"))
            };
            let path = format!("{known}{segment}");
            if !candidates.iter().any(|(_, other)| *other == path) {
                candidates.push((distance(&wanted, member), path));
            }
        }
    }
    candidates.sort();
    candidates
        .into_iter()
        .take(3)
        .map(|(_, path)| path)
        .collect()
}

/// Where the segments of a JSONPath end.
fn segment_ends(target: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut depth, mut quote) = (0_usize, None);
    for (n, c) in target.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => {
                if depth == 0 && n > 1 {
                    ends.push(n);
                }
                depth += 1;
            }
            (None, ']') => depth = depth.saturating_sub(1),
            (None, '.')
                if depth == 0
                    && n > 1
                    && !target.get(..n).is_some_and(|before| before.ends_with('.')) =>
            {
                ends.push(n)
            }
            _ => {}
        }
    }
    ends.push(target.len());
    ends
}

/// The name in a segment such as `.name` or `['name']`.
fn name(segment: &str) -> String {
    segment
        .trim_matches(|c: char| matches!(c, '.' | '[' | ']' | '\'' | '"'))
        .to_owned()
}

/// Levenshtein's distance, letters in one case.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().take(200).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, c) in one.to_lowercase().chars().take(200).enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        for (above, d) in row.iter_mut().skip(1).zip(&other) {
            let new = if c == *d {
                diagonal
            } else {
                1 + diagonal.min(*above).min(left)
            };
            diagonal = *above;
            *above = new;
            left = new;
        }
        if let Some(first) = row.first_mut() {
            *first = n + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_nearest_names_at_the_first_segment_that_is_missing() {
        let document = json!({"paths": {"/onboardings": {"post": {}}, "/step-up": {"get": {}}}});
        assert_eq!(
            nearest(&document, "$.paths['/onboarding'].post")[0],
            "$.paths['/onboardings']"
        );
        assert_eq!(
            nearest(&document, "$.paths['/step-up'].gte"),
            ["$.paths['/step-up'].get"]
        );
        assert_eq!(nearest(&document, "$.path"), ["$.paths"]);
        assert_eq!(
            nearest(&document, "$.paths[*][?@.x]"),
            ["$.paths[*].get", "$.paths[*].post"]
        );
    }
}
