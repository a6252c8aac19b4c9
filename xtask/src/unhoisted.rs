//! The fixture of the raw crate's proof that nothing is lost: the bindings of our document without the
//! hoisting step. `WRITE_FIXTURE=1 cargo test -p xtask unhoisted` writes it anew.

use openapi_track::{canonical, downgrade::downgrade, load, overlay::Overlay};

use crate::set::{OVERLAY, UPSTREAM, root};

const FIXTURE: &str = "generated/tests/lossless/unhoisted.rs";

#[test]
fn the_fixture_without_hoisting_is_what_the_generator_makes() {
    let mut document = load::parse(&std::fs::read(root().join(UPSTREAM)).unwrap()).unwrap();
    let overlay = Overlay::parse(&std::fs::read(root().join(OVERLAY)).unwrap()).unwrap();
    overlay.apply(&mut document).unwrap();
    let document = canonical::to_text(&downgrade(document).unwrap());
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
