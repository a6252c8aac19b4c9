//! The instance as a whole: health, reset, seed, clock, request log.

use std::time::Duration;

use axum::{Json, extract::State as Axum};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    extract::{Body, Scope, Scoped},
    problem::ControlProblem,
};
use crate::{
    clock::MAX_CLOCK_MS, fault::MAX_REFUSE_DURATION, handle::Handle, request_log::RequestRecord,
};

/// Status and size of the instance.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// Always `ready`.
    status: &'static str,
    /// Version of the emulator.
    version: &'static str,
    /// Number of sessions.
    sessions: usize,
    /// Number of users.
    users: usize,
}

/// Health of the instance.
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "instance",
    responses((status = 200, description = "OK", body = Health)))]
pub(crate) async fn health(Axum(handle): Axum<Handle>) -> Json<Health> {
    Json(Health {
        status: "ready",
        version: env!("CARGO_PKG_VERSION"),
        sessions: handle.session_count(),
        users: handle.user_count(),
    })
}

/// Delete sessions, users, tokens, faults and the log, and restart the ids.
///
/// Without an account, also resets clients, seed and clock to the settings.
#[utoipa::path(post, path = "/reset", operation_id = "reset", tag = "instance", params(Scope),
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn reset(Scoped(handle): Scoped) -> StatusCode {
    handle.reset();
    StatusCode::NO_CONTENT
}

/// The seed of every id and code.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seed {
    /// An integer from 0 to 2^53 - 1, which every language can represent.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    seed: u64,
}

/// The seed.
#[utoipa::path(get, path = "/seed", operation_id = "get_seed", tag = "instance",
    responses((status = 200, description = "OK", body = Seed)))]
pub(crate) async fn get_seed(Axum(handle): Axum<Handle>) -> Json<Seed> {
    Json(Seed {
        seed: handle.seed(),
    })
}

/// Restart all ids from a seed.
///
/// Deletes sessions, users, tokens and log; clients, faults and clock stay.
#[utoipa::path(put, path = "/seed", operation_id = "set_seed", tag = "instance", request_body = Seed,
    responses((status = 200, description = "OK", body = Seed), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn set_seed(
    Axum(handle): Axum<Handle>,
    Body(seed): Body<Seed>,
) -> Result<Json<Seed>, ControlProblem> {
    if seed.seed > 9_007_199_254_740_991 {
        return Err(ControlProblem::invalid("seed: at most 2^53 - 1"));
    }
    handle.set_seed(seed.seed);
    Ok(Json(seed))
}

/// The reading of the clock.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockReading {
    /// Milliseconds since the Unix epoch.
    now_ms: u64,
    /// Whether it is frozen.
    frozen: bool,
}

/// A change of the clock: freezing or resuming first, then setting, then advancing.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ClockChange {
    /// `true` freezes it, `false` resumes it.
    #[serde(default)]
    frozen: Option<bool>,
    /// Sets it, in milliseconds since the Unix epoch.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 253_402_300_799_999_u64)]
    set_ms: Option<u64>,
    /// Moves it forward and expires what is due.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 253_402_300_799_999_u64)]
    advance_ms: Option<u64>,
}

/// The clock.
#[utoipa::path(get, path = "/clock", operation_id = "get_clock", tag = "instance",
    responses((status = 200, description = "OK", body = ClockReading)))]
pub(crate) async fn get_clock(Axum(handle): Axum<Handle>) -> Json<ClockReading> {
    let (now_ms, frozen) = handle.clock();
    Json(ClockReading { now_ms, frozen })
}

/// Freeze, set or advance the clock.
#[utoipa::path(post, path = "/clock", operation_id = "change_clock", tag = "instance",
    request_body = ClockChange,
    responses((status = 200, description = "OK", body = ClockReading), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn change_clock(
    Axum(handle): Axum<Handle>,
    Body(change): Body<ClockChange>,
) -> Result<Json<ClockReading>, ControlProblem> {
    if change
        .set_ms
        .max(change.advance_ms)
        .is_some_and(|ms| ms > MAX_CLOCK_MS)
    {
        return Err(ControlProblem::invalid(
            "setMs and advanceMs: at most 253402300799999",
        ));
    }
    match change.frozen {
        Some(true) => handle.freeze_clock(),
        Some(false) => handle.unfreeze_clock(),
        None => {}
    }
    if let Some(at_ms) = change.set_ms {
        handle.set_clock_ms(at_ms);
    }
    if let Some(by) = change.advance_ms {
        handle.advance_clock(Duration::from_millis(by));
    }
    Ok(get_clock(Axum(handle)).await)
}

/// The latest requests, oldest first, at most 2,000 for each account.
///
/// A rejected request has the violated rule, the expected value and the actual one.
#[utoipa::path(get, path = "/requests", operation_id = "list_requests", tag = "instance", params(Scope),
    responses((status = 200, description = "OK", body = [RequestRecord]), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn list_requests(Scoped(handle): Scoped) -> Json<Vec<RequestRecord>> {
    Json(handle.requests())
}

/// How long to refuse connections.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefuseConnections {
    /// Milliseconds, at most 60,000.
    #[schema(minimum = 0, maximum = 60_000)]
    for_ms: u64,
}

/// Refuse connections to the whole instance for a while, this API included.
///
/// Takes effect with the response. Open connections are closed after their current response.
#[utoipa::path(post, path = "/refuse-connections", operation_id = "refuse_connections", tag = "faults",
    request_body = RefuseConnections,
    responses((status = 204, description = "No content"), (status = "4XX", description = "Error", body = ControlProblem)))]
pub(crate) async fn refuse_connections(
    Axum(handle): Axum<Handle>,
    Body(refuse): Body<RefuseConnections>,
) -> Result<StatusCode, ControlProblem> {
    let duration = Duration::from_millis(refuse.for_ms);
    if duration > MAX_REFUSE_DURATION {
        return Err(ControlProblem::invalid("forMs: at most 60000"));
    }
    handle.refuse_connections_now(duration).await;
    Ok(StatusCode::NO_CONTENT)
}
