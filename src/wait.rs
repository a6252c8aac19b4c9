//! Waits for a session to finish: one GET at a time, at the pace of the client's `PollPolicy`.
//!
//! A sleeping wait holds its id, the last state and a timer, and nothing of a request. Dropping it ends it.

mod entry_points;
mod last_state;
mod poller;
mod schedule;
mod session_wait;
mod updates;
mod wait_all;

pub use session_wait::Wait;
pub use updates::Updates;
pub use wait_all::wait_all;
