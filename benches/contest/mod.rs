//! Measures several clients with the same GET in one run. The benchmark passes the function that measures.
//!
//! The service runs in its own thread and the runtime is single-threaded, so that measuring the client's thread
//! covers only the client and its connection. Rounds alternate between the contenders, and two contenders are
//! compared by the median of the ratios of their rounds: load on the machine affects adjacent rounds alike, and
//! the median ignores outliers.

use std::{future::Future, pin::Pin};

#[path = "../service/mod.rs"]
mod service;
use service::serve;

pub const TRANSACTION: &str = "2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3";
pub const TOKEN: &str = "an-access-token-of-usual-length-eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMyJ9";
const BODY: &str = r#"{"data":{"status":"Pending","transactionId":"2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3","userId":"6b1a","deviceId":"9c2d","dossierId":"d-1","processId":"p-1"}}"#;
const ROUNDS: usize = 60;
const GETS: u32 = 400;

/// Starts the service that all contenders call, and returns its base URL.
pub fn base_url() -> String {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-trace-id: 1f\r\n";
    let length = BODY.len();
    let service = serve(format!("{head}content-length: {length}\r\n\r\n{BODY}"));
    format!("http://{}/reuseid", service.address)
}

type Gets = Box<dyn Fn(u32) -> Pin<Box<dyn Future<Output = ()>>>>;

/// A client to measure: `gets` sends that many GETs in sequence and parses each response.
pub struct Contender {
    pub name: &'static str,
    pub gets: Gets,
}

/// The measurement per GET of each contender in each round.
pub struct Contest(Vec<Vec<f64>>);

impl Contest {
    /// Measures the contenders and prints the median of each.
    pub fn run(
        contenders: &[Contender],
        unit: &str,
        meter: impl Fn(&mut dyn FnMut()) -> f64,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mut rounds = vec![Vec::new(); contenders.len()];
        for _ in 0..ROUNDS {
            for (contender, rounds) in contenders.iter().zip(&mut rounds) {
                // One GET to open the connection and to get its token.
                runtime.block_on((contender.gets)(1));
                let round = meter(&mut || runtime.block_on((contender.gets)(GETS)));
                rounds.push(round / f64::from(GETS));
            }
        }
        for (contender, rounds) in contenders.iter().zip(&rounds) {
            let median = median(rounds.clone());
            println!("{:24} {median:8.2} {unit} per GET", contender.name);
        }
        Self(rounds)
    }

    /// The median of `compare` over all rounds of two contenders.
    pub fn compare(&self, one: usize, other: usize, compare: impl Fn(f64, f64) -> f64) -> f64 {
        let rounds = self.0[one].iter().zip(&self.0[other]);
        median(rounds.map(|(one, other)| compare(*one, *other)).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
