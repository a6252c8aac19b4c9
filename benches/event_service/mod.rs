//! The vendor's side for the bench of events: sessions whose GETs are timed, and a sender of signed events.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Method, Response},
};
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::json;
use signicat_reuseid::events::{TestEvent, TestSigner};
use tokio::{net::TcpListener, time::sleep};

#[derive(Clone, Copy, Default)]
struct Session {
    finished_at: Option<Instant>,
    /// From the finish, just before its event is sent, to the arrival of the next GET.
    delay: Option<Duration>,
    polls: u32,
}

pub struct Service {
    sessions: Mutex<Vec<Session>>,
    started: AtomicUsize,
    url: Mutex<String>,
}

/// Serves a router on loopback; its URL.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

impl Service {
    pub async fn start(sessions: usize) -> Arc<Self> {
        let service = Arc::new(Self {
            sessions: Mutex::new(vec![Session::default(); sessions]),
            started: AtomicUsize::new(0),
            url: Mutex::default(),
        });
        let router = Router::new().fallback(respond).with_state(service.clone());
        let url = serve(router).await;
        *service.url.lock().unwrap() = url;
        service
    }

    pub fn url(&self) -> String {
        self.url.lock().unwrap().clone()
    }

    pub fn process_id(session: usize) -> String {
        format!("process-{session}")
    }

    pub fn finish(&self, session: usize) {
        self.sessions.lock().unwrap()[session].finished_at = Some(Instant::now());
    }

    pub fn delays(&self) -> Vec<Duration> {
        let sessions = self.sessions.lock().unwrap();
        sessions
            .iter()
            .filter_map(|session| session.delay)
            .collect()
    }

    pub fn polls(&self) -> Vec<u32> {
        let sessions = self.sessions.lock().unwrap();
        sessions.iter().map(|session| session.polls).collect()
    }
}

async fn respond(State(service): State<Arc<Service>>, request: Request) -> Response<Body> {
    let now = Instant::now();
    let (session, status) = if request.method() == Method::POST {
        (service.started.fetch_add(1, Relaxed), "Pending")
    } else {
        let (_, id) = request.uri().path().rsplit_once('-').unwrap();
        let id: usize = id.parse().unwrap();
        let session = &mut service.sessions.lock().unwrap()[id];
        session.polls += 1;
        match session.finished_at {
            Some(finished_at) => {
                session
                    .delay
                    .get_or_insert_with(|| now.duration_since(finished_at));
                (id, "Completed")
            }
            None => (id, "Pending"),
        }
    };
    let data = json!({
        "status": status,
        "transactionId": format!("transaction-{session}"),
        "processId": Service::process_id(session),
        "userId": format!("user-{session}"),
    });
    let body = json!({"data": data}).to_string();
    Response::builder()
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

/// Sends signed events over HTTP.
#[derive(Clone)]
pub struct Sender {
    http: Client<HttpConnector, Full<Bytes>>,
    signer: TestSigner,
    url: String,
}

impl Sender {
    pub fn new(url: String) -> Self {
        Self {
            http: Client::builder(TokioExecutor::new()).build_http(),
            signer: TestSigner::new("a-secret").unwrap(),
            url,
        }
    }

    /// Sends an event until it is accepted, as the vendor does.
    pub async fn send(&self, event: &TestEvent) {
        let delivery = event.deliver(&self.signer);
        for _ in 0..100 {
            let mut delivery = delivery.clone().map(Full::new);
            *delivery.uri_mut() = self.url.parse().unwrap();
            match self.http.request(delivery).await {
                Ok(response) if response.status() == 200 => return,
                refused => println!("delivered again after {refused:?}"),
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("the receiver accepts nothing");
    }
}
