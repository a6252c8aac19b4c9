//! The verdicts of a comparison: for the wire, for the bindings, and for the next version.

use serde::Serialize;

/// How a change affects a client that was built from the old document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// No such client can fail.
    #[default]
    Safe,
    /// Values stay valid but mean something else, or it is unknown whether they stay valid.
    Warning,
    /// Such a client can fail.
    Breaking,
}

/// How urgent a change is to whoever reviews it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// See [`Wire::Safe`].
    Safe,
    /// See [`Wire::Warning`].
    Warning,
    /// See [`Wire::Breaking`].
    Breaking,
    /// Requests or credentials go to a host that the old document does not name.
    Host,
}

/// Whether code that compiled against the old bindings compiles against the new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RustLevel {
    /// The public items are the same.
    None,
    /// Items were added only.
    Minor,
    /// Some code stops compiling, or compiles and fails at run time.
    Major,
}

/// What the next version of the bindings has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Semver {
    /// A fix.
    Patch,
    /// A feature.
    Minor,
    /// An incompatible change.
    Major,
}

impl From<Wire> for Severity {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Safe => Self::Safe,
            Wire::Warning => Self::Warning,
            Wire::Breaking => Self::Breaking,
        }
    }
}

impl Wire {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Severity::from(self).as_str()
    }
}

impl Severity {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Warning => "warning",
            Self::Breaking => "breaking",
            Self::Host => "host",
        }
    }
}

impl RustLevel {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Semver {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version that follows `current`, as Cargo counts: before 1.0 an incompatible change raises the
    /// second number and everything else the third; before 0.1 every release is incompatible. A
    /// pre-release or build suffix is dropped. `None` unless `current` has three numbers.
    #[must_use]
    pub fn next(self, current: &str) -> Option<String> {
        let core = current.split(['-', '+']).next()?;
        let numbers = core
            .split('.')
            .map(str::parse)
            .collect::<Result<Vec<u64>, _>>();
        let [major, minor, patch] = numbers.ok()?.try_into().ok()?;
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
