//! x
use crate::Handle;
pub(crate) const PREFIX: &str = "/_emulator";
/// x
pub fn openapi() -> String {
    String::new()
}
pub(crate) fn router(_h: Handle) -> axum::Router {
    axum::Router::new()
}
