//! Nothing is lost on the way from the document to the types, nor from an answer to its type.
//!
//! The first half compares every property of every body with the JSON Schema that the generated type gives
//! of itself; the second sends a body with every property filled through the client and wants it back.

#[path = "lossless/comparison.rs"]
mod comparison;
#[path = "lossless/full_body.rs"]
mod full_body;
/// Bindings of a document with its schemas left inline; xtask checks that they are the generator's own.
#[path = "lossless/unhoisted.rs"]
#[allow(warnings, clippy::all)]
#[rustfmt::skip]
mod unhoisted;

use std::sync::{Arc, Mutex};

use comparison::{bodies, lost};
use full_body::full;
use serde::Serialize;
use serde_json::{Value, json};
use signicat_reuseid_api::{
    Client, Error, OPENAPI, ResponseFuture, ResponseValue, SharedTransport, Transport, types,
};

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// The JSON Schema of the type that stands for a component of the document.
fn schema_of(component: &str) -> Option<Value> {
    macro_rules! table {
        ($($name:ident),* $(,)?) => {
            match component {
                $(stringify!($name) => Some(json!(schemars::schema_for!(types::$name))),)*
                _ => None,
            }
        };
    }
    table!(
        GetOnboardingData,
        GetOnboardingResponse,
        GetStepUpData,
        GetStepUpResponse,
        InvalidParam,
        Problem,
        StartOnboardingData,
        StartOnboardingRequest,
        StartOnboardingResponse,
        StartStepUpData,
        StartStepUpRequest,
        StartStepUpResponse,
        VideoidProviderOptions,
    )
}

#[test]
fn every_property_of_every_body_is_in_its_type() {
    let document = document();
    assert!(bodies(&document).len() >= 4 * 5 + 2);
    assert_eq!(lost(&document, &schema_of), Vec::<String>::new());
}

/// The test of the test: without hoisting, the error's type is the success's, and the comparison says so.
#[test]
fn without_hoisting_the_errors_properties_are_reported_as_lost() {
    let source = include_str!("lossless/unhoisted.rs");
    let error = "Error<types::StartOnboardingResponse>";
    assert!(
        source.contains(error),
        "the generator no longer confuses the two"
    );
    let unhoisted = |component: &str| match component {
        "Problem" => Some(json!(schemars::schema_for!(
            unhoisted::types::StartOnboardingResponse
        ))),
        other => schema_of(other),
    };
    let lost = lost(&document(), &unhoisted);
    for property in [
        "code",
        "traceId",
        "invalidParams",
        "title",
        "detail",
        "status",
        "type",
    ] {
        let line = format!("Problem.{property}: lost");
        assert!(lost.contains(&line), "{line} is not in {lost:#?}");
    }
}

#[test]
fn a_type_or_a_requirement_that_differs_is_reported() {
    let document = document();
    let mut changed = document.clone();
    changed["components"]["schemas"]["StartStepUpRequest"]["required"] = json!(["userId"]);
    changed["components"]["schemas"]["Problem"]["properties"]["status"] = json!({"type": "string"});
    changed["components"]["schemas"]["Problem"]["properties"]["more"] = json!({});
    let lost = lost(&changed, &schema_of);
    assert_eq!(
        lost,
        [
            "Problem.more: lost",
            "Problem.status: string in the document, integer in the type",
            "StartStepUpRequest.deviceId: optional in the document, required in the type",
        ]
    );
}

/// Answers with one canned body and keeps what was asked.
#[derive(Debug)]
struct Canned {
    status: u16,
    body: Value,
    asked: Mutex<Vec<String>>,
}

impl Transport for Canned {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a> {
        assert!(request.headers().get("api-version").is_none());
        let asked = format!(
            "{operation_id} {} {}",
            request.method(),
            request.url().path()
        );
        self.asked.lock().unwrap().push(asked);
        let mut answer = http::Response::new(self.body.to_string());
        *answer.status_mut() = self.status.try_into().unwrap();
        Box::pin(async move { Ok(reqwest::Response::from(answer)) })
    }
}

async fn came_back<T: Serialize>(
    sent: impl Future<Output = Result<ResponseValue<T>, Error<types::Problem>>>,
) -> (u16, Value) {
    match sent.await {
        Ok(answer) => (answer.status().as_u16(), json!(answer.into_inner())),
        Err(Error::ErrorResponse(answer)) => (answer.status().as_u16(), json!(answer.into_inner())),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_value_of_every_answer_comes_back() {
    let document = document();
    let answers: Vec<_> = bodies(&document)
        .into_iter()
        .filter(|body| body.status.is_some())
        .collect();
    for answer in &answers {
        let status = match answer.status.as_deref().unwrap() {
            "4XX" => 418,
            "5XX" => 503,
            exact => exact.parse().unwrap(),
        };
        let body = full(&document, &answer.schema);
        let canned = Arc::new(Canned {
            status,
            body: body.clone(),
            asked: Mutex::default(),
        });
        let transport: SharedTransport = canned.clone();
        let api = Client::new_with_client("http://localhost/base", http_client(), transport);
        let back = match answer.operation.as_str() {
            "start_onboarding" => {
                let request = types::StartOnboardingRequest::builder();
                came_back(api.start_onboarding().body(request).send()).await
            }
            "get_onboarding" => came_back(api.get_onboarding().transaction_id("t").send()).await,
            "start_step_up" => {
                let request = types::StartStepUpRequest::builder()
                    .user_id("u")
                    .device_id("d");
                came_back(api.start_step_up().body(request).send()).await
            }
            "get_step_up" => came_back(api.get_step_up().transaction_id("t").send()).await,
            other => panic!("{other} is not tried"),
        };
        assert_eq!(back, (status, body), "{} {status}", answer.operation);
        let path = answer.path.replace("{transactionId}", "t");
        let asked = format!(
            "{} {} /base{path}",
            answer.operation,
            answer.method.to_uppercase()
        );
        assert_eq!(*canned.asked.lock().unwrap(), [asked]);
    }
    assert_eq!(answers.len(), 4 * 5);
}

#[test]
fn every_value_of_every_request_goes_out() {
    let document = document();
    let names = bodies(&document)
        .into_iter()
        .filter(|body| body.status.is_none());
    for body in names {
        let value = full(&document, &body.schema);
        let through = match body.operation.as_str() {
            "start_onboarding" => json!(
                serde_json::from_value::<types::StartOnboardingRequest>(value.clone()).unwrap()
            ),
            "start_step_up" => {
                json!(serde_json::from_value::<types::StartStepUpRequest>(value.clone()).unwrap())
            }
            other => panic!("{other} is not tried"),
        };
        assert_eq!(through, value);
    }
}

// What the fixture asks of the crate that holds it; it is never run.
impl progenitor_client::ClientHooks<SharedTransport> for unhoisted::Client {}

/// reqwest looks for a TLS provider even for plain HTTP when the whole workspace is built.
fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
