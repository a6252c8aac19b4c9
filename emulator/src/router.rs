//! The routes of everything that the emulator serves.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::{RawPathParams, Request, State, rejection::RawPathParamsRejection},
    middleware,
    routing::{MethodFilter, MethodRouter, get, on},
};
use http::{HeaderMap, StatusCode, header};

use crate::{
    control,
    document::DOCUMENT,
    exchange::{no_operation, serve},
    handle::Handle,
    host_guard::HostGuard,
    oauth::{METADATA_PATH, metadata},
    operation::{Operation, TOKEN_PATH},
    shared::Shared,
};

/// The router; `listen` is the address of the socket, `None` in process.
pub(crate) fn router(shared: &Arc<Shared>, listen: Option<SocketAddr>) -> Router {
    let allowed = shared.store().settings.allowed_hosts.clone();
    let guard = HostGuard::new(listen, &allowed, control::PREFIX);
    let mut router = Router::new();
    for operations in DOCUMENT.places() {
        let Some(route) = operations.first().and_then(|it| DOCUMENT.route(*it)) else {
            continue;
        };
        let path = format!("{}{}", DOCUMENT.base_path, route.template);
        // OpenAPI's methods are among those that axum knows.
        let method = MethodFilter::try_from(route.method.clone()).unwrap_or(MethodFilter::GET);
        router = router.route(&path, operation(operations, method));
    }
    router
        .route(
            TOKEN_PATH,
            operation(vec![Operation::Token], MethodFilter::POST),
        )
        .route(METADATA_PATH, get(oauth_metadata))
        .fallback(
            async |State(shared): State<Arc<Shared>>, request: Request| {
                no_operation(&shared, request, StatusCode::NOT_FOUND)
            },
        )
        .method_not_allowed_fallback(
            async |State(shared): State<Arc<Shared>>, request: Request| {
                no_operation(&shared, request, StatusCode::METHOD_NOT_ALLOWED)
            },
        )
        .with_state(shared.clone())
        .merge(control::router(Handle::new(shared.clone())))
        .layer(middleware::from_fn(move |request, next| {
            guard.clone().check(request, next)
        }))
}

/// Serves the operations that share a path and a method.
fn operation(operations: Vec<Operation>, method: MethodFilter) -> MethodRouter<Arc<Shared>> {
    on(
        method,
        async move |State(shared): State<Arc<Shared>>,
                    params: Result<RawPathParams, RawPathParamsRejection>,
                    request: Request| {
            // A parameter that is not UTF-8 is unknown, like an absent one.
            let params = params.ok();
            let params = params.iter().flat_map(|params| params.iter());
            let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
            serve(shared, &operations, params.collect(), request).await
        },
    )
}

async fn oauth_metadata(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Json<serde_json::Value> {
    // Clients compare the issuer with the URL that they called. The host guard has checked the host.
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let origin = host.map_or_else(|| shared.origin.clone(), |host| format!("http://{host}"));
    Json(metadata(&origin))
}
