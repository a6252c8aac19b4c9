//! Runs the generator of the raw bindings (the function that the build script of `generated/` runs).

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use openapi_track::{canonical, report::Report};
use serde_json::Value;

use crate::generator;

thread_local! {
    /// Whether panics of this thread are caught and reported as errors.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Generates the bindings of a document.
///
/// # Errors
/// What the generator rejects, and the message of its panic.
pub fn bindings(document: &Value) -> Result<String, String> {
    checked(document, |_| ()).map(|(text, ())| text)
}

/// The same with what `check` finds in the syntax tree, which is not parsed a second time.
///
/// # Errors
/// Those of [`bindings`].
pub fn checked<T>(
    document: &Value,
    check: impl FnOnce(&syn::File) -> T,
) -> Result<(String, T), String> {
    let text = canonical::to_text(document);
    let result = catch_silently(|| {
        let file = generator::syntax_tree(&text)?;
        Ok((generator::print(&file), check(&file)))
    });
    result.unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Err(format!("the generator panicked: {message}"))
    })
}

/// Catches a panic without printing its message. The panic hook belongs to the whole process, so it is set
/// once and still prints the panics of other threads.
fn catch_silently<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CATCHING.get() {
                print(panic);
            }
        }));
    });
    CATCHING.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(false);
    result
}

/// Adds the comparison of two generated bindings to a report, or the reasons why there is none.
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
