//! The control API's OpenAPI document.

use axum::response::IntoResponse;
use http::header;
use serde_json::Value;
use utoipa::OpenApi;

use super::{clients, faults, instance, schema, sessions, stream, webhooks};
use crate::change::Change;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Control API of the ReuseID emulator",
        description = "Act as the end user, change the clock, set faults, and see which requests came and why they were rejected. Times are milliseconds since the Unix epoch by the emulator's clock.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/_emulator")),
    paths(
        instance::health,
        get_document,
        instance::reset,
        instance::get_seed,
        instance::set_seed,
        instance::get_clock,
        instance::change_clock,
        instance::list_requests,
        instance::refuse_connections,
        stream::changes,
        sessions::list,
        sessions::get,
        sessions::activate,
        sessions::authenticate,
        sessions::submit,
        sessions::finish,
        sessions::list_users,
        clients::list,
        clients::register,
        clients::remove,
        clients::revoke_tokens,
        faults::list,
        faults::set,
        faults::clear,
        faults::remove,
        webhooks::list,
        webhooks::add,
        webhooks::remove,
        webhooks::set_faults,
        webhooks::deliveries,
        webhooks::replay,
    ),
    components(schemas(Change))
)]
struct Document;

/// The control API's OpenAPI 3.1 document, as JSON.
pub fn openapi() -> String {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    let schemas = document.pointer_mut("/components/schemas");
    if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
        schema::close_variants(schemas);
    }
    // The same order whether or not another crate of the build enables serde_json's `preserve_order`.
    document.sort_all_objects();
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", operation_id = "get_document", tag = "instance",
    responses((status = 200, description = "OK", body = Object, content_type = "application/json")))]
pub(crate) async fn get_document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], openapi())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checked_in_document_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/control-api.json");
        if std::env::var_os("UPDATE_CONTROL_API").is_some() {
            std::fs::write(path, openapi()).unwrap();
        }
        let checked_in = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            checked_in == openapi(),
            "run: UPDATE_CONTROL_API=1 cargo test -p signicat-reuseid-emulator checked_in_document"
        );
    }
}
