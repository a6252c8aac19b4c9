//! Nothing is lost between the document and the types, or between a body and its type.
//!
//! The first half compares each property of each body with the JSON Schema of the generated type. The second
//! half sends a body with all properties through the client and compares what comes back.

#[path = "lossless/comparison.rs"]
mod comparison;
#[path = "lossless/full_body.rs"]
mod full_body;

use std::sync::{Arc, Mutex};

use comparison::{Body, bodies, lost};
use full_body::full;
use serde_json::{Value, json};
use signicat_reuseid_api::{Client, OPENAPI, ResponseFuture, SharedTransport, Transport, schemas};

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// The JSON Schema that the generated type of a component gives of itself.
fn schema_of(component: &str) -> Option<Value> {
    let schemas = schemas::all().into_iter();
    let mut schemas = schemas.filter(|(name, _)| *name == component);
    schemas.next().map(|(_, schema)| json!(schema))
}

#[test]
fn each_property_of_each_body_is_in_its_type() {
    let document = document();
    assert!(!bodies(&document).is_empty());
    assert_eq!(lost(&document, &schema_of), Vec::<String>::new());
}

/// A component with properties, and the first of them.
fn component_and_property(document: &Value) -> (String, String) {
    let bodies = bodies(document);
    let schema = bodies.iter().find_map(|body| body.schema["$ref"].as_str());
    let component = schema.unwrap().rsplit('/').next().unwrap();
    let properties = &document["components"]["schemas"][component]["properties"];
    let property = properties.as_object().unwrap().keys().next().unwrap();
    (component.to_owned(), property.clone())
}

/// The counter-example: progenitor gives the error body the type of the success body where both schemas are
/// inline, so that the properties of one are lost.
#[test]
fn reports_the_properties_of_a_body_that_has_the_type_of_another() {
    let document = document();
    let (component, property) = component_and_property(&document);
    let confused = |name: &str| match name {
        name if name == component => Some(json!({"type": "object", "properties": {}})),
        name => schema_of(name),
    };
    let line = format!("{component}.{property}: lost");
    assert!(lost(&document, &confused).contains(&line), "{line}");
    let absent = |name: &str| schema_of(name).filter(|_| name != component);
    let line = format!("{component}: has no type");
    assert!(lost(&document, &absent).contains(&line), "{line}");
}

#[test]
fn reports_a_type_or_a_requirement_that_differs() {
    let mut document = document();
    let (component, property) = component_and_property(&document);
    let schema = &mut document["components"]["schemas"][&component];
    schema["properties"][&property] = json!({"type": "boolean"});
    schema["properties"]["notInTheType"] = json!({});
    schema["required"] = match schema["required"].as_array() {
        Some(names) if names.iter().any(|name| *name == property) => json!([]),
        _ => json!([property]),
    };
    let lost = lost(&document, &schema_of).join("\n");
    for line in [
        format!("{component}.notInTheType: lost"),
        format!("{component}.{property}: boolean in the document"),
        format!("{component}.{property}: required in the document, optional in the type"),
    ] {
        let other = line.replace(
            "required in the document, optional",
            "optional in the document, required",
        );
        assert!(
            lost.contains(&line) || lost.contains(&other),
            "{line}: {lost}"
        );
    }
}

/// Responds with one body and records the requests.
#[derive(Debug)]
struct Canned {
    status: u16,
    body: Value,
    requests: Mutex<Vec<Recorded>>,
}

#[derive(Debug)]
struct Recorded {
    operation: &'static str,
    method: String,
    body: Value,
}

impl Transport for Canned {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a> {
        assert!(request.headers().get("api-version").is_none());
        let body = request.body().and_then(|body| body.as_bytes());
        self.requests.lock().unwrap().push(Recorded {
            operation: operation_id,
            method: request.method().to_string(),
            body: body.map_or(Value::Null, |body| serde_json::from_slice(body).unwrap()),
        });
        let mut response = http::Response::new(self.body.to_string());
        *response.status_mut() = self.status.try_into().unwrap();
        let json = "application/json".try_into().unwrap();
        response.headers_mut().insert("content-type", json);
        Box::pin(async move { Ok(reqwest::Response::from(response)) })
    }
}

/// Sends an operation with parameters and a body that fit the document.
async fn send(
    document: &Value,
    body: &Body,
    transport: Arc<Canned>,
) -> Result<(u16, Value), String> {
    let operation = &document["paths"][&body.path][&body.method];
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap().to_owned();
            (name, full(document, &parameter["schema"]))
        })
        .collect();
    let schema = operation["requestBody"].pointer("/content/application~1json/schema");
    let request = schema.map_or(Value::Null, |schema| full(document, schema));
    let transport: SharedTransport = transport;
    let api = Client::new_with_client("http://localhost/base", http_client(), transport);
    schemas::send(&api, &body.operation, &parameters, request).await
}

#[tokio::test]
async fn returns_each_value_of_each_response() {
    let document = document();
    let bodies = bodies(&document).into_iter();
    for response in bodies.filter(|body| body.status.is_some()) {
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
        let received = send(&document, &response, canned.clone()).await.unwrap();
        assert_eq!(received, (status, body), "{} {status}", response.operation);
        let requests = canned.requests.lock().unwrap();
        let [request] = requests.as_slice() else {
            panic!("{requests:?}")
        };
        // The generator writes ids in snake case.
        let letters = |id: &str| {
            id.replace(|c: char| !c.is_alphanumeric(), "")
                .to_lowercase()
        };
        assert_eq!(letters(request.operation), letters(&response.operation));
        assert_eq!(request.method, response.method.to_uppercase());
    }
}

#[tokio::test]
async fn sends_each_value_of_each_request() {
    let document = document();
    let bodies = bodies(&document).into_iter();
    for request in bodies.filter(|body| body.status.is_none()) {
        let canned = Arc::new(Canned {
            status: 500,
            body: json!({}),
            requests: Mutex::default(),
        });
        // The document need not allow this response; only the request counts.
        let _ = send(&document, &request, canned.clone()).await;
        let requests = canned.requests.lock().unwrap();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].body, full(&document, &request.schema));
    }
}

/// reqwest looks for a TLS provider even for plain HTTP when the whole workspace is built.
fn http_client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
