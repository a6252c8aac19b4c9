//! Maps each status word to its meaning.
//!
//! The vendor documents a single status, `Pending`. The rest of the built-in table is a guess from the
//! APIs behind this one (MobileID: completed, failed; Assure: accepted, rejected, inconclusive, failed).
//! Callers can extend it, and a word that is not listed counts as still running: it is never success.

use std::{convert::Infallible, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer};

use super::status::{Phase, Status};
use crate::text::one_line;

/// The built-in table: one word and its meaning per line. A file of its own, because `cargo xtask refresh-spec`
/// compares the words of a new document with it. Comparison ignores ASCII case.
const BUILT_IN: &str = include_str!("status_table.txt");

/// Longest status word kept, in bytes: it is printed and logged, and the service chooses it.
const MAX_BYTES: usize = 64;

/// The built-in table and the caller's entries, which take precedence.
#[derive(Clone, Debug)]
pub(crate) struct StatusTable {
    /// The first match counts. The words are shared, so that a known word is not copied.
    rows: Vec<(Arc<str>, Phase)>,
}

impl Default for StatusTable {
    fn default() -> Self {
        let rows = built_in().map(|(word, phase)| (word.into(), phase));
        Self {
            rows: rows.collect(),
        }
    }
}

fn built_in() -> impl Iterator<Item = (&'static str, Phase)> {
    BUILT_IN.lines().filter_map(|line| {
        let (word, meaning) = line.split_once(' ')?;
        let phase = match meaning {
            "running" => Phase::Running,
            "succeeded" => Phase::Succeeded,
            "failed" => Phase::Failed,
            _ => return None,
        };
        Some((word, phase))
    })
}

impl StatusTable {
    pub(crate) fn insert(&mut self, word: &str, phase: Phase) {
        self.rows.insert(0, (word.trim().into(), phase));
    }

    /// Classifies a response's status word.
    pub(crate) fn classify(&self, word: Option<&str>) -> Status {
        let word = word.unwrap_or_default().trim();
        let row = self
            .rows
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word));
        match row {
            Some((known, phase)) if **known == *word => {
                Status::new(Arc::clone(known), Some(*phase))
            }
            row => Status::new(
                one_line(word, MAX_BYTES).into(),
                row.map(|(_, phase)| *phase),
            ),
        }
    }
}

impl FromStr for Status {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(StatusTable::default().classify(Some(word)))
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Word(String),
            Classified { word: String, phase: Option<Phase> },
        }
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Word(word) => StatusTable::default().classify(Some(&word)),
            Stored::Classified { word, phase } => {
                Status::new(one_line(&word, MAX_BYTES).into(), phase)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_built_in_table_has_a_meaning() {
        assert_eq!(built_in().count(), BUILT_IN.lines().count());
    }

    #[test]
    fn unknown_status_is_never_final() {
        let status = StatusTable::default().classify(Some("CompletedPendingReview"));
        assert_eq!(status, Status::Unknown("CompletedPendingReview".into()));
        assert!(!status.is_final() && !status.is_success());
        assert!(!StatusTable::default().classify(None).is_final());
    }

    #[test]
    fn inserted_words_take_precedence_and_ascii_case_is_ignored() {
        let mut table = StatusTable::default();
        table.insert("approved", Phase::Succeeded);
        table.insert("completed", Phase::Running);
        assert!(table.classify(Some("APPROVED")).is_success());
        assert!(!table.classify(Some("Completed")).is_final());
        assert!(table.classify(Some("rejected")).is_final());
    }

    #[test]
    fn status_word_is_cut_and_stays_on_one_line() {
        let word = format!("a\nb{}", "x".repeat(500));
        let status = StatusTable::default().classify(Some(&word));
        assert!(status.as_str().len() <= 64 && !status.as_str().contains('\n'));
    }

    #[test]
    fn serde_keeps_the_word_and_its_meaning() {
        let mut table = StatusTable::default();
        table.insert("Approved", Phase::Succeeded);
        for word in ["Pending", "Approved", "Rejected", "Other", ""] {
            let status = table.classify(Some(word));
            let json = serde_json::to_string(&status).unwrap();
            assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), status);
        }
        let bare: Status = serde_json::from_str("\"Completed\"").unwrap();
        assert!(bare.is_success());
    }
}
