//! Runs the generator: the very function of the raw crate's build script.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapi_track::{canonical, compare, report::Report};
use serde_json::Value;

use crate::generator;

/// The bindings of one document; the generator's panics are reasons like any other.
pub fn bindings(document: &Value) -> Result<String, String> {
    let text = canonical::to_text(document);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(|| generator::generate(&text)));
    std::panic::set_hook(hook);
    outcome.unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Err(format!("the generator panicked: {said}"))
    })
}

/// Adds the Rust verdict to a report, or the reasons why there is none.
pub fn judge(report: &mut Report, old: Result<String, String>, new: Result<String, String>) {
    match [old, new] {
        [Ok(old), Ok(new)] => {
            if let Err(error) = compare::rust(report, &old, &new) {
                report.refuse_rust(vec![format!("the bindings do not parse: {error}")]);
            }
        }
        sides => report.refuse_rust(sides.into_iter().filter_map(Result::err).collect()),
    }
}
