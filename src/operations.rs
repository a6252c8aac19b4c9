//! The operations of the API: request builders and the calls themselves.

pub(crate) mod get;
pub(crate) mod onboarding;
pub(crate) mod proofing;
pub(crate) mod step_up;

pub(crate) use get::get_state;
pub use onboarding::StartOnboarding;
pub use step_up::StartStepUp;
