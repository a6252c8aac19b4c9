//! Receiving the vendor's events: signatures, envelope, hub, HTTP.

mod any_delivery;
mod emulator;
mod envelope;
mod hub;
mod inputs;
mod probe;
mod receiver;
mod router;
mod vectors;
mod verifier;
