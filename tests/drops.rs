//! Whoever drops a call leaves nothing behind and blocks nobody.

#[path = "proofs/drops/mod.rs"]
mod drops;

use drops::{
    Tally,
    functions::{FUNCTIONS, Function},
    in_process, over_sockets,
};
use signicat_reuseid_emulator::Emulator;

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_poll_leaves_nothing_and_the_next_one_works() {
    let mut tally = Tally::default();
    in_process(&mut tally).await;
    assert!(tally.drops > 150, "{}", tally.drops);
    assert_eq!(tally.failures, [""; 0]);
}

#[test]
fn a_call_over_real_sockets_dropped_at_any_poll_leaves_nothing_and_the_next_one_works() {
    let apart = tokio::runtime::Runtime::new().unwrap();
    let emulator = apart.block_on(Emulator::start()).unwrap();
    let mut tally = Tally::default();
    let here = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    here.block_on(over_sockets(&emulator, 1, &mut tally));
    assert!(tally.drops > 40, "{}", tally.drops);
    assert_eq!(tally.failures, [""; 0]);
}

#[test]
fn every_public_asynchronous_function_is_dropped() {
    let mut sources = String::new();
    gather(
        concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref(),
        &mut sources,
    );
    let names: Vec<_> = asynchronous(&sources).collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let listed = |function: &Function| {
            function.name.split(' ').next().unwrap().rsplit("::").next() == Some(name)
        };
        assert!(FUNCTIONS.iter().any(listed), "{name} is not dropped");
    }
}

/// All that is written under a folder.
fn gather(folder: &std::path::Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, sources);
        } else {
            sources.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// The public asynchronous functions of a source, by their names.
fn asynchronous(source: &str) -> impl Iterator<Item = &str> {
    let functions = source.split("pub async fn ").skip(1);
    functions.filter_map(|rest| rest.split(['(', '<']).next())
}
