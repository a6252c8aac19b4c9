//! Runs the generator: the very function of the raw crate's build script.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use openapi_track::{canonical, report::Report};
use serde_json::Value;

use crate::generator;

thread_local! {
    /// Whether this thread's panics are the generator's and will be told as reasons.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The bindings of one document; the generator's panics are reasons like any other.
pub fn bindings(document: &Value) -> Result<String, String> {
    let text = canonical::to_text(document);
    let outcome = quietly(|| generator::generate(&text));
    outcome.unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Err(format!("the generator panicked: {said}"))
    })
}

/// Catches a panic without the usual words on standard error. The hook is one for all threads: it is set
/// once, and what other threads panic with is told as ever.
fn quietly<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                told(panic);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome
}

/// Adds the Rust verdict to a report, or the reasons why there is none.
pub fn judge(report: &mut Report, old: Result<String, String>, new: Result<String, String>) {
    match [old, new] {
        [Ok(old), Ok(new)] => {
            if let Err(error) = report.compare_bindings(&old, &new) {
                report.refuse_rust(vec![format!("the bindings do not parse: {error}")]);
            }
        }
        sides => report.refuse_rust(sides.into_iter().filter_map(Result::err).collect()),
    }
}
