//! What a comparison has to say: each change with both verdicts, and what follows for the version of the
//! bindings. Written as text, JSON or Markdown.

mod markdown;
mod matching;

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::compare::bindings::ItemChange;
use crate::compare::law::Wire;

/// Whether code that compiled against the old bindings compiles against the new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RustLevel {
    /// The bindings' public items are the same.
    None,
    /// Only additions.
    Minor,
    /// Some code stops compiling, or compiles and stops working.
    Major,
}

impl RustLevel {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What the next version of the bindings has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Semver {
    /// A fix.
    Patch,
    /// A feature.
    Minor,
    /// A break.
    Major,
}

impl Semver {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version that follows `current`, as Cargo counts: before 1.0 a break raises the second
    /// number and everything else the third; before 0.1 every release breaks. A pre-release or build
    /// suffix is dropped. `None` for anything but three numbers.
    pub fn next(self, current: &str) -> Option<String> {
        let core = current.split(['-', '+']).next()?;
        let mut numbers = core.split('.').map(str::parse::<u64>);
        let (major, minor, patch) = (
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
        );
        if numbers.next().is_some() {
            return None;
        }
        let up = |number: u64| number.checked_add(1);
        Some(match (major, minor, self) {
            (0, 0, _) => format!("0.0.{}", up(patch)?),
            (0, _, Self::Major) => format!("0.{}.0", up(minor)?),
            (0, ..) => format!("0.{minor}.{}", up(patch)?),
            (_, _, Self::Major) => format!("{}.0.0", up(major)?),
            (_, _, Self::Minor) => format!("{major}.{}.0", up(minor)?),
            (_, _, Self::Patch) => format!("{major}.{minor}.{}", up(patch)?),
        })
    }
}

/// One change, told once however many operations it reaches.
#[derive(Clone, Debug)]
pub struct Change {
    /// Direction, place, keyword and effect: `request-property-became-required`.
    pub id: String,
    /// The operations that use the place: `POST /onboarding`. Empty for the document as a whole.
    pub operations: Vec<Arc<str>>,
    /// JSON pointer, in the new document; for what was removed, in the old one.
    pub location: String,
    /// The wire verdict.
    pub wire: Wire,
    /// The Rust verdict; `None` where it was not asked for or could not be given.
    pub rust: Option<RustLevel>,
    /// The public items that change with it: `types::X::y: String -> Option<String>`.
    pub items: Vec<String>,
    /// One sentence.
    pub text: String,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Worst first.
    pub changes: Vec<Change>,
    /// The Rust verdict; `None` where it was not asked for or could not be given.
    pub rust: Option<RustLevel>,
    /// Why there is no Rust verdict.
    pub rust_reasons: Vec<String>,
    /// Places that were not compared because the documents have too many: the wire verdict is then at
    /// least a warning.
    pub not_compared: usize,
    /// Operation and `operationId`, to tell which bindings belong to which operation.
    pub(crate) operation_ids: Vec<(Arc<str>, String)>,
}

impl Report {
    pub(crate) fn of_wire(
        changes: Vec<Change>,
        operation_ids: Vec<(Arc<str>, String)>,
        not_compared: usize,
    ) -> Self {
        Self {
            changes,
            operation_ids,
            not_compared,
            ..Self::default()
        }
    }

    /// The worst of the wire verdicts. What was not compared cannot be called safe.
    pub fn wire(&self) -> Wire {
        let floor = match self.not_compared {
            0 => Wire::Safe,
            _ => Wire::Warning,
        };
        let worst = self.changes.iter().map(|change| change.wire).max();
        worst.map_or(floor, |worst| worst.max(floor))
    }

    /// The sentence about what was not compared.
    fn incomplete(&self) -> Option<String> {
        (self.not_compared > 0).then(|| {
            format!(
                "{} places were not compared: the documents have more than fit in memory",
                self.not_compared
            )
        })
    }

    /// Gives no Rust verdict, and says why.
    pub fn refuse_rust(&mut self, reasons: Vec<String>) {
        self.rust = None;
        self.rust_reasons = reasons;
    }

    /// Gives the Rust verdict: each changed item joins the change it follows from, or stands alone.
    pub(crate) fn add_rust(&mut self, items: &[ItemChange]) {
        self.rust = Some(
            items
                .iter()
                .map(|item| item.level)
                .max()
                .unwrap_or(RustLevel::None),
        );
        self.rust_reasons.clear();
        matching::join(self, items);
    }

