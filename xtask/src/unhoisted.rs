//! The fixture of the raw crate's proof that nothing is lost: the bindings of a document with its schemas
//! left inline. The document is frozen, for what is proven is the generator's way with it and not the
//! vendor's latest. `WRITE_FIXTURE=1 cargo test -p xtask unhoisted` writes the bindings anew.

use crate::workspace::root;

const DOCUMENT: &str = "generated/tests/lossless/unhoisted.json";
const FIXTURE: &str = "generated/tests/lossless/unhoisted.rs";

#[test]
fn the_fixture_without_hoisting_is_what_the_generator_makes() {
    let document = std::fs::read_to_string(root().join(DOCUMENT)).unwrap();
    let bindings = crate::generator::generate(&document).unwrap();
    let path = root().join(FIXTURE);
    if std::env::var_os("WRITE_FIXTURE").is_some() {
        std::fs::write(&path, &bindings).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == bindings,
        "next: WRITE_FIXTURE=1 cargo test -p xtask unhoisted"
    );
}
