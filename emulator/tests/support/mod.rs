//! A minimal client of the emulator. The tests here do not use the crate `signicat-reuseid`, whose tests
//! use the emulator.
#![allow(dead_code, reason = "each test file uses a part of it")]

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use signicat_reuseid_emulator::{ApiClient, Emulator, EmulatorService, RequestRecord};
use tower::ServiceExt as _;

/// Calls an emulator in process.
pub struct Caller {
    pub service: EmulatorService,
    base: String,
    token_path: String,
    pub token: String,
}

/// A response with its whole body.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub fn data(&self, field: &str) -> String {
        self.json()["data"][field]
            .as_str()
            .unwrap_or_else(|| panic!("no {field}: {}", self.text))
            .to_owned()
    }
}

impl Caller {
    pub async fn of(emulator: &Emulator) -> Self {
        Self::with(emulator, &emulator.client_id(), &emulator.client_secret()).await
    }

    pub async fn with(emulator: &Emulator, id: &str, secret: &str) -> Self {
        let path = |url: String| {
            url.splitn(4, '/')
                .nth(3)
                .map(|it| format!("/{it}"))
                .unwrap()
        };
        let mut caller = Self {
            service: emulator.service(),
            base: path(emulator.base_url()),
            token_path: path(emulator.token_url()),
            token: String::new(),
        };
        let reply = caller.fetch_token(id, secret).await;
        caller.token = reply.json()["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        caller
    }

    /// Registers a client in another account.
    pub async fn in_account(emulator: &Emulator, account: &str) -> Self {
        let id = format!("sandbox-{account}-1");
        emulator
            .handle()
            .register_client(ApiClient::new(&id, "secret", account))
            .unwrap();
        Self::with(emulator, &id, "secret").await
    }

    pub async fn fetch_token(&self, id: &str, secret: &str) -> Reply {
        let form = format!(
            "grant_type=client_credentials&scope=signicat-api&client_id={id}&client_secret={secret}"
        );
        self.token_request(&form, None).await
    }

    pub async fn token_request(&self, form: &str, authorization: Option<&str>) -> Reply {
        let mut request = Request::post(&self.token_path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.service.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 128 << 20).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Calls an operation; method and path are those of the document.
    pub async fn call(&self, operation: &str, id: &str, body: Option<Value>) -> Reply {
        self.send(self.request(operation, id, body)).await
    }

    pub fn request(&self, operation: &str, id: &str, body: Option<Value>) -> Request<Body> {
        let (method, template) = route(operation);
        let path = format!("{}{}", self.base, template.replace("{transactionId}", id));
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        match body {
            None => request.body(Body::empty()).unwrap(),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
                .unwrap(),
        }
    }

    pub async fn start_onboarding(&self) -> Reply {
        self.call(
            "start_onboarding",
            "",
            Some(json!({ "externalRef": "Empl10300469" })),
        )
        .await
    }

    pub async fn get_onboarding(&self, id: &str) -> Reply {
        self.call("get_onboarding", id, None).await
    }

    pub async fn start_step_up(&self, user: &str, device: &str) -> Reply {
        self.call(
            "start_step_up",
            "",
            Some(json!({ "userId": user, "deviceId": device })),
        )
        .await
    }

    pub async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/_emulator{path}"));
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
        };
        self.send(request.unwrap()).await
    }
}

fn route(operation: &str) -> (Method, String) {
    let document: Value = serde_json::from_str(signicat_reuseid_api::OPENAPI).unwrap();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, it) in item.as_object().unwrap() {
            if it["operationId"] == operation {
                return (
                    method.to_ascii_uppercase().parse().unwrap(),
                    template.clone(),
                );
            }
        }
    }
    panic!("no operation {operation}")
}

/// The latest request in the log.
pub fn last_request(emulator: &Emulator) -> RequestRecord {
    emulator.handle().requests().pop().unwrap()
}

/// The rule that the latest request violated.
pub fn last_rule(emulator: &Emulator) -> String {
    last_request(emulator).rejection.unwrap().rule
}
