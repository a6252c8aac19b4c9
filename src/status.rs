//! What a session's status means, read from one table.
//!
//! The vendor documents a single status, `Pending`. The rest of the table is a guess from the APIs behind
//! this one (MobileID: completed, failed; Assure: accepted, rejected, inconclusive, failed), so the table
//! can be extended and an unlisted status counts as still running: it is never taken for success.

use std::{fmt, sync::Arc};

/// What a status says about the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not over: poll again.
    Running,
    /// Over, and the person's identity is proven.
    Succeeded,
    /// Over without success.
    Failed,
}

/// The table as it is before a caller extends it. Comparison ignores ASCII case.
const KNOWN: [(&str, Phase); 13] = [
    ("Pending", Phase::Running),
    ("Processing", Phase::Running),
    ("Started", Phase::Running),
    ("Completed", Phase::Succeeded),
    ("Accepted", Phase::Succeeded),
    ("Finished", Phase::Succeeded),
    ("Failed", Phase::Failed),
    ("Rejected", Phase::Failed),
    ("Inconclusive", Phase::Failed),
    ("Expired", Phase::Failed),
    ("Cancelled", Phase::Failed),
    ("Canceled", Phase::Failed),
    ("Aborted", Phase::Failed),
];

/// Longest status kept, in bytes: it is printed and logged, and it comes from outside.
const MAX_BYTES: usize = 64;

/// A session's status: the vendor's own word, sorted by what it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Not over.
    Running(Arc<str>),
    /// Over, identity proven.
    Succeeded(Arc<str>),
    /// Over without success.
    Failed(Arc<str>),
    /// A word that the table does not know (empty where the answer had none): counts as still running.
    Unknown(Arc<str>),
}

impl Status {
    /// The vendor's word, for example `Pending`; at most 64 bytes, without control characters.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running(word)
            | Self::Succeeded(word)
            | Self::Failed(word)
            | Self::Unknown(word) => word,
        }
    }

    /// Whether the session is over and the identity is proven.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Succeeded(_))
    }

    /// Whether the session is over, well or badly.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded(_) | Self::Failed(_))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            "" => f.write_str("(no status)"),
            word => f.write_str(word),
        }
    }
}

/// The built-in table and what the caller added; the caller's rows win.
#[derive(Clone, Debug)]
pub(crate) struct StatusTable {
    /// The first that fits wins. Shared, so that a known word costs no copy.
    rows: Vec<(Arc<str>, Phase)>,
}

impl Default for StatusTable {
    fn default() -> Self {
        let rows = KNOWN.map(|(word, phase)| (word.into(), phase));
        Self { rows: rows.into() }
    }
}

impl StatusTable {
    pub(crate) fn add(&mut self, word: &str, phase: Phase) {
        self.rows.insert(0, (word.trim().into(), phase));
    }

    pub(crate) fn read(&self, word: Option<&str>) -> Status {
        let word = word.unwrap_or_default().trim();
        let row = self
            .rows
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word));
        let Some((known, phase)) = row else {
            return Status::Unknown(printable(word).into());
        };
        let word = if **known == *word {
            Arc::clone(known)
        } else {
            printable(word).into()
        };
        match phase {
            Phase::Running => Status::Running(word),
            Phase::Succeeded => Status::Succeeded(word),
            Phase::Failed => Status::Failed(word),
        }
    }
}

fn printable(word: &str) -> String {
    crate::error::one_line(word, MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_status_is_never_final() {
        let status = StatusTable::default().read(Some("CompletedPendingReview"));
        assert_eq!(status, Status::Unknown("CompletedPendingReview".into()));
        assert!(!status.is_final() && !status.is_success());
        assert!(!StatusTable::default().read(None).is_final());
    }

    #[test]
    fn the_builders_rows_win_and_case_does_not_matter() {
        let mut table = StatusTable::default();
        table.add("approved", Phase::Succeeded);
        table.add("completed", Phase::Running);
        assert!(table.read(Some("APPROVED")).is_success());
        assert!(!table.read(Some("Completed")).is_final());
        assert!(table.read(Some("rejected")).is_final());
    }

    #[test]
    fn a_status_from_outside_is_cut_and_stays_on_one_line() {
        let status = StatusTable::default().read(Some(&format!("a\nb{}", "x".repeat(500))));
        assert!(status.as_str().len() <= 64 && !status.as_str().contains('\n'));
    }
}
