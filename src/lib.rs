//! The Rust way to use Signicat ReuseID.
