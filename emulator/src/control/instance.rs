//! The instance as a whole: health, reset, seed, clock, request log.

use std::time::Duration;

use axum::{Json, extract::State as Axum, response::IntoResponse};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Body, ControlProblem, Scope, Scoped};
use crate::{Handle, LATEST_MS, RequestRecord};

/// That it is there, and how much it holds.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// Always `ready`: it answers, or it is not there.
    status: &'static str,
    /// Version of the emulator.
    version: &'static str,
    /// Sessions that it holds.
    sessions: usize,
    /// Users that it holds.
    users: usize,
}

/// Whether it is ready.
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "instance",
    responses((status = 200, description = "As it is now", body = Health)))]
pub(crate) async fn health(Axum(handle): Axum<Handle>) -> Json<Health> {
    Json(Health {
        status: "ready",
        version: env!("CARGO_PKG_VERSION"),
        sessions: handle.session_count(),
        users: handle.user_count(),
    })
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", operation_id = "document", tag = "instance",
    responses((status = 200, description = "As it is now", body = Object, content_type = "application/json")))]
pub(crate) async fn document() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        super::openapi(),
    )
}

/// Throw sessions, users, tokens, faults and the log away and start the ids anew.
///
/// Without an account, clients, seed and clock are those of the start again, too.
#[utoipa::path(post, path = "/reset", operation_id = "reset", tag = "instance", params(Scope),
    responses((status = 204, description = "Done"), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn reset(Scoped(handle): Scoped) -> StatusCode {
    handle.reset();
    StatusCode::NO_CONTENT
}

/// The seed of every id and code.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seed {
    /// Any whole number from 0 to 2^53 - 1, so that every language can write it.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    seed: u64,
}

/// The seed.
#[utoipa::path(get, path = "/seed", operation_id = "get_seed", tag = "instance",
    responses((status = 200, description = "As it is now", body = Seed)))]
pub(crate) async fn get_seed(Axum(handle): Axum<Handle>) -> Json<Seed> {
    Json(Seed {
        seed: handle.seed(),
    })
}

/// Begin anew from a seed.
///
/// Sessions, users, tokens and log go; clients, faults and clock stay.
#[utoipa::path(put, path = "/seed", operation_id = "put_seed", tag = "instance", request_body = Seed,
    responses((status = 200, description = "As it is now", body = Seed), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn put_seed(
    Axum(handle): Axum<Handle>,
    Body(seed): Body<Seed>,
) -> Result<Json<Seed>, ControlProblem> {
    if seed.seed > 9_007_199_254_740_991 {
        return Err(ControlProblem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "seed: at most 2^53 - 1",
        ));
    }
    handle.set_seed(seed.seed);
    Ok(Json(seed))
}

/// What the clock says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockReading {
    /// Milliseconds since the Unix epoch.
    now_ms: u64,
    /// Whether it stands still.
    frozen: bool,
}

/// How to turn the clock: freezing or letting go first, then setting, then advancing.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ClockTurn {
    /// `true` stops it, `false` lets it go.
    #[serde(default)]
    frozen: Option<bool>,
    /// Sets it, in milliseconds since the Unix epoch.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 253_402_300_799_999_u64)]
    set_ms: Option<u64>,
    /// Moves it forward; what is due expires.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 253_402_300_799_999_u64)]
    advance_ms: Option<u64>,
}

/// The clock.
#[utoipa::path(get, path = "/clock", operation_id = "get_clock", tag = "instance",
    responses((status = 200, description = "As it is now", body = ClockReading)))]
pub(crate) async fn get_clock(Axum(handle): Axum<Handle>) -> Json<ClockReading> {
    let (now_ms, frozen) = handle.clock();
    Json(ClockReading { now_ms, frozen })
}

/// Freeze, set or advance the clock.
#[utoipa::path(post, path = "/clock", operation_id = "post_clock", tag = "instance",
    request_body = ClockTurn,
    responses((status = 200, description = "As it is now", body = ClockReading), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn post_clock(
    Axum(handle): Axum<Handle>,
    Body(turn): Body<ClockTurn>,
) -> Result<Json<ClockReading>, ControlProblem> {
    if turn
        .set_ms
        .max(turn.advance_ms)
        .is_some_and(|ms| ms > LATEST_MS)
    {
        return Err(ControlProblem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "setMs and advanceMs: at most 253402300799999",
        ));
    }
    match turn.frozen {
        Some(true) => handle.freeze_clock(),
        Some(false) => handle.unfreeze_clock(),
        None => {}
    }
    if let Some(at_ms) = turn.set_ms {
        handle.set_clock_ms(at_ms);
    }
    if let Some(by) = turn.advance_ms {
        handle.advance_clock(Duration::from_millis(by));
    }
    Ok(get_clock(Axum(handle)).await)
}

/// The latest requests, oldest first, at most 2,000 for each account.
///
/// For every refused one: which rule failed, what was expected and what came.
#[utoipa::path(get, path = "/requests", operation_id = "list_requests", tag = "instance", params(Scope),
    responses((status = 200, description = "As it is now", body = [RequestRecord]), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn requests(Scoped(handle): Scoped) -> Json<Vec<RequestRecord>> {
    Json(handle.requests())
}

/// For how long connections are refused.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Refusing {
    /// Milliseconds, at most a minute.
    #[schema(minimum = 0, maximum = 60_000)]
    for_ms: u64,
}

/// Refuse connections to the whole instance for a while, this API included.
///
/// In force with the answer. Connections that are open are closed once their answer is out.
#[utoipa::path(post, path = "/refuse-connections", operation_id = "refuse_connections", tag = "faults",
    request_body = Refusing,
    responses((status = 204, description = "Done"), (status = "4XX", description = "Refused, with the reason", body = ControlProblem)))]
pub(crate) async fn refuse_connections(
    Axum(handle): Axum<Handle>,
    Body(refusing): Body<Refusing>,
) -> Result<StatusCode, ControlProblem> {
    let duration = Duration::from_millis(refusing.for_ms);
    if duration > crate::MAX_REFUSAL {
        return Err(ControlProblem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "forMs: at most 60000",
        ));
    }
    handle.refuse_connections_now(duration).await;
    Ok(StatusCode::NO_CONTENT)
}
