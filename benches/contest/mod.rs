//! Measures contenders for the same GET in one run: allocations and CPU time on the client's own thread.
//!
//! The server stands in a thread of its own and the runtime is a single thread, so that both counts hold
//! what the client and its connection do and nothing else. Rounds alternate between the contenders and each
//! keeps its best, so that a busy machine slows all of them alike or none.

use std::{
    future::Future,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    thread,
    time::Duration,
};

use cpu_time::ThreadTime;

pub const TRANSACTION: &str = "2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3";
pub const TOKEN: &str = "an-access-token-of-usual-length-eyJhbGciOiJSUzI1NiIsImtpZCI6IjEyMyJ9";
const BODY: &str = r#"{"data":{"status":"Pending","transactionId":"2f4a3c1e-0b57-4a61-9a55-9b7de1b1a4f3","userId":"6b1a","deviceId":"9c2d","dossierId":"d-1","processId":"p-1"}}"#;
const ROUNDS: usize = 15;
const GETS: u32 = 1_000;

/// Answers every request on every connection with the same body.
pub fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || answer(connection));
        }
    });
    address
}

fn answer(mut connection: std::net::TcpStream) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-trace-id: 1f\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{BODY}", BODY.len());
    connection.set_nodelay(true).unwrap();
    let mut buffer = [0; 4096];
    let mut filled = 0;
    while let Ok(read @ 1..) = connection.read(&mut buffer[filled..]) {
        filled += read;
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            filled = 0;
            if connection.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// What one GET costs.
#[derive(Clone, Copy)]
pub struct Cost {
    pub allocations: u64,
    pub bytes: u64,
    pub cpu: Duration,
}

type Get<'a> = Box<dyn Fn() -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>> + 'a>;

/// A contender: one call of it is one GET, read into the documented type.
pub struct Contender<'a> {
    pub name: &'static str,
    pub get: Get<'a>,
}

/// The best of all rounds for each contender, printed as a table.
pub fn contest(runtime: &tokio::runtime::Runtime, contenders: &[Contender<'_>]) -> Vec<Cost> {
    let mut best: Vec<Option<Cost>> = vec![None; contenders.len()];
    for _ in 0..ROUNDS {
        for (contender, best) in contenders.iter().zip(&mut best) {
            let round = round(runtime, contender);
            let least = best.get_or_insert(round);
            least.allocations = least.allocations.min(round.allocations);
            least.bytes = least.bytes.min(round.bytes);
            least.cpu = least.cpu.min(round.cpu);
        }
    }
    let costs: Vec<_> = best.into_iter().flatten().collect();
    for (contender, cost) in contenders.iter().zip(&costs) {
        println!(
            "{:24} {:4} allocations {:7} bytes {:9.1?} CPU a GET",
            contender.name, cost.allocations, cost.bytes, cost.cpu
        );
    }
    costs
}

fn round(runtime: &tokio::runtime::Runtime, contender: &Contender<'_>) -> Cost {
    // One GET to open the connection and to get its token; the boxes of this file are not the contender's.
    runtime.block_on((contender.get)());
    let begin = ThreadTime::now();
    let counted = allocation_counter::measure(|| {
        runtime.block_on(async {
            for _ in 0..GETS {
                (contender.get)().await;
            }
        });
    });
    let cpu = begin.elapsed() / GETS;
    let gets = u64::from(GETS);
    Cost {
        allocations: (counted.count_total / gets).saturating_sub(1),
        bytes: counted.bytes_total / gets,
        cpu,
    }
}
