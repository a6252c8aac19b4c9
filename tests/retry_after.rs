//! Whatever a server writes into `Retry-After`: no panic, no call beyond its deadline, and the caller is told
//! what it says. Here every eleventh value; the bench of the same name takes all of them.

#[path = "proofs/retry_after.rs"]
mod retry_after;
mod support;

use std::time::{Duration, SystemTime};

use retry_after::{date, values, violations};

#[tokio::test(start_paused = true)]
async fn reports_retry_after_unchanged_and_keeps_the_deadline() {
    let count = values().len();
    assert!(count >= 200, "{count}");
    for n in (0..count).step_by(11) {
        // Made anew, for dates are counted from the moment they are made.
        assert_eq!(violations(&values()[n]).await, [""; 0]);
    }
}

#[test]
fn formats_dates_in_the_three_forms_of_the_rfc() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    assert_eq!(date(at, 0), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(date(at, 1), "Sunday, 06-Nov-94 08:49:37 GMT");
    assert_eq!(date(at, 2), "Sun Nov  6 08:49:37 1994");
}
