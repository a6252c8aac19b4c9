//! The outcome of a comparison: each change with both verdicts, and what follows for the version of the
//! bindings. Written as text, JSON or Markdown.

mod item_matching;
mod json;
mod markdown;
mod model;
mod text;

pub use model::Report;
