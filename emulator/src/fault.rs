//! Faults on demand: what goes wrong, for which calls.
//!
//! A fault matches calls by operation and account. Of the matching calls it applies from the `nth` on, to at
//! most `times` of them, each with a `probability` that follows from the seed. Several faults may apply to
//! one call: their delays add up, the rest applies in the order in which they were set.

mod active;
mod delay;
mod kind;
mod plan;
mod retry_after;
mod scoped;

pub use active::ActiveFault;
pub use delay::{Delay, MAX_DELAY_MS};
pub use kind::{FaultKind, InvalidField, MAX_OVERSIZE, MAX_REFUSE_DURATION};
pub(crate) use plan::FaultPlan;
pub use retry_after::{RetryAfter, RetryAfterForm};
pub use scoped::Fault;
