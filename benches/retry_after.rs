//! 200 values of `Retry-After` through the public client: panics, calls beyond their deadline, and pauses
//! told wrongly.

mod figure;
#[path = "../tests/proofs/retry_after.rs"]
mod retry_after;
#[path = "../tests/support/mod.rs"]
mod support;

use figure::figure;
use retry_after::{values, violations};

fn main() {
    let count = values().len();
    let mut wrong = 0;
    for n in 0..count {
        let checked = std::panic::catch_unwind(|| {
            let mut paused = tokio::runtime::Builder::new_current_thread();
            let paused = paused.enable_all().start_paused(true).build().unwrap();
            paused.block_on(violations(&values()[n]))
        });
        for violation in checked.unwrap_or_else(|_| vec![format!("value {n}: a panic")]) {
            println!("{violation}");
            wrong += 1;
        }
    }
    println!("{count} values");
    figure("retry_after_violations", f64::from(wrong), 0.0);
}
