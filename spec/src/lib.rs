//! Take in an OpenAPI document, prepare it for a generator, and compare two versions of it.

pub mod compare;
pub mod report;
