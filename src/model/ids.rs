//! Ids that are safe to put into a URL path.
//!
//! An id that could leave its path segment cannot be constructed. Ids of people and of their devices are
//! personal data: `Debug` prints no id, and only [`TransactionId`], which names a session, has `Display`.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Longest id accepted, in bytes. The vendor's are UUIDs of 36 characters.
const MAX_BYTES: usize = 256;

/// Why a text is not a valid id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidId {
    /// It is empty.
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
            Self::Empty => "invalid id: it is empty",
            Self::TooLong => "invalid id: it is longer than 256 bytes",
            Self::Character => {
                "invalid id: it has a character that is not allowed in a path segment"
            }
            Self::Dots => "invalid id: it is a relative path",
        })
    }
}

impl std::error::Error for InvalidId {}

/// The bytes allowed in an id. A table, because every id of every response is checked.
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
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks an id.
            ///
            /// # Errors
            /// [`InvalidId`] if the text could leave its path segment.
            pub fn new(text: impl Into<Arc<str>>) -> Result<Self, InvalidId> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id itself, to store or to pass on.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, shared instead of copied.
            pub(crate) fn shared(&self) -> &Arc<str> {
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

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
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
    /// Id of an onboarding or step-up session: with its [`Flow`](crate::Flow), all that is needed to resume
    /// the session in another process. It has `Display`, because it names no person.
    TransactionId
);

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

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
    fn rejects_ids_that_could_leave_their_path_segment() {
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
    fn accepts_uuids() {
        let text = "94099e7e-b391-45fb-9404-b54682f16d03";
        assert_eq!(TransactionId::new(text).unwrap().as_str(), text);
    }

    #[test]
    fn debug_does_not_print_the_id() {
        let printed = format!("{:?}", UserId::new("canary").unwrap());
        assert!(!printed.contains("canary"), "{printed}");
    }

    #[test]
    fn serde_checks_the_id_and_does_not_repeat_it() {
        let id: UserId = serde_json::from_str("\"u-1\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"u-1\"");
        let error = serde_json::from_str::<UserId>("\"canary/1\"").unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
