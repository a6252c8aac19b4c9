//! Headers and body of a delivery, made from any bytes.

#![no_main]

#[path = "../../tests/events/any_delivery.rs"]
mod any_delivery;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    any_delivery::check(input);
});
