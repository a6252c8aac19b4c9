//! The same GET by the client that openapi-generator makes of the same document, in one run with bare reqwest,
//! the raw bindings and this client. CPU time is measured with the counter of allocations at work, which
//! burdens all of them alike.

#[path = "../contenders/mod.rs"]
mod contenders;
#[path = "../figure/mod.rs"]
mod figure;

use std::sync::Arc;

use contenders::{Contender, TOKEN, TRANSACTION, base_url, cost};
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
    let count = cost(&base, peer(), "allocations", |gets| {
        allocation_counter::measure(gets).count_total as f64
    });
    let time = cost(&base, peer(), "us CPU", |gets| {
        let begin = ThreadTime::now();
        gets();
        begin.elapsed().as_secs_f64() * 1e6
    });
    figure(
        "peer_allocations_ours_over_theirs",
        count.ours / count.beside.unwrap(),
        1.15,
    );
    figure(
        "peer_cpu_ours_over_theirs",
        time.ours / time.beside.unwrap(),
        1.15,
    );
}
