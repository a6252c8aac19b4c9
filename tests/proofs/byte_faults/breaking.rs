//! A line to the service that breaks as planned: at a byte of the request, or at a byte of the answer.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::scripted_server::{End, ScriptedServer, end, forward, read_message};

/// Where a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After so many bytes of the request, all of them at most; the service never hears of it.
    Request(usize),
    /// After so many bytes of the answer, all of them at most; the service has done its work.
    Answer(usize),
}

/// What the line is to do, and what it saw.
#[derive(Default)]
struct Desk {
    plan: Option<(At, End)>,
    request: usize,
    asked: bool,
    answer: Vec<u8>,
}

pub struct Line {
    server: ScriptedServer,
    desk: Arc<Mutex<Desk>>,
}

impl Line {
    pub async fn to(service: SocketAddr) -> Self {
        let desk = Arc::<Mutex<Desk>>::default();
        let shared = Arc::clone(&desk);
        let play = move |stream| play(stream, service, Arc::clone(&shared));
        let server = ScriptedServer::start(play).await;
        Self { server, desk }
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The next exchange breaks so; those after it pass unharmed.
    pub fn break_next(&self, at: At, how: End) {
        let mut desk = self.desk.lock().unwrap();
        desk.plan = Some((at, how));
        desk.asked = false;
    }

    /// Whether the service was asked anything since a break was planned.
    pub fn was_asked(&self) -> bool {
        self.desk.lock().unwrap().asked
    }

    /// Length of the last whole request.
    pub fn request_length(&self) -> usize {
        self.desk.lock().unwrap().request
    }

    /// The service's last answer, whatever came of it on the way.
    pub fn last_answer(&self) -> Vec<u8> {
        self.desk.lock().unwrap().answer.clone()
    }
}

async fn play(mut client: TcpStream, service: SocketAddr, desk: Arc<Mutex<Desk>>) {
    loop {
        let plan = desk.lock().unwrap().plan.take();
        if let Some((At::Request(bytes), how)) = plan {
            let _ = client.read_exact(&mut vec![0; bytes]).await;
            return end(client, how).await;
        }
        let Ok(request) = read_message(&mut client).await else {
            return;
        };
        let Ok(answer) = forward(service, &request).await else {
            return;
        };
        let length = match plan {
            Some((At::Answer(bytes), _)) => bytes.min(answer.len()),
            _ => answer.len(),
        };
        let arriving = answer[..length].to_owned();
        {
            let mut desk = desk.lock().unwrap();
            desk.request = request.len();
            desk.asked = true;
            desk.answer = answer;
        }
        if client.write_all(&arriving).await.is_err() {
            return;
        }
        if let Some((_, how)) = plan {
            return end(client, how).await;
        }
        // The next plan is for a connection that is used again, not for one that goes away.
        if !matches!(client.peek(&mut [0]).await, Ok(1..)) {
            return;
        }
    }
}
