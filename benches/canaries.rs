//! Canary secrets and canary personal data: how many are found in anything that is printed, logged or
//! thrown, with what the proof failed to cover.

#[path = "../tests/proofs/canary/mod.rs"]
mod canary;
mod figure;
#[path = "../tests/scripted_server/mod.rs"]
mod scripted_server;

use figure::figure;

#[tokio::main]
async fn main() {
    canary::recorder::listen();
    let found = canary::run().await;
    for finding in found.leaks.iter().chain(&found.missing) {
        println!("{finding}");
    }
    figure("canary_leaks", found.leaks.len() as f64, 0.0);
    figure("canary_not_covered", found.missing.len() as f64, 0.0);
}
