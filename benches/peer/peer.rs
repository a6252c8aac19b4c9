//! The same GET by the client that openapi-generator makes of the same document, beside bare reqwest.

#[path = "../contest/mod.rs"]
mod contest;

use contest::{Contender, TOKEN, TRANSACTION, base_url, contest};
use peer::apis::{configuration::Configuration, onboarding_api::get_onboarding};

fn main() {
    let base = base_url();
    let http = || reqwest::Client::builder().no_proxy().build().unwrap();
    let bare = http();
    let url = format!("{base}/onboarding/{TRANSACTION}");
    let peer = Configuration {
        base_path: base.clone(),
        client: http(),
        oauth_access_token: Some(TOKEN.into()),
        ..Configuration::default()
    };
    let contenders = [
        Contender {
            name: "bare reqwest, any JSON",
            gets: Box::new(|gets| {
                Box::pin(async move {
                    for _ in 0..gets {
                    let answer = bare.get(&url).bearer_auth(TOKEN).send().await.unwrap();
                    let answer: serde_json::Value = answer.json().await.unwrap();
                    assert!(answer["data"].is_object());
                    }
                })
            }),
        },
        Contender {
            name: "openapi-generator",
            gets: Box::new(|gets| {
                Box::pin(async move {
                    for _ in 0..gets {
                    let answer = get_onboarding(&peer, TRANSACTION).await.unwrap();
                    assert!(answer.data.is_some());
                    }
                })
            }),
        },
    ];
    contest(&runtime, &contenders);
}
