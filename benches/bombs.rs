//! 1 GiB bodies, endless heads and one byte a second: the most memory that one costs, the time that a call
//! takes beyond its attempt's timeout, and errors that do not say what happened.

#[path = "../tests/proofs/bombs/mod.rs"]
mod bombs;
mod figure;
#[path = "../tests/scripted_server/mod.rs"]
mod scripted_server;

use std::time::Duration;

use bombs::{BOMBS, set_off};
use figure::figure;

fn main() {
    let (mut peak, mut over, mut untyped) = (0.0_f64, Duration::ZERO, 0);
    for bomb in BOMBS {
        let damage = set_off(bomb, Duration::from_secs(3), Duration::from_secs(1));
        println!("{}: {damage:.1?}", bomb.name);
        peak = peak.max(damage.peak_kib);
        over = over.max(damage.over_time);
        untyped += i32::from(damage.untyped.is_some());
    }
    figure("bomb_peak_kib", peak, 2048.0);
    figure("bomb_untyped_errors", f64::from(untyped), 0.0);
    // A timer fires when its thread comes to it, and two cores are shared by many.
    figure("bomb_over_time_ms", over.as_secs_f64() * 1000.0, 1000.0);
}
