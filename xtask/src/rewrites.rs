//! Tests that documents rewritten without a change of meaning have the same bindings, byte for byte, on forty
//! of the thousand rewritten documents of the tests of `openapi-track`.

#[path = "../../openapi-track/tests/rewriter/mod.rs"]
#[allow(
    dead_code,
    reason = "shared with the library's tests, which use the rest"
)]
mod rewriter;

use openapi_track::{load, prepare::prepare};

use crate::{bindings::bindings, workspace::root};

#[test]
fn respelled_documents_have_the_same_bindings() {
    for file in ["mutations/base.json", "rewriter/rich.json"] {
        let text = std::fs::read(root().join("openapi-track/tests").join(file)).unwrap();
        let document = load::parse(&text).unwrap();
        let generated = |document| bindings(&prepare(document, None).unwrap().document).unwrap();
        let expected = generated(document.clone());
        for seed in 0..20 {
            let bytes = rewriter::written(&rewriter::respelled(&document, seed), seed);
            assert!(
                generated(load::parse(&bytes).unwrap()) == expected,
                "{file}, seed {seed}"
            );
        }
    }
}
