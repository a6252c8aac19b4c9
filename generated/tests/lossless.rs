//! Nothing is lost between the document and the types, or between a body and its type.
//!
//! The first half compares each property of each body with the JSON Schema of the generated type. The second
//! half sends a body with all properties through the client and compares what comes back.

#[path = "lossless/comparison.rs"]
mod comparison;
#[path = "lossless/full_body.rs"]
mod full_body;

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

/// The JSON Schema that the generated type of a component gives of itself.
fn schema_of(component: &str) -> Option<Value> {
    let schemas = signicat_reuseid_api::schemas::all().into_iter();
    let mut schemas = schemas.filter(|(name, _)| *name == component);
    schemas.next().map(|(_, schema)| json!(schema))
}

#[test]
fn each_property_of_each_body_is_in_its_type() {
    let document = document();
    assert!(bodies(&document).len() >= 4 * 5 + 2);
    assert_eq!(lost(&document, &schema_of), Vec::<String>::new());
}

/// What progenitor does to inline schemas: it gives the error body the type of the success body.
#[test]
fn reports_the_properties_of_an_error_that_has_the_type_of_a_success() {
    let confused = |component: &str| match component {
        "Problem" => schema_of("StartOnboardingResponse"),
        other => schema_of(other),
    };
    let document = document();
    let lost = lost(&document, &confused);
    let properties = &document["components"]["schemas"]["Problem"]["properties"];
    for property in properties.as_object().unwrap().keys() {
        let line = format!("Problem.{property}: lost");
        assert!(lost.contains(&line), "{line} is not in {lost:#?}");
    }
}

#[test]
fn reports_a_type_or_a_requirement_that_differs() {
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

/// Responds with one body and records the requests.
#[derive(Debug)]
struct Canned {
    status: u16,
    body: Value,
    requests: Mutex<Vec<String>>,
}

impl Transport for Canned {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a> {
        assert!(request.headers().get("api-version").is_none());
        let line = format!(
            "{operation_id} {} {}",
            request.method(),
            request.url().path()
        );
        self.requests.lock().unwrap().push(line);
        let mut response = http::Response::new(self.body.to_string());
        *response.status_mut() = self.status.try_into().unwrap();
        Box::pin(async move { Ok(reqwest::Response::from(response)) })
    }
}

async fn received<T: Serialize>(
    call: impl Future<Output = Result<ResponseValue<T>, Error<types::Problem>>>,
) -> (u16, Value) {
    match call.await {
        Ok(response) => (response.status().as_u16(), json!(response.into_inner())),
        Err(Error::ErrorResponse(response)) => {
            (response.status().as_u16(), json!(response.into_inner()))
        }
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn returns_each_value_of_each_response() {
    let document = document();
    let responses: Vec<_> = bodies(&document)
        .into_iter()
        .filter(|body| body.status.is_some())
        .collect();
    for response in &responses {
        let status = match response.status.as_deref().unwrap() {
            "4XX" => 418,
            "5XX" => 503,
            exact => exact.parse().unwrap(),
        };
        let body = full(&document, &response.schema);
        let canned = Arc::new(Canned {
            status,
            body: body.clone(),
            requests: Mutex::default(),
        });
        let transport: SharedTransport = canned.clone();
        let api = Client::new_with_client("http://localhost/base", http_client(), transport);
        let actual = match response.operation.as_str() {
            "start_onboarding" => {
                let request = types::StartOnboardingRequest::builder();
                received(api.start_onboarding().body(request).send()).await
            }
            "get_onboarding" => received(api.get_onboarding().transaction_id("t").send()).await,
            "start_step_up" => {
                let request = types::StartStepUpRequest::builder()
                    .user_id("u")
                    .device_id("d");
                received(api.start_step_up().body(request).send()).await
            }
            "get_step_up" => received(api.get_step_up().transaction_id("t").send()).await,
            other => panic!("{other} is not tested"),
        };
        assert_eq!(actual, (status, body), "{} {status}", response.operation);
        let path = response.path.replace("{transactionId}", "t");
        let line = format!(
            "{} {} /base{path}",
            response.operation,
            response.method.to_uppercase()
        );
        assert_eq!(*canned.requests.lock().unwrap(), [line]);
    }
    assert_eq!(responses.len(), 4 * 5);
}

#[test]
fn sends_each_value_of_each_request() {
    let document = document();
    let requests = bodies(&document)
        .into_iter()
        .filter(|body| body.status.is_none());
    for body in requests {
        let value = full(&document, &body.schema);
        let sent = match body.operation.as_str() {
            "start_onboarding" => json!(
                serde_json::from_value::<types::StartOnboardingRequest>(value.clone()).unwrap()
            ),
            "start_step_up" => {
                json!(serde_json::from_value::<types::StartStepUpRequest>(value.clone()).unwrap())
            }
            other => panic!("{other} is not tested"),
        };
        assert_eq!(sent, value);
    }
}

/// reqwest looks for a TLS provider even for plain HTTP when the whole workspace is built.
fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
