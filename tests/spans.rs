//! What a tracing subscriber sees of a call: one span for the operation, one for each attempt, by
//! OpenTelemetry's names, with the path's template in place of ids.

mod support;

use std::{
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use signicat_reuseid::{Flow, TransactionId, TransportError};
use support::{Scripted, answer, session_body, started, without_paths};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Keeps the fields of each of the client's spans, in the order of their beginning.
#[derive(Clone, Default)]
struct Spans {
    next: Arc<AtomicU64>,
    seen: Arc<Mutex<Vec<(u64, String)>>>,
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = writeln!(self.0, "  {field} = {value:?}");
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.name().starts_with("signicat_reuseid")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Relaxed) + 1;
        let mut text = format!("{}\n", span.metadata().name());
        span.record(&mut Fields(&mut text));
        self.seen.lock().unwrap().push((id, text));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut seen = self.seen.lock().unwrap();
        let (_, text) = seen
            .iter_mut()
            .find(|(id, _)| *id == span.into_u64())
            .unwrap();
        values.record(&mut Fields(text));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Spans {
    fn text(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let texts: String = seen.iter().map(|(_, text)| text.as_str()).collect();
        without_paths(&texts)
    }
}

#[tokio::test(start_paused = true)]
async fn a_get_that_is_retried_shows_each_attempt() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let (client, _) = Scripted::new(|attempt| match attempt {
        1 => Ok(answer(503, &[], "")),
        2 => Err(TransportError::Connect),
        _ => Ok(answer(200, &[], &session_body("Pending").to_string())),
    })
    .client();
    let id = TransactionId::new("secret-id").unwrap();
    client.resume(Flow::Onboarding, id).get().await.unwrap();
    insta::assert_snapshot!(spans.text());
}

#[tokio::test(start_paused = true)]
async fn a_start_that_fails_says_why() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let (client, _) = Scripted::new(|attempt| match attempt {
        1 => Ok(answer(200, &[], &started())),
        2 => Err(TransportError::Interrupted),
        _ => Ok(answer(302, &[], "")),
    })
    .client();
    client.onboarding().start().await.unwrap();
    client.onboarding().start().await.unwrap_err();
    client.onboarding().start().await.unwrap_err();
    insta::assert_snapshot!(spans.text());
}
