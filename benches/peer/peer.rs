//! The same GET by the client that openapi-generator makes of the same document, in one run with bare reqwest,
//! the raw bindings and this client. CPU time is measured with the counter of allocations at work, which
//! burdens all of them alike.

#[path = "../contenders/mod.rs"]
mod contenders;
#[path = "../figure/mod.rs"]
mod figure;

use std::sync::Arc;

use contenders::{ADDITIONAL, Contender, OURS, TOKEN, TRANSACTION, base_url, contest};
use cpu_time::ThreadTime;
use figure::figure;
use peer::apis::{configuration::Configuration, onboarding_api::get_onboarding};

fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let base = base_url();
    let configuration = Configuration {
        base_path: base.clone(),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
        oauth_access_token: Some(TOKEN.into()),
        ..Configuration::default()
    };
    let configuration = Arc::new(configuration);
    let peer = || {
        let configuration = configuration.clone();
        Some(Contender {
            name: "openapi-generator",
            gets: Box::new(move |gets| {
                let configuration = configuration.clone();
                Box::pin(async move {
                    for _ in 0..gets {
                        let get = get_onboarding(&configuration, TRANSACTION);
                        assert!(get.await.unwrap().data.is_some());
                    }
                })
            }),
        })
    };
    let count = contest(&base, peer(), "allocations", |gets| {
        allocation_counter::measure(gets).count_total as f64
    });
    let time = contest(&base, peer(), "us CPU", |gets| {
        let begin = ThreadTime::now();
        gets();
        begin.elapsed().as_secs_f64() * 1e6
    });
    for (name, rounds) in [("allocations", count), ("cpu", time)] {
        let ratio = rounds.compare(OURS, ADDITIONAL, |ours, theirs| ours / theirs);
        figure(&format!("peer_{name}_ours_over_theirs"), ratio, 1.15);
    }
}
