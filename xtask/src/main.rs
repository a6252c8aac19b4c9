//! Thin commands over `openapi-track`.
fn main() {}
