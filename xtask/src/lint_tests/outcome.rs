//! What the generator does with a document, and what the lint says about it.

use std::collections::HashSet;

use openapi_track::lint::{Severity, lint};
use serde_json::Value;
use syn::visit::Visit;

use crate::bindings::bindings;

/// What the generator did.
pub(super) enum Happens {
    Panics,
    Refuses,
    DoesNotCompile,
    /// The code contains this text, which it should not.
    Has(&'static str),
    /// The code lacks this text, which it contains for the other document.
    Lacks(&'static str, Value),
    /// The code is the same as for the other document.
    SameAs(Value),
}

#[track_caller]
pub(super) fn prove(
    rule: &str,
    severity: Severity,
    pointer: &str,
    document: &Value,
    happens: &Happens,
) {
    let generated = bindings(document);
    match (happens, &generated) {
        (Happens::Panics, Err(reason)) if reason.starts_with("the generator panicked") => {}
        (Happens::Refuses, Err(reason)) if !reason.starts_with("the generator panicked") => {}
        (Happens::DoesNotCompile, Ok(code)) => {
            assert!(defines_twice(code), "{rule}: nothing is defined twice")
        }
        (Happens::Has(what), Ok(code)) => {
            assert!(code.contains(what), "{rule}: no `{what}` in the code")
        }
        (Happens::Lacks(what, other), Ok(code)) => {
            assert!(!code.contains(what), "{rule}: `{what}` is in the code");
            assert!(
                bindings(other).unwrap().contains(what),
                "{rule}: `{what}` is never in the code"
            );
        }
        (Happens::SameAs(other), Ok(code)) => assert!(
            bindings(other).as_ref() == Ok(code),
            "{rule}: the code differs"
        ),
        (_, Err(reason)) => panic!("{rule}: {reason}"),
        (_, Ok(_)) => panic!("{rule}: the generator accepted it"),
    }
    let findings = lint(document);
    let found = findings.iter().find(|finding| finding.code == rule);
    let found = found.unwrap_or_else(|| panic!("{rule} is not among {findings:#?}"));
    assert_eq!(
        (found.severity, found.pointer.as_str()),
        (severity, pointer),
        "{rule}"
    );
}

/// Whether a module defines a name twice, an impl block a method, or a function a parameter.
pub(super) fn defines_twice(code: &str) -> bool {
    #[derive(Default)]
    struct Twice(bool);
    impl Twice {
        fn see(&mut self, all: impl Iterator<Item = String>) {
            let mut seen = HashSet::new();
            for name in all {
                self.0 |= !seen.insert(name);
            }
        }
    }
    impl<'a> Visit<'a> for Twice {
        fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
            let items = module.content.iter().flat_map(|(_, items)| items);
            self.see(items.filter_map(|item| match item {
                syn::Item::Struct(item) => Some(item.ident.to_string()),
                syn::Item::Enum(item) => Some(item.ident.to_string()),
                _ => None,
            }));
            syn::visit::visit_item_mod(self, module);
        }
        fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
            self.see(
                item.fields
                    .iter()
                    .filter_map(|field| Some(field.ident.as_ref()?.to_string())),
            );
        }
        fn visit_item_impl(&mut self, block: &'a syn::ItemImpl) {
            self.see(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
    let mut twice = Twice::default();
    twice.visit_file(&syn::parse_file(code).unwrap());
    twice.0
}
