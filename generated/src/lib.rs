//! Raw bindings to Signicat's ReuseID Onboarding API.
#[cfg(feature = "codegen")]
mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}
#[cfg(not(feature = "codegen"))]
mod bindings;
mod transport;
pub use bindings::*;
pub use transport::*;
