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

/// Items, fields, variants, methods and arguments that are defined twice, and crates that are not declared.
pub fn check(bindings: &str, prepared: &Prepared) -> Vec<Finding> {
    let file = match syn::parse_file(bindings) {
        Ok(file) => file,
        Err(error) => {
            let message = format!("the generated code is not Rust: {error}");
            return vec![Finding::new(
                Severity::Decide,
                "bindings-do-not-parse",
                "",
                message,
                "report this as a bug of openapi-track",
            )];
        }
    };
    let mut check = Check {
        prepared,
        item: String::new(),
        findings: Vec::new(),
    };
    check.visit_file(&file);
    let mut findings = check.findings;
    findings.sort();
    findings.dedup();
    findings
}

struct Check<'a> {
    prepared: &'a Prepared,
    /// The type that is being looked at.
    item: String,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn report(&mut self, code: &'static str, item: &str, message: String) {
        let place = self
            .prepared
            .origin_of(item)
            .or_else(|| self.prepared.origin_of(&self.item));
        let place = place.unwrap_or_default().to_owned();
        self.findings.push(Finding::new(
            Severity::Decide,
            code,
            place,
            message,
            "rename it with x-rust-name in an overlay action, or remove one of the two",
        ));
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

impl<'a> Visit<'a> for Check<'_> {
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
