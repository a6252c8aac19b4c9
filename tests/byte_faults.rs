//! A start whose connection breaks at any byte is never resent, and reports the right outcome. This test samples
//! the bytes; the bench of the same name tries all of them.

#[path = "proofs/byte_faults/mod.rs"]
mod byte_faults;
mod scripted_server;

use byte_faults::{Answer, every_byte, run, stale_and_refused};
use scripted_server::End;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn does_not_resend_a_start_broken_at_any_byte_and_reports_its_outcome() {
    let mut trials = Vec::new();
    for (answer, how, stride, step_up) in [
        (Answer::Started, End::Reset, 7, false),
        (Answer::Started, End::Close, 11, true),
        (Answer::Unreadable, End::Close, 61, false),
        (Answer::AfterCommit(502), End::Reset, 61, false),
        (Answer::AfterCommit(503), End::Close, 61, true),
        (Answer::BeforeCommit(422), End::Reset, 61, false),
    ] {
        trials.extend(every_byte(answer, how, stride, false, step_up).await);
    }
    trials.extend(every_byte(Answer::Started, End::Close, 61, true, false).await);
    let mut tally = run(trials, 8).await;
    let hanging = every_byte(Answer::Started, End::Hang, 61, false, false).await;
    let hung = run(hanging, 24).await;
    assert_eq!((hung.extra_sessions, hung.wrong_outcomes), (0, vec![]));
    stale_and_refused(&mut tally).await;
    assert!(tally.calls > 250, "{tally:?}");
    assert_eq!(tally.extra_sessions, 0);
    assert_eq!(tally.wrong_outcomes, [""; 0]);
}
