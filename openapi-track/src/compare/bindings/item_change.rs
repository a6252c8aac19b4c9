//! One public item of the bindings that changed.

use crate::compare::verdict::RustLevel;

/// One public item that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemChange {
    /// `types::X::y`.
    pub path: String,
    /// What the change does to code that uses the item.
    pub level: RustLevel,
    /// `types::X::y: String -> Option<String>`.
    pub text: String,
}

impl ItemChange {
    /// The type or module that the item belongs to, as a path.
    pub(crate) fn owner_path(&self) -> &str {
        let subject = self.subject();
        let end = subject
            .split("::")
            .scan(0, |end, part| {
                *end += part.len() + 2;
                Some((*end - 2, part))
            })
            .find(|(_, part)| part.starts_with(|first: char| first.is_ascii_uppercase()));
        end.and_then(|(end, _)| subject.get(..end))
            .unwrap_or(subject)
    }

    /// The name of that type.
    pub(crate) fn owner(&self) -> &str {
        let path = self.owner_path();
        path.rsplit("::").next().unwrap_or(path)
    }

    /// The field, variant or method.
    pub(crate) fn member(&self) -> Option<&str> {
        let rest = self
            .subject()
            .get(self.owner_path().len()..)?
            .strip_prefix("::")?;
        rest.split([':', '(', ' ']).next()
    }

    /// `impl A for b::C` is about `b::C`.
    fn subject(&self) -> &str {
        match self
            .path
            .strip_prefix("impl ")
            .and_then(|rest| rest.split(" for ").nth(1))
        {
            Some(subject) => subject.split(['<', ' ']).next().unwrap_or(subject),
            None => &self.path,
        }
    }
}
