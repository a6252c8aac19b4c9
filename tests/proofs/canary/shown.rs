//! Prints values of every public type in every way there is, and knows which types and variants it has not
//! seen, from the crate's list of exports and the errors' lists of variants: a new one that nobody shows here
//! fails the test.

use std::{
    collections::BTreeSet,
    error::Error as StdError,
    fmt::{Debug, Display, Write as _},
};

use signicat_reuseid::{EXPORTS, Error, InvalidInput, TokenError, Unreadable, events};

/// What has no value that could be printed, and why.
const NOT_SHOWN: [(&str, &str); 13] = [
    ("events::AcceptFuture", "an alias of a boxed future"),
    ("events::EventSink", "a trait"),
    ("events::MAX_BODY", "a constant"),
    ("events::probe", "a function"),
    ("events::reordered", "a function"),
    ("events::router", "a function"),
    ("HttpTransport", "a trait"),
    ("TokenSource", "a trait"),
    ("TokenFuture", "an alias of a boxed future"),
    ("TokenStore", "a trait"),
    ("TokenStoreFuture", "an alias of a boxed future"),
    ("TransportFuture", "an alias of a boxed future"),
    ("wait_all", "a function"),
];

#[derive(Default)]
pub struct Shown {
    types: BTreeSet<&'static str>,
    variants: BTreeSet<String>,
    pub text: String,
}

/// Prints `$value`, a reference to the type of that path, by `Debug`, and by `Display` where it has that.
macro_rules! show {
    ($shown:expr, $($first:ident $(:: $rest:ident)*: $value:expr),+ $(,)?) => {{
        #[allow(unused_imports, reason = "the type decides which is used")]
        use $crate::canary::shown::{ByDebug as _, ByDisplay as _, Probe};
        $(
            let value: &signicat_reuseid::$first $(:: $rest)* = $value;
            $shown.debug(concat!(stringify!($first) $(, "::", stringify!($rest))*), value);
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

    /// An error with its chain of sources; its variant, and that of the reason in it, count as seen.
    pub fn error(&mut self, error: &Error) {
        self.variant("Error", error.kind());
        match error {
            Error::InvalidInput(reason) => self.variant("InvalidInput", reason.kind()),
            Error::Token(_, reason) => {
                self.variant("TokenError", reason.kind());
                self.print(reason);
            }
            Error::Unreadable(_, reason) => {
                self.variant("Unreadable", reason.kind());
                self.print(reason);
            }
            _ => {}
        }
        self.print(error);
    }

    fn variant(&mut self, kind: &str, variant: &str) {
        self.variants.insert(format!("{kind}::{variant}"));
    }

    /// Prints an error with its chain of sources.
    pub fn print(&mut self, error: &(dyn StdError + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            let _ = writeln!(self.text, "{error} {error:#} {error:?} {error:#?}");
            next = error.source();
        }
    }

    /// Public types, and variants of the errors, that were not shown.
    pub fn missing(&self) -> Vec<String> {
        let of_root = EXPORTS
            .iter()
            .copied()
            .flatten()
            .map(|name| (*name).to_owned());
        let of_events = events::EXPORTS.iter().copied().flatten();
        let of_events = of_events.map(|name| format!("events::{name}"));
        let exported: BTreeSet<_> = of_root.chain(of_events).collect();
        let is_excused = |name: &str| NOT_SHOWN.iter().any(|(other, _)| *other == name);
        let mut missing: Vec<_> = exported
            .iter()
            .filter(|name| !self.types.contains(name.as_str()) && !is_excused(name))
            .cloned()
            .collect();
        for (name, why) in NOT_SHOWN {
            if !exported.contains(name) {
                missing.push(format!("{name} ({why}) is not exported"));
            }
        }
        for (kind, variants) in [
            ("Error", Error::KINDS),
            ("TokenError", TokenError::KINDS),
            ("Unreadable", Unreadable::KINDS),
            ("InvalidInput", InvalidInput::KINDS),
        ] {
            let variants = variants.iter().map(|variant| format!("{kind}::{variant}"));
            missing.extend(variants.filter(|variant| !self.variants.contains(variant)));
        }
        missing
    }
}
