//! A fault at every byte position of request and answer of a start: sessions beyond the calls made, and
//! outcomes that are not the very one that a client can know there.

#[path = "../tests/proofs/byte_faults/mod.rs"]
mod byte_faults;
mod figure;
#[path = "../tests/scripted_server/mod.rs"]
mod scripted_server;

use byte_faults::{Answer, every_byte, run, stale_and_refused};
use figure::figure;
use scripted_server::End;

#[tokio::main]
async fn main() {
    let (mut breaking, mut hanging) = (Vec::new(), Vec::new());
    for answer in [
        Answer::Started,
        Answer::Unreadable,
        Answer::AfterCommit(502),
        Answer::AfterCommit(503),
        Answer::BeforeCommit(422),
        Answer::BeforeCommit(429),
        Answer::BeforeCommit(503),
    ] {
        for how in [End::Reset, End::Close] {
            breaking.extend(every_byte(answer, how, 1, false, false).await);
        }
        // A hang takes its timeout, so that only the plain start hangs at each byte.
        let stride = if answer == Answer::Started { 1 } else { 16 };
        hanging.extend(every_byte(answer, End::Hang, stride, false, false).await);
    }
    for how in [End::Reset, End::Close] {
        breaking.extend(every_byte(Answer::Started, how, 1, false, true).await);
        breaking.extend(every_byte(Answer::Started, how, 1, true, false).await);
    }
    // Few at a time where each is busy, many where each waits.
    let mut tally = run(breaking, 8).await;
    let hung = run(hanging, 64).await;
    stale_and_refused(&mut tally).await;
    tally.calls += hung.calls;
    tally.extra_sessions += hung.extra_sessions;
    tally.wrong_outcomes.extend(hung.wrong_outcomes);
    for wrong in &tally.wrong_outcomes {
        println!("{wrong}");
    }
    println!("{} calls", tally.calls);
    figure(
        "byte_faults_extra_sessions",
        tally.extra_sessions as f64,
        0.0,
    );
    figure(
        "byte_faults_wrong_outcomes",
        tally.wrong_outcomes.len() as f64,
        0.0,
    );
}
