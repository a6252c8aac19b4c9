//! Checks generated code for what the compiler would refuse, before anything is compiled.

use std::collections::HashSet;

use openapi_track::{
    finding::{Finding, Severity},
    prepare::Prepared,
};
use syn::visit::{self, Visit};

/// The crates that bindings may use.
const CRATES: [&str; 8] = [
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "schemars",
    "reqwest",
    "progenitor_client",
];

/// What the compiler would refuse.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    code: &'static str,
    /// The item that is wrong, and the type that it belongs to.
    items: [String; 2],
    message: String,
}

/// Items, fields, variants, methods and arguments that are defined twice, and crates that are not declared.
pub fn check(file: &syn::File) -> Vec<Problem> {
    let mut check = Check::default();
    check.visit_file(file);
    let mut problems = check.problems;
    problems.sort();
    problems.dedup();
    problems
}

/// The problems with their places in the document.
pub fn findings(problems: Vec<Problem>, prepared: &Prepared) -> Vec<Finding> {
    let findings = problems.into_iter().map(|problem| {
        let mut items = problem.items.iter();
        let place = items.find_map(|item| prepared.origin_of(item));
        Finding::new(
            Severity::Decide,
            problem.code,
            place.unwrap_or_default(),
            problem.message,
            "rename it with x-rust-name in an overlay action, or remove one of the two",
        )
    });
    let mut findings: Vec<_> = findings.collect();
    findings.sort();
    findings.dedup();
    findings
}

#[derive(Default)]
struct Check {
    /// The type that is being looked at.
    item: String,
    problems: Vec<Problem>,
}

impl Check {
    fn report(&mut self, code: &'static str, item: &str, message: String) {
        self.problems.push(Problem {
            code,
            items: [item.to_owned(), self.item.clone()],
            message,
        });
    }

    fn unique(&mut self, what: &str, names: impl Iterator<Item = String>) {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name.clone()) {
                self.report(
                    "defined-twice",
                    &name,
                    format!("the {what} `{name}` would be defined twice in Rust"),
                );
            }
        }
    }
}

fn named(item: &syn::Item) -> Option<String> {
    let name = match item {
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Mod(item) => &item.ident,
        syn::Item::Const(item) if item.ident != "_" => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        _ => return None,
    };
    Some(name.to_string())
}

impl<'a> Visit<'a> for Check {
    fn visit_file(&mut self, file: &'a syn::File) {
        self.unique("item", file.items.iter().filter_map(named));
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        let items = module.content.iter().flat_map(|(_, items)| items);
        self.unique("item", items.filter_map(named));
        visit::visit_item_mod(self, module);
    }

    fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
        self.item = item.ident.to_string();
        self.unique(
            "field",
            item.fields
                .iter()
                .filter_map(|field| Some(field.ident.as_ref()?.to_string())),
        );
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
        self.item = item.ident.to_string();
        self.unique(
            "variant",
            item.variants
                .iter()
                .map(|variant| variant.ident.to_string()),
        );
        visit::visit_item_enum(self, item);
    }

    fn visit_item_impl(&mut self, block: &'a syn::ItemImpl) {
        if let syn::Type::Path(path) = &*block.self_ty
            && let Some(last) = path.path.segments.last()
        {
            self.item = last.ident.to_string();
        }
        self.unique(
            "method",
            block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            }),
        );
        visit::visit_item_impl(self, block);
    }

    fn visit_signature(&mut self, signature: &'a syn::Signature) {
        let arguments = signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(argument) => match &*argument.pat {
                syn::Pat::Ident(name) => Some(name.ident.to_string()),
                _ => None,
            },
            syn::FnArg::Receiver(_) => None,
        });
        self.unique("argument", arguments);
        visit::visit_signature(self, signature);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        if path.leading_colon.is_some()
            && let Some(first) = path.segments.first()
            && !CRATES.contains(&first.ident.to_string().as_str())
        {
            self.report(
                "crate-missing",
                "",
                format!(
                    "the bindings would need the crate `{}`, which is not declared",
                    first.ident
                ),
            );
        }
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(code: &str) -> Vec<String> {
        let problems = check(&syn::parse_file(code).unwrap());
        problems
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn reports_what_is_defined_twice() {
        for (code, what) in [
            ("struct A; enum A {}", "item `A`"),
            ("mod types { pub struct A; pub type A = u8; }", "item `A`"),
            ("struct A { a: u8, a: u8 }", "field `a`"),
            ("enum A { B, B }", "variant `B`"),
            ("impl A { fn a() {} fn a() {} }", "method `a`"),
            ("fn a(b: u8, b: u8) {}", "argument `b`"),
        ] {
            let expected = format!("the {what} would be defined twice in Rust");
            assert_eq!(messages(code), [expected], "{code}");
        }
    }

    #[test]
    fn reports_crates_that_are_not_declared() {
        assert_eq!(
            messages("type A = ::uuid::Uuid;"),
            ["the bindings would need the crate `uuid`, which is not declared"]
        );
    }

    #[test]
    fn accepts_the_same_name_in_different_scopes() {
        let code = "mod types { pub struct A { a: ::std::string::String } mod builder { struct A { a: u8 } } }
            impl A { fn a(self, b: u8) {} } impl B { fn a(self, b: u8) {} }";
        assert_eq!(messages(code), [""; 0]);
    }
}
