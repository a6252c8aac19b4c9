//! Every kind of change at every kind of place: its id is composed of direction, place, keyword and
//! effect, and its verdict follows from what it does to the set of accepted values. Nothing is listed by
//! id; the words of a keyword are written once and hold at each place.

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
fn an_id_is_composed_of_place_keyword_and_effect_and_judged_by_the_law() {
    let (mut found, mut wrong) = (BTreeSet::new(), Vec::new());
    for step in keywords::steps() {
        for &place in step.places {
            let [old, new] = step.schemas.clone().map(|schema| place.document(schema));
            for (from, to, word, effect) in [
                (&old, &new, step.forth, step.effect),
                (&new, &old, step.back, step.effect.back()),
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
    // For holding the ids against somebody else's list.
    if std::env::var_os("PRINT_IDS").is_some() {
        let told = operations::cases().into_iter();
        let told = told.flat_map(|case| [case.forth, case.back]);
        found.extend(told.map(|(id, verdict)| (id.to_owned(), verdict)));
        for (id, verdict) in found {
            println!("{id} {}", verdict.as_str());
        }
    }
}
