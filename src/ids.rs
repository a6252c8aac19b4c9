//! Ids that are safe to put into a path, checked where they are made.
//!
//! Only a checked id can reach a request, so none can leave its path segment. Ids of people and of their
//! devices are personal data: no id prints itself, `as_str` gives it to whoever asks.

use std::{fmt, str::FromStr};

/// Longest id accepted, in bytes. The vendor's are UUIDs of 36 characters.
const MAX_BYTES: usize = 256;

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidId {
    /// It has no characters.
    Empty,
    /// It is longer than 256 bytes.
    TooLong,
    /// It has a character that could leave a path segment: `/`, `\`, `?`, `#`, `%`, white space, a control
    /// character or one beyond ASCII.
    Character,
    /// It is `.` or contains `..`.
    Dots,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the id is empty",
            Self::TooLong => "the id is longer than 256 bytes",
            Self::Character => "the id has a character that does not belong in a path segment",
            Self::Dots => "the id is a relative path",
        })
    }
}

impl std::error::Error for InvalidId {}

/// Which bytes may stand in an id. A table, for every id of every answer is checked.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        allowed[byte as usize] = !matches!(byte, b'/' | b'\\' | b'?' | b'#' | b'%');
        byte += 1;
    }
    allowed
};

fn check(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    if text.len() > MAX_BYTES {
        return Err(InvalidId::TooLong);
    }
    if !text.bytes().all(|byte| ALLOWED[usize::from(byte)]) {
        return Err(InvalidId::Character);
    }
    if text == "." || (text.contains('.') && text.contains("..")) {
        return Err(InvalidId::Dots);
    }
    Ok(())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// One to 256 visible ASCII characters that cannot leave a path segment; `Debug` does not print it.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and keeps an id.
            ///
            /// # Errors
            /// [`InvalidId`] where the text could leave its path segment.
            pub fn new(text: impl Into<Box<str>>) -> Result<Self, InvalidId> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id itself, to store or to pass on.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidId;
            fn try_from(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

id!(
    /// Id of an onboarding or step-up session: all that is needed to resume it in another process.
    TransactionId
);
id!(
    /// Id of a MobileID user.
    UserId
);
id!(
    /// Id of a user's registered MobileID device.
    DeviceId
);
id!(
    /// Id of the Assure dossier behind a session.
    DossierId
);
id!(
    /// Id of the Assure identity proofing process behind a session.
    ProcessId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_leave_its_path_segment_cannot_be_made() {
        for (text, reason) in [
            ("", InvalidId::Empty),
            (".", InvalidId::Dots),
            ("..", InvalidId::Dots),
            ("a..b", InvalidId::Dots),
            ("a/b", InvalidId::Character),
            ("a\\b", InvalidId::Character),
            ("a%2fb", InvalidId::Character),
            ("a?b", InvalidId::Character),
            ("a#b", InvalidId::Character),
            ("a b", InvalidId::Character),
            ("a\nb", InvalidId::Character),
            ("a\u{0}b", InvalidId::Character),
            ("ä", InvalidId::Character),
        ] {
            assert_eq!(TransactionId::new(text), Err(reason), "{text:?}");
        }
        assert_eq!(TransactionId::new("x".repeat(257)), Err(InvalidId::TooLong));
    }

    #[test]
    fn the_vendors_ids_are_ids() {
        let text = "94099e7e-b391-45fb-9404-b54682f16d03";
        assert_eq!(TransactionId::new(text).unwrap().as_str(), text);
    }

    #[test]
    fn an_id_does_not_print_itself() {
        let printed = format!("{:?}", UserId::new("canary").unwrap());
        assert!(!printed.contains("canary"), "{printed}");
    }
}
