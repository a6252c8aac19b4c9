//! A minimal client of the emulator. The tests here do not use the crate `signicat-reuseid`, whose tests
//! use the emulator.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::{Arc, LazyLock, Mutex};

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use signicat_reuseid_api::{
    RequestInput, ResponseFuture, Transport,
    role::{ErrorPointers, Input, OperationRoles, ParameterValue},
    roles,
};
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
    /// Where the values of the body are.
    roles: Option<&'static OperationRoles>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The text with this role; the document says where it is.
    pub fn data(&self, role: &str) -> String {
        let value = self.value(role);
        value
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {role}: {}", self.text))
            .to_owned()
    }

    /// The value with this role.
    pub fn value(&self, role: &str) -> Option<Value> {
        self.json().pointer(&self.pointer(role)?).cloned()
    }

    /// Where the value with this role is.
    pub fn pointer(&self, role: &str) -> Option<String> {
        let mut places = self.roles.unwrap().response.iter();
        let place = places.find(|(output, _)| output.name() == role);
        place.map(|(_, pointer)| (*pointer).to_owned())
    }

    /// Whether the value of an error is this one, or the document has no place for it.
    pub fn has_error(
        &self,
        place: impl Fn(&ErrorPointers) -> Option<&'static str>,
        expected: &str,
    ) -> bool {
        let pointer = place(&self.roles.unwrap().errors);
        pointer.is_none_or(|pointer| self.json().pointer(pointer) == Some(&json!(expected)))
    }

    /// Whether this is the error's code, or the document has no place for a code.
    pub fn has_code(&self, expected: &str) -> bool {
        self.has_error(|errors| errors.code, expected)
    }

    /// The parameters that an error names, each with its reason. `None` if the document has no place for them.
    pub fn invalid_params(&self) -> Option<Vec<(String, String)>> {
        let errors = self.roles.unwrap().errors;
        let body = self.json();
        let text = |value: Option<&Value>| {
            let text = value.and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let params = match body.pointer(errors.invalid_params?) {
            Some(Value::Array(elements)) => elements
                .iter()
                .map(|element| {
                    let at = |pointer: Option<&str>| text(element.pointer(pointer.unwrap_or("")));
                    (at(errors.name), at(errors.reason))
                })
                .collect(),
            // An object whose keys are the names, with a list of reasons for each.
            Some(Value::Object(members)) => members
                .iter()
                .map(|(name, reasons)| (name.clone(), text(reasons.get(0))))
                .collect(),
            _ => Vec::new(),
        };
        Some(params)
    }
}

/// Keeps the request instead of sending it.
#[derive(Debug, Default)]
struct Recorder(Mutex<Option<reqwest::Request>>);

impl Transport for Recorder {
    fn execute<'a>(
        &'a self,
        _client: &'a reqwest::Client,
        _operation_id: &'static str,
        request: reqwest::Request,
    ) -> ResponseFuture<'a> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(async { Ok(http::Response::new("").into()) })
    }
}

static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
});

impl Caller {
    pub async fn of(emulator: &Emulator) -> Self {
        Self::with(emulator, &emulator.client_id(), &emulator.client_secret()).await
    }

    pub async fn with(emulator: &Emulator, id: &str, secret: &str) -> Self {
        let path = |url: String| {
            let path = url.splitn(4, '/').nth(3);
            path.map_or(String::new(), |it| format!("/{it}"))
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
            roles: None,
        }
    }

    /// Calls an operation with a body; method and path are those of the document.
    pub async fn call(&self, operation: &str, id: &str, body: Option<Value>) -> Reply {
        self.send_as(operation, self.request(operation, id, body))
            .await
    }

    /// Sends a request whose response is that of an operation.
    pub async fn send_as(&self, operation: &str, request: Request<Body>) -> Reply {
        let roles = Some(find(operation));
        Reply {
            roles,
            ..self.send(request).await
        }
    }

    pub fn request(&self, operation: &str, id: &str, body: Option<Value>) -> Request<Body> {
        let operation = find(operation);
        let mut path = format!("{}{}", self.base, operation.operation.path);
        let mut separator = '?';
        for parameter in operation.parameters {
            let value = match parameter.value {
                ParameterValue::Constant(text) => text.trim_matches('"'),
                ParameterValue::Input(Input::TransactionId) => id,
                ParameterValue::Input(_) => "x",
            };
            if parameter.location == "path" {
                path = path.replace(&format!("{{{}}}", parameter.name), value);
            } else if parameter.location == "query" {
                path = format!("{path}{separator}{}={value}", parameter.name);
                separator = '&';
            }
        }
        let method = operation.operation.method;
        let request = self.authorized(Request::builder().method(method).uri(path));
        match body {
            None => request.body(Body::empty()).unwrap(),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
                .unwrap(),
        }
    }

    fn authorized(&self, request: http::request::Builder) -> http::request::Builder {
        if self.token.is_empty() {
            return request;
        }
        request.header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    /// A request with these values, each where the document has it.
    async fn request_with(&self, operation: &str, input: &RequestInput<'_>) -> Request<Body> {
        let recorder = Arc::new(Recorder::default());
        let base = format!("http://localhost{}", self.base);
        let api =
            signicat_reuseid_api::Client::new_with_client(&base, HTTP.clone(), recorder.clone());
        // The request alone counts; the recorder's response has no body.
        match operation {
            "start_onboarding" => {
                let request = roles::start_onboarding::Request::new(input).unwrap();
                drop(request.send(&api).await);
            }
            _ => {
                let request = roles::start_step_up::Request::new(input).unwrap();
                drop(request.send(&api).await);
            }
        }
        let recorded = recorder.0.lock().unwrap().take().unwrap();
        let url = recorded.url();
        let path = &url[url::Position::BeforePath..];
        let mut request = Request::builder()
            .method(recorded.method().as_str())
            .uri(path);
        for (name, value) in recorded.headers() {
            request = request.header(name, value);
        }
        let body = recorded.body().and_then(|body| body.as_bytes());
        let body = Body::from(body.unwrap_or_default().to_vec());
        self.authorized(request).body(body).unwrap()
    }

    /// The request of [`start_onboarding`](Self::start_onboarding).
    pub async fn start_request(&self) -> Request<Body> {
        let reference = json!("Empl10300469");
        let input = RequestInput {
            external_ref: Some(&reference),
            ..RequestInput::default()
        };
        self.request_with("start_onboarding", &input).await
    }

    pub async fn start_onboarding(&self) -> Reply {
        self.send_as("start_onboarding", self.start_request().await)
            .await
    }

    pub async fn get_onboarding(&self, id: &str) -> Reply {
        self.call("get_onboarding", id, None).await
    }

    pub async fn start_step_up(&self, user: &str, device: &str) -> Reply {
        let input = RequestInput {
            user: Some(user),
            device: Some(device),
            ..RequestInput::default()
        };
        let request = self.request_with("start_step_up", &input).await;
        self.send_as("start_step_up", request).await
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

fn find(operation: &str) -> &'static OperationRoles {
    let mut all = roles::ALL.iter();
    all.find(|roles| roles.name == operation).unwrap()
}

/// The latest request in the log.
pub fn last_request(emulator: &Emulator) -> RequestRecord {
    emulator.handle().requests().pop().unwrap()
}

/// The rule that the latest request violated.
pub fn last_rule(emulator: &Emulator) -> String {
    last_request(emulator).rejection.unwrap().rule
}
