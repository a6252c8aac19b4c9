//! No secret and no personal data in anything that this crate prints: canaries are put wherever the client
//! takes a value in or gets one back, every operation and every error is brought about, over real TLS and in
//! process, and all that could be heard or printed is searched.

mod deliveries;
pub mod detector;
mod odd_answers;
pub mod recorder;
mod service;
pub mod shown;
mod usual_way;

use detector::Detector;
use shown::Shown;

/// What was found, with what the proof did not cover.
pub struct Findings {
    pub leaks: Vec<String>,
    pub missing: Vec<String>,
}

/// Goes through everything once. The recorder must listen already.
pub async fn run() -> Findings {
    let mut detector = Detector::default();
    let mut shown = Shown::default();
    let tls = service::Tls::new();
    usual_way::run(&tls, &mut detector, &mut shown).await;
    odd_answers::run(&tls, &mut detector, &mut shown).await;
    deliveries::run(&mut detector, &mut shown).await;

    let heard = recorder::all();
    let mut missing = shown.missing();
    // Those whose silence would make the proof an empty one.
    for speaker in [
        "span signicat_reuseid",
        "event signicat_reuseid",
        "event signicat_reuseid::events",
        "an event handler panicked",
        "status=401",
        "acceptance=",
        "log reqwest",
        "log rustls",
        "event hyper_util",
        "panic ",
    ] {
        if !heard.contains(speaker) {
            missing.push(format!("nothing was heard from {speaker}"));
        }
    }
    let leaks = detector.find(&(heard + &shown.text));
    Findings { leaks, missing }
}
