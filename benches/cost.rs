//! What a GET costs with cached token, retries, budget, time limits and spans, beside the raw bindings and
//! bare reqwest that do none of it.

mod contest;

use std::time::Duration;

use contest::{Contender, TOKEN, TRANSACTION, contest, serve};
use signicat_reuseid::{AccessToken, Client, TokenFuture, TokenSource, TransactionId};
use signicat_reuseid_api::types::GetOnboardingResponse;

struct Fixed;

impl TokenSource for Fixed {
    fn fetch(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(AccessToken::bearer(TOKEN, Duration::from_secs(3_600)).unwrap()) })
    }
}

fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let base = format!("http://{}/reuseid", serve());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();

    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{base}/onboarding/{TRANSACTION}");
    let mut authorization = reqwest::header::HeaderMap::new();
    authorization.insert("authorization", format!("Bearer {TOKEN}").parse().unwrap());
    let raw = reqwest::Client::builder()
        .no_proxy()
        .default_headers(authorization)
        .build()
        .unwrap();
    let raw = signicat_reuseid_api::Client::direct(&base, raw);
    let client = Client::builder()
        .token_source(Fixed)
        .base_url(&base)
        .build()
        .unwrap();
    let session = client.resume_onboarding(TransactionId::new(TRANSACTION).unwrap());

    let contenders = [
        Contender {
            name: "bare reqwest",
            get: Box::new(|| {
                Box::pin(async {
                    let answer = bare.get(&url).bearer_auth(TOKEN).send().await.unwrap();
                    let answer: GetOnboardingResponse = answer.json().await.unwrap();
                    assert!(answer.data.is_some());
                })
            }),
        },
        Contender {
            name: "raw bindings",
            get: Box::new(|| {
                Box::pin(async {
                    let get = raw.get_onboarding().transaction_id(TRANSACTION);
                    assert!(get.send().await.unwrap().into_inner().data.is_some());
                })
            }),
        },
        Contender {
            name: "this client",
            get: Box::new(|| {
                Box::pin(async {
                    assert!(session.get().await.unwrap().user_id().is_some());
                })
            }),
        },
    ];
    let costs = contest(&runtime, &contenders);
    let [bare, raw, ours] = costs[..] else {
        unreachable!("three contenders");
    };
    figure(
        "cost_allocations_over_raw",
        ours.allocations as f64 - raw.allocations as f64,
        5.0,
    );
    figure(
        "cost_cpu_over_bare",
        ours.cpu.as_secs_f64() / bare.cpu.as_secs_f64(),
        1.15,
    );
    println!(
        "aim: no more allocations than bare reqwest ({}); {} here",
        bare.allocations, ours.allocations
    );
}

fn figure(name: &str, value: f64, bound: f64) {
    println!("figure {name} {value:.3} {bound}");
}
