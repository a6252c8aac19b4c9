//! The clients that the benchmarks compare: bare reqwest, the raw bindings, and this client with token cache,
//! retries, budget, timeouts and spans.

use std::time::Duration;

#[path = "../contest/mod.rs"]
mod rounds;

use rounds::Contest;
pub use rounds::{Contender, TOKEN, TRANSACTION, base_url};
use signicat_reuseid::{AccessToken, Client, Flow, TokenFuture, TokenSource, TransactionId};
use signicat_reuseid_api::types::GetOnboardingResponse;

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer(TOKEN, Duration::from_secs(3_600)).unwrap()) })
    }
}

pub const BARE: usize = 0;
pub const RAW: usize = 1;
pub const OURS: usize = 2;
/// The additional contender, if there is one.
#[allow(dead_code, reason = "only one of the benchmarks adds a contender")]
pub const ADDITIONAL: usize = 3;

/// Measures the contenders, and `additional` if given, with `meter` against the service at `base`.
pub fn contest(
    base: &str,
    additional: Option<Contender>,
    unit: &str,
    meter: impl Fn(&mut dyn FnMut()) -> f64,
) -> Contest {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{base}/onboarding/{TRANSACTION}");
    let mut authorization = reqwest::header::HeaderMap::new();
    authorization.insert("authorization", format!("Bearer {TOKEN}").parse().unwrap());
    let raw = reqwest::Client::builder()
        .no_proxy()
        .default_headers(authorization)
        .build()
        .unwrap();
    let raw = signicat_reuseid_api::Client::direct(base, raw);
    let client = Client::builder()
        .token_source(Fixed)
        .base_url(base)
        .build()
        .unwrap();
    let session = client.resume(Flow::Onboarding, TransactionId::new(TRANSACTION).unwrap());

    let mut contenders = vec![
        Contender {
            name: "bare reqwest",
            gets: Box::new(move |gets| {
                let (bare, url) = (bare.clone(), url.clone());
                Box::pin(async move {
                    for _ in 0..gets {
                        let answer = bare.get(&url).bearer_auth(TOKEN).send().await.unwrap();
                        let answer: GetOnboardingResponse = answer.json().await.unwrap();
                        assert!(answer.data.is_some());
                    }
                })
            }),
        },
        Contender {
            name: "raw bindings",
            gets: Box::new(move |gets| {
                let raw = raw.clone();
                Box::pin(async move {
                    for _ in 0..gets {
                        let get = raw.get_onboarding().transaction_id(TRANSACTION);
                        assert!(get.send().await.unwrap().into_inner().data.is_some());
                    }
                })
            }),
        },
        Contender {
            name: "this client",
            gets: Box::new(move |gets| {
                let session = session.clone();
                Box::pin(async move {
                    for _ in 0..gets {
                        assert!(session.get().await.unwrap().user_id().is_some());
                    }
                })
            }),
        },
    ];
    contenders.extend(additional);
    Contest::run(&contenders, unit, meter)
}
