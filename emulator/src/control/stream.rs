//! Streams changes as server-sent events.
//!
//! Sessions expire when they are read; the stream expires those that are due once a second, so that its
//! listeners are notified.

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

use super::{
    extract::{Scope, Scoped},
    problem::ControlProblem,
};
use crate::{change::Change, handle::Handle};

/// Changes, as server-sent events named `session`, `request`, `clock` and `reset`.
///
/// The data of each event is one `Change` as JSON. An event `missed`, whose data is a number, tells a slow
/// listener how many events it missed. The stream does not end.
#[utoipa::path(get, path = "/changes", operation_id = "changes", tag = "instance", params(Scope),
    responses(
        (status = 200, description = "OK", body = String, content_type = "text/event-stream"),
        (status = "4XX", description = "Error", body = ControlProblem)
    ))]
pub(crate) async fn changes(Scoped(handle): Scoped) -> impl IntoResponse {
    Sse::new(events(handle)).keep_alive(KeepAlive::default())
}

struct Listener {
    handle: Handle,
    changes: Receiver<Change>,
    ticks: Interval,
}

fn events(handle: Handle) -> impl Stream<Item = Result<Event, Infallible>> {
    let changes = handle.changes();
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    stream::unfold(
        Listener {
            handle,
            changes,
            ticks,
        },
        |mut listener| async move {
            loop {
                let change = tokio::select! {
                    _ = listener.ticks.tick() => {
                        listener.handle.expire_due_sessions();
                        continue;
                    }
                    change = listener.changes.recv() => change,
                };
                let event = match change {
                    Ok(change) if listener.handle.includes(&change) => Event::default()
                        .event(change.name())
                        .json_data(&change)
                        .unwrap_or_default(),
                    Ok(_) => continue,
                    Err(RecvError::Lagged(missed)) => {
                        Event::default().event("missed").data(missed.to_string())
                    }
                    Err(RecvError::Closed) => return None,
                };
                return Some((Ok(event), listener));
            }
        },
    )
}
