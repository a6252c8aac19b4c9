//! Prints values of every public type in every way there is, and knows which types and variants it has not
//! seen: what `src/lib.rs` exports and `src/error.rs` lists is read from their text, so that a new one that
//! nobody shows here fails the proof.

use std::{
    collections::BTreeSet,
    error::Error,
    fmt::{Debug, Display, Write as _},
};

/// What has no value that could be printed, and why.
const NOT_SHOWN: [(&str, &str); 8] = [
    ("HttpTransport", "a trait"),
    ("TokenSource", "a trait"),
    ("TokenFuture", "an alias of a boxed future"),
    ("TransportFuture", "an alias of a boxed future"),
    ("Session", "shown as Session and Session"),
    ("Onboarding", "has no values"),
    ("StepUp", "has no values"),
    ("wait_all", "a function"),
];

#[derive(Default)]
pub struct Shown {
    types: BTreeSet<&'static str>,
    variants: BTreeSet<String>,
    pub text: String,
}

/// Prints `$value`, a `&$type`, by `Debug`, and by `Display` where it has that.
macro_rules! show {
    ($shown:expr, $($type:ident: $value:expr),+ $(,)?) => {{
        #[allow(unused_imports, reason = "the type decides which is used")]
        use $crate::canary::shown::{ByDebug as _, ByDisplay as _, Probe};
        $(
            let value: &signicat_reuseid::$type = $value;
            $shown.debug(stringify!($type), value);
            $shown.text.push_str(&(&Probe(value)).display());
        )+
    }};
}
pub(crate) use show;

pub struct Probe<'a, T>(pub &'a T);

/// Found first by method resolution, where the type has `Display`.
pub trait ByDisplay {
    fn display(&self) -> String;
}

impl<T: Display> ByDisplay for Probe<'_, T> {
    fn display(&self) -> String {
        format!("{0} {0:#}\n", self.0)
    }
}

/// Found where the type has none.
pub trait ByDebug {
    fn display(&self) -> String;
}

impl<T> ByDebug for &Probe<'_, T> {
    fn display(&self) -> String {
        String::new()
    }
}

impl Shown {
    pub fn debug(&mut self, name: &'static str, value: &dyn Debug) {
        self.types.insert(name);
        let _ = writeln!(self.text, "{name} {value:?} {value:#?}");
    }

    /// An error with its chain of sources; its variant counts as seen.
    pub fn error(&mut self, error: &(dyn Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            let printed = format!("{error:?}");
            let end = printed.find(|c: char| !c.is_alphanumeric());
            self.variants
                .insert(printed[..end.unwrap_or(printed.len())].to_owned());
            let _ = writeln!(self.text, "{error} {error:#} {printed} {error:#?}");
            next = error.source();
        }
    }

    /// Public types, and variants of the errors, that were not shown.
    pub fn missing(&self) -> Vec<String> {
        let exported = exported(include_str!("../../../src/lib.rs"));
        let unseen = exported.iter().filter(|name| {
            !self.types.contains(**name) && !NOT_SHOWN.iter().any(|(other, _)| other == *name)
        });
        let mut missing: Vec<_> = unseen.map(|name| (*name).to_owned()).collect();
        let gone = NOT_SHOWN
            .iter()
            .filter(|(name, _)| !exported.contains(name));
        missing.extend(gone.map(|(name, why)| format!("{name} ({why}) is not exported")));
        let errors = include_str!("../../../src/error.rs");
        for kind in ["Error", "TokenError", "Unreadable", "Invalid"] {
            let unseen = variants(errors, kind);
            let unseen = unseen.filter(|variant| !self.variants.contains(*variant));
            missing.extend(unseen.map(|variant| format!("{kind}::{variant}")));
        }
        missing
    }
}

/// What a source makes public: the names in its `pub use` lines, and its own items, but for what is there for
/// the documentation alone.
pub fn exported(source: &str) -> BTreeSet<&str> {
    let no_name = |c: char| !c.is_alphanumeric() && c != '_';
    let before = source.split("\npub ");
    let items = source.split("\npub ").skip(1).zip(before);
    items
        .filter(|(_, before)| !before.ends_with("#[cfg(any(doc, doctest))]"))
        .flat_map(|(item, _)| {
            match item.strip_prefix("use ") {
                Some(path) => path.split(';').next().unwrap().rsplit("::").next().unwrap(),
                None => item.split([' ', '(', '<', ';']).nth(1).unwrap(),
            }
            .split(',')
        })
        .map(|name| name.trim_matches(no_name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// The variants of a public enum, as rustfmt writes them.
pub fn variants<'a>(source: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let begin = format!("\npub enum {name} {{\n");
    let body = source.split(&begin).nth(1).unwrap();
    let lines = body.split("\n}").next().unwrap().lines();
    lines.filter_map(|line| {
        let line = line.strip_prefix("    ")?;
        let end = line
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(line.len());
        Some(&line[..end]).filter(|_| line.starts_with(|c: char| c.is_ascii_uppercase()))
    })
}
