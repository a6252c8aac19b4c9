//! Every public asynchronous function dropped at its n-th poll, for every n: how often a task was left, a
//! lock stuck, or a next call failed.

#[path = "../tests/proofs/drops/mod.rs"]
mod drops;
mod figure;

use drops::{Tally, in_process, over_sockets};
use figure::figure;
use signicat_reuseid_emulator::Emulator;
use tokio::runtime::{Builder, Runtime};

fn main() {
    let mut tally = Tally::default();
    let paused = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    paused.block_on(in_process(&mut tally));

    let apart = Runtime::new().unwrap();
    let emulator = apart.block_on(Emulator::start()).unwrap();
    let here = Builder::new_current_thread().enable_all().build().unwrap();
    here.block_on(over_sockets(&emulator, 10, &mut tally));
    for failure in &tally.failures {
        println!("{failure}");
    }
    println!("{} drops", tally.drops);
    figure("drop_failures", tally.failures.len() as f64, 0.0);
}
