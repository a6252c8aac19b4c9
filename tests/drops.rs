//! Whoever drops a call leaves nothing behind and blocks nobody.

#[path = "proofs/drops/mod.rs"]
mod drops;

use drops::{Tally, in_process, over_sockets};
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
