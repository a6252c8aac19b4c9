//! How the generator spells names in Rust, and which spellings it must not be given.
//!
//! The conversions repeat those of progenitor 0.15 and typify 0.8, so that two names that meet in the
//! generated code are noticed before it is generated.

use heck::{ToPascalCase as _, ToSnakeCase as _};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Types and traits that generated code names without a path, and items that it defines itself.
const RESERVED_TYPES: [&str; 38] = [
    "AsMut",
    "AsRef",
    "Box",
    "ByteStream",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deref",
    "DerefMut",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "FromStr",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "OperationInfo",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "Send",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Methods and functions that a client has beside its operations.
const RESERVED_OPERATIONS: [&str; 14] = [
    "all",
    "api_version",
    "baseurl",
    "client",
    "clone",
    "default_server",
    "direct",
    "error",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
];

/// Methods of an operation's builder, and variables of its `send`.
const RESERVED_PARAMETERS: [&str; 12] = [
    "_",
    "body",
    "body_map",
    "client",
    "header_map",
    "info",
    "new",
    "self",
    "send",
    "stream",
    "value",
    "x",
];

fn spelled(name: &str, case: fn(&str) -> String) -> String {
    match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => case(&name.replace('\'', "").replace(|c| !is_xid_continue(c), "-")),
    }
}

fn identifier(spelled: String, prefix: &str) -> String {
    match spelled.chars().next() {
        None => prefix.to_owned(),
        Some(c) if is_xid_start(c) => spelled,
        Some(_) => format!("{prefix}{spelled}"),
    }
}

/// The name of the type that a component or an enum variant becomes in the bindings.
pub fn type_name(name: &str) -> String {
    identifier(spelled(name, |name| name.to_pascal_case()), "X")
}

/// The name of the field, method or variable that a property, operation or parameter becomes.
pub(crate) fn field_name(name: &str) -> String {
    identifier(spelled(name, |name| name.to_snake_case()), "x")
}

/// Whether a component may not have this name.
pub(crate) fn is_reserved_type(name: &str) -> bool {
    RESERVED_TYPES.contains(&type_name(name).as_str())
}

/// Whether an operation may not have this id.
pub(crate) fn is_reserved_operation(id: &str) -> bool {
    RESERVED_OPERATIONS.contains(&field_name(id).as_str()) || is_reserved_type(id)
}

/// Whether Rust takes the letters and digits of an operation's id as they are.
pub(crate) fn is_plain_operation(id: &str) -> bool {
    let mut letters = id.chars().filter(|c| c.is_alphanumeric());
    let starts = letters.clone().next().is_some_and(is_xid_start);
    starts && letters.all(is_xid_continue)
}

/// Whether a parameter may not have this name in Rust.
pub(crate) fn is_reserved_parameter(name: &str) -> bool {
    RESERVED_PARAMETERS.contains(&field_name(name).as_str())
}

/// `start_step-up` and `startStepUp` are `StartStepUp`; characters that Rust does not take in a name separate words.
pub(crate) fn pascal(name: &str) -> String {
    let words = name.split(|c: char| c == '_' || !is_xid_continue(c));
    let words = words.filter(|word| !word.is_empty()).map(|word| {
        let mut characters = word.chars();
        let first = characters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(characters)
            .collect::<String>()
    });
    words.collect()
}

/// Letters and digits in one case: two names with the same are too alike for operation ids.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_the_generator_does() {
        for (name, ty, field) in [
            ("start_step-up", "StartStepUp", "start_step_up"),
            ("+1", "plus1", "plus1"),
            ("@type", "Type", "type"),
            ("", "X", "x"),
            ("2fa", "X2fa", "x2fa"),
            ("данные", "Данные", "данные"),
            ("FOOBar", "FooBar", "foo_bar"),
        ] {
            assert_eq!(
                (type_name(name).as_str(), field_name(name).as_str()),
                (ty, field),
                "{name}"
            );
        }
        assert!(
            is_reserved_type("option")
                && is_reserved_operation("post")
                && is_reserved_parameter("Send")
        );
        assert_eq!(pascal("start_step-up"), "StartStepUp");
        assert_eq!(pascal("名前 x"), "名前X");
    }
}
