//! Writes Rust tokens as one line.

use quote::ToTokens;

/// Tokens as one line, in the usual spacing.
pub(super) fn line(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" > ", "> "),
        (" >", ">"),
        (" ,", ","),
        (",>", ">"),
        ("& ", "&"),
        (" ( ", "("),
        ("( ", "("),
        (" )", ")"),
        (" (", "("),
        (" :", ":"),
        ("' ", "'"),
        (">>", "> >"),
        ("> >", ">>"),
        // What was joined too closely: a path from the root, or one that begins with a trait.
        (":::", ": ::"),
        (",::", ", ::"),
        ("->::", "-> ::"),
        ("=::", "= ::"),
        ("+::", "+ ::"),
        ("-><", "-> <"),
        (",<", ", <"),
        ("=<", "= <"),
        ("::std::string::String", "String"),
        ("::std::option::Option", "Option"),
        ("::std::vec::Vec", "Vec"),
        ("::std::result::Result", "Result"),
        ("::std::boxed::Box", "Box"),
    ] {
        text = text.replace(from, to);
    }
    text.trim().trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_signatures_in_the_usual_spacing() {
        for (tokens, spaced) in [
            (
                quote::quote!(::std::option::Option<::std::string::String>),
                "Option<String>",
            ),
            (
                quote::quote!(::std::result::Result<Vec<u8>, ::std::string::String>),
                "Result<Vec<u8>, String>",
            ),
            (
                quote::quote!(
                    fn locale<T>(mut self, value: &'a T) -> Self
                    where
                        T: ::std::convert::TryInto<Option<super::Locale>>,
                        T::Error: ::std::fmt::Display,
                ),
                "fn locale<T>(mut self, value: &'a T) -> Self where \
                 T: ::std::convert::TryInto<Option<super::Locale>>, T::Error: ::std::fmt::Display",
            ),
            (
                quote::quote!(fn f(&self) -> <T as Iterator>::Item),
                "fn f(&self) -> <T as Iterator>::Item",
            ),
        ] {
            assert_eq!(line(&tokens), spaced);
        }
    }
}