    /// What the next version has to be. A break on the wire counts as one of the bindings: whoever
    /// takes the new version has to act, even where their code still compiles. Without a Rust verdict
    /// any change counts as an addition at least.
    pub fn semver(&self) -> Semver {
        let wire = match self.wire() {
            Wire::Breaking => Semver::Major,
            Wire::Warning => Semver::Minor,
            Wire::Safe => Semver::Patch,
        };
        let rust = match self.rust {
            Some(RustLevel::Major) => Semver::Major,
            Some(RustLevel::Minor) => Semver::Minor,
            Some(RustLevel::None) => Semver::Patch,
            None if self.changes.is_empty() => Semver::Patch,
            None => Semver::Minor,
        };
        wire.max(rust)
    }

    /// How many changes have each wire verdict: breaking, warning, safe.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wire| {
            self.changes
                .iter()
                .filter(|change| change.wire == wire)
                .count()
        };
        (
            count(Wire::Breaking),
            count(Wire::Warning),
            count(Wire::Safe),
        )
    }

    /// JSON: `{"wire","rust","semver","changes":[...]}`, one entry for each change and operation.
    /// `rust_reasons` is there when a Rust verdict could not be given, `not_compared` when places were
    /// left out.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, writer: impl std::io::Write) -> serde_json::Result<()> {
        serde_json::to_writer(writer, &Json(self))
    }

    /// Markdown, ready to be the body of a pull request: at most 65,536 characters, and what was left
    /// out is counted.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// Plain text for a terminal, worst first.
    pub fn text(&self) -> String {
        let mut out = self.summary();
        out.push('\n');
        if let Some(incomplete) = self.incomplete() {
            let _ = writeln!(out, "\nwarning: {incomplete}");
        }
        for change in &self.changes {
            let rust = change
                .rust
                .map_or(String::new(), |level| format!(", rust {}", level.as_str()));
            let _ = writeln!(out, "\n{}{rust}: {}", change.wire.as_str(), change.text);
            let _ = writeln!(out, "    {} at {}", change.id, change.location);
            if !change.operations.is_empty() {
                let _ = writeln!(out, "    in {}", some_of(&change.operations, 3));
            }
            for item in &change.items {
                let _ = writeln!(out, "    {item}");
            }
        }
        for reason in &self.rust_reasons {
            let _ = writeln!(out, "\nno Rust verdict: {reason}");
        }
        out
    }

    /// One line with the three verdicts and the counts.
    pub fn summary(&self) -> String {
        let (breaking, warning, safe) = self.counts();
        format!(
            "wire: {}, rust: {}, semver: {} ({breaking} breaking, {warning} warning, {safe} safe)",
            self.wire().as_str(),
            self.rust.map_or("not judged", RustLevel::as_str),
            self.semver().as_str(),
        )
    }
}

/// The first few of many, and how many more there are.
fn some_of(all: &[Arc<str>], most: usize) -> String {
    let mut text = all
        .iter()
        .take(most)
        .map(AsRef::as_ref)
        .collect::<Vec<&str>>()
        .join(", ");
    if all.len() > most {
        let _ = write!(text, " and {} more", all.len() - most);
    }
    text
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

struct Json<'a>(&'a Report);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            wire: Wire,
            rust: Option<RustLevel>,
            semver: Semver,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            rust_reasons: &'a [String],
            #[serde(skip_serializing_if = "is_zero")]
            not_compared: usize,
            changes: Entries<'a>,
        }
        Shape {
            wire: self.0.wire(),
            rust: self.0.rust,
            semver: self.0.semver(),
            rust_reasons: &self.0.rust_reasons,
            not_compared: self.0.not_compared,
            changes: Entries(&self.0.changes),
        }
        .serialize(serializer)
    }
}

struct Entries<'a>(&'a [Change]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'a> {
            id: &'a str,
            operation: Option<&'a str>,
            location: &'a str,
            wire: Wire,
            rust: Option<RustLevel>,
            items: &'a [String],
            text: &'a str,
        }
        let mut entries = serializer.serialize_seq(None)?;
        for change in self.0 {
            let operations = change.operations.iter().map(|name| Some(name.as_ref()));
            let none = change.operations.is_empty().then_some(None);
            for operation in operations.chain(none) {
                entries.serialize_element(&Entry {
                    id: &change.id,
                    operation,
                    location: &change.location,
                    wire: change.wire,
                    rust: change.rust,
                    items: &change.items,
                    text: &change.text,
                })?;
            }
        }
        entries.end()
    }
}
