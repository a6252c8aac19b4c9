//! Measures contenders for the same GET in one run, by whatever meter the program brings.
//!
//! The service stands in threads of its own and the runtime is a single thread, so that a meter of the
//! client's thread sees what the client and its connection do and nothing else. Rounds alternate between the
//! contenders and each keeps its best, so that a busy machine slows all of them alike or none.

use std::{future::Future, pin::Pin};

#[path = "../service/mod.rs"]
mod service;
use service::serve;

pub const TRANSACTION: &str = "2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3";
pub const TOKEN: &str = "an-access-token-of-usual-length-eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMyJ9";
const BODY: &str = r#"{"data":{"status":"Pending","transactionId":"2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3","userId":"6b1a","deviceId":"9c2d","dossierId":"d-1","processId":"p-1"}}"#;
const ROUNDS: usize = 60;
const GETS: u32 = 400;

/// The service that all contenders ask; its base URL.
pub fn base_url() -> String {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-trace-id: 1f\r\n";
    let length = BODY.len();
    let service = serve(format!("{head}content-length: {length}\r\n\r\n{BODY}"));
    format!("http://{}/reuseid", service.address)
}

type Gets = Box<dyn Fn(u32) -> Pin<Box<dyn Future<Output = ()>>>>;

/// A contender: makes that many GETs, one after the other, each read into the documented type.
pub struct Contender {
    pub name: &'static str,
    pub gets: Gets,
}

/// What `meter` says of one GET of each contender, at its best.
pub fn contest(
    contenders: &[Contender],
    unit: &str,
    meter: impl Fn(&mut dyn FnMut()) -> f64,
) -> Vec<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut best = vec![f64::INFINITY; contenders.len()];
    for _ in 0..ROUNDS {
        for (contender, best) in contenders.iter().zip(&mut best) {
            // One GET to open the connection and to get its token.
            runtime.block_on((contender.gets)(1));
            let round = meter(&mut || runtime.block_on((contender.gets)(GETS)));
            *best = best.min(round / f64::from(GETS));
        }
    }
    for (contender, best) in contenders.iter().zip(&best) {
        println!("{:24} {best:8.2} {unit} a GET", contender.name);
    }
    best
}
