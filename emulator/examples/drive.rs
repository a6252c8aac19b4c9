//! Drives both flows, and each kind of refusal, through a base URL that may have something in between.
//!
//! `emulator/prism.sh` puts a validating proxy there. Uses the raw bindings:
//! `drive API_BASE_URL EMULATOR_BASE_URL`, where the second is the emulator itself.

use serde_json::{Value, json};
use signicat_reuseid_api::{Client, Error};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

struct User {
    http: reqwest::Client,
    control: String,
}

impl User {
    async fn act(&self, id: &str, what: &str, body: Value) -> Outcome<Value> {
        let url = format!("{}/sessions/{id}/{what}", self.control);
        let answer = self
            .http
            .post(url)
            .json(&body)
            .send()
            .await?
            .error_for_status()?;
        Ok(answer.json().await?)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(api), Some(emulator)) = (arguments.next(), arguments.next()) else {
        return Err("usage: drive API_BASE_URL EMULATOR_BASE_URL".into());
    };
    let emulator = emulator.split('/').take(3).collect::<Vec<_>>().join("/");
    let http = {
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
    }
    .no_proxy()
    .build()?;
    let user = User {
        http: http.clone(),
        control: format!("{emulator}/_emulator"),
    };
    let token: Value = http
        .post(format!(
            "{emulator}{}",
            signicat_reuseid_emulator::TOKEN_PATH
        ))
        .basic_auth(
            signicat_reuseid_emulator::DEFAULT_CLIENT_ID,
            Some(signicat_reuseid_emulator::DEFAULT_CLIENT_SECRET),
        )
        .form(&[
            ("grant_type", "client_credentials"),
            ("scope", "signicat-api"),
        ])
        .send()
        .await?
        .json()
        .await?;
    let bearer = format!(
        "Bearer {}",
        token["access_token"].as_str().ok_or("no token")?
    );
    let authorized = {
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
    }
    .no_proxy()
    .default_headers(
        [(http::header::AUTHORIZATION, bearer.parse()?)]
            .into_iter()
            .collect(),
    )
    .build()?;
    let with_token = Client::direct(&api, authorized);
    let without_token = Client::direct(&api, http);

    // Onboarding, every result.
    let mut known = None;
    for result in ["accepted", "rejected", "inconclusive", "failed"] {
        let started = with_token
            .start_onboarding()
            .body_map(|body| body.external_ref(json!("Empl10300469")))
            .send()
            .await?
            .into_inner()
            .data
            .ok_or("no data")?;
        let id = started.transaction_id.ok_or("no id")?;
        with_token
            .get_onboarding()
            .transaction_id(&id)
            .send()
            .await?;
        let code = started.activation_code.ok_or("no code")?;
        user.act(&id, "activate", json!({ "code": code })).await?;
        user.act(&id, "submit", json!({})).await?;
        with_token
            .get_onboarding()
            .transaction_id(&id)
            .send()
            .await?;
        user.act(&id, "finish", json!({ "result": result })).await?;
        let done = with_token
            .get_onboarding()
            .transaction_id(&id)
            .send()
            .await?;
        let done = done.into_inner().data.ok_or("no data")?;
        println!("onboarding {result}: {}", done.status.unwrap_or_default());
        known = Some((
            done.user_id.ok_or("no user")?,
            done.device_id.ok_or("no device")?,
        ));
    }

    // Step-up of the last user.
    let (user_id, device_id) = known.ok_or("nobody was onboarded")?;
    let started = with_token
        .start_step_up()
        .body_map(|body| body.user_id(user_id.clone()).device_id(device_id.clone()))
        .send()
        .await?
        .into_inner()
        .data
        .ok_or("no data")?;
    let id = started.transaction_id.ok_or("no id")?;
    user.act(&id, "authenticate", json!({ "right": true }))
        .await?;
    user.act(&id, "finish", json!({ "result": "accepted" }))
        .await?;
    let done = with_token
        .get_step_up()
        .transaction_id(&id)
        .send()
        .await?
        .into_inner();
    println!(
        "step-up: {}",
        done.data.and_then(|data| data.status).unwrap_or_default()
    );

    // What is refused.
    let unknown = with_token
        .get_onboarding()
        .transaction_id("unknown")
        .send()
        .await;
    refused(404, unknown.map(|_| ()))?;
    let nobody = with_token
        .start_step_up()
        .body_map(|body| body.user_id("nobody").device_id(device_id))
        .send()
        .await;
    refused(404, nobody.map(|_| ()))?;
    let anonymous = without_token.get_step_up().transaction_id(&id).send().await;
    refused(401, anonymous.map(|_| ()))?;
    println!("finished");
    Ok(())
}

fn refused(
    status: u16,
    outcome: Result<(), Error<signicat_reuseid_api::types::Problem>>,
) -> Outcome<()> {
    match outcome {
        Err(Error::ErrorResponse(answer)) if answer.status().as_u16() == status => {
            println!(
                "refused with {status}: {}",
                answer.into_inner().code.unwrap_or_default()
            );
            Ok(())
        }
        Err(other) => Err(format!("expected {status}, got {:?}", other.status()).into()),
        Ok(()) => Err(format!("expected {status}, got an answer").into()),
    }
}
