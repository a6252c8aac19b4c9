//! Every kind of change at every kind of place: its id is composed of message, part, keyword and effect,
//! and its verdict follows from what it does to the set of valid values.

mod directions;
mod keywords;
mod operations;
mod place;

use std::collections::BTreeSet;

use openapi_track::report::Report;

fn ids(report: &Report) -> BTreeSet<&str> {
    report
        .changes
        .iter()
        .map(|change| change.id.as_str())
        .collect()
}

#[test]
fn ids_and_verdicts_follow_from_place_keyword_and_effect() {
    let (mut found, mut wrong) = (BTreeSet::new(), Vec::new());
    for step in keywords::steps() {
        for &place in step.places {
            let [old, new] = step.schemas.clone().map(|schema| place.document(schema));
            for (from, to, word, effect) in [
                (&old, &new, step.forward, step.effect),
                (&new, &old, step.backward, step.effect.reversed()),
            ] {
                let report = Report::compare(from, to);
                let id = format!("{}-{word}", place.word());
                let verdict = effect.verdict(place.sent());
                if !ids(&report).contains(id.as_str()) || report.wire() != verdict {
                    wrong.push(format!("{id}, {verdict:?}: {}", report.text()));
                }
                found.insert((id, verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(found.len() > 500, "{}", found.len());
    // To compare the ids with those of another tool.
    if std::env::var_os("PRINT_IDS").is_some() {
        let others = operations::cases().into_iter();
        let others = others.flat_map(|case| [case.forward, case.backward]);
        found.extend(others.map(|(id, verdict)| (id.to_owned(), verdict)));
        for (id, verdict) in found {
            println!("{id} {}", verdict.as_str());
        }
    }
}
