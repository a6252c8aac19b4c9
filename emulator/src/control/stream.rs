//! The stream of changes as server-sent events.
//!
//! Lifetimes end without anybody asking; the stream looks once a second, so that its listeners hear of it.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Interval, MissedTickBehavior, interval},
};

use super::extract::{ControlProblem, Scope, Scoped};
use crate::{Change, Handle};

/// What changes, as server-sent events named `session`, `request`, `clock` and `reset`.
///
/// Each event's data is one `Change` as JSON. An event `missed`, whose data is a number, tells a listener
/// who was too slow how many it missed. The stream does not end by itself.
#[utoipa::path(get, path = "/changes", operation_id = "changes", tag = "instance", params(Scope),
    responses(
        (status = 200, description = "As it is now", body = String, content_type = "text/event-stream"),
        (status = "4XX", description = "Refused, with the reason", body = ControlProblem)
    ))]
pub(crate) async fn changes(Scoped(handle): Scoped) -> impl IntoResponse {
    Sse::new(events(handle)).keep_alive(KeepAlive::default())
}

struct Listening {
    handle: Handle,
    changes: Receiver<Change>,
    looking: Interval,
}

fn events(handle: Handle) -> impl Stream<Item = Result<Event, Infallible>> {
    let changes = handle.changes();
    let mut looking = interval(Duration::from_secs(1));
    looking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    stream::unfold(
        Listening {
            handle,
            changes,
            looking,
        },
        |mut listening| async move {
            loop {
                let change = tokio::select! {
                    _ = listening.looking.tick() => {
                        listening.handle.expire_due_sessions();
                        continue;
                    }
                    change = listening.changes.recv() => change,
                };
                let event = match change {
                    Ok(change) if listening.handle.includes(&change) => Event::default()
                        .event(change.name())
                        .json_data(&change)
                        .unwrap_or_default(),
                    Ok(_) => continue,
                    Err(RecvError::Lagged(missed)) => {
                        Event::default().event("missed").data(missed.to_string())
                    }
                    Err(RecvError::Closed) => return None,
                };
                return Some((Ok(event), listening));
            }
        },
    )
}
