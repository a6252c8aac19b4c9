//! The Rust verdict: what two texts of generated bindings offer in public, item by item.
//!
//! No rule speaks of OpenAPI here. Whatever the document's change does to the bindings shows in their
//! items, fields and signatures, and in which builder fields start out unset.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Fields, ImplItem, Item, Visibility};

use crate::report::RustLevel;

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

/// What adding an item does to code that uses the bindings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addition {
    /// Nothing that exists can notice.
    Harmless,
    /// Struct literals and exhaustive matches stop compiling; a builder asks for more.
    Breaks,
}

struct Offer {
    signature: String,
    addition: Addition,
}

/// Every public item with its signature, a line each, in the order of the paths.
///
/// # Errors
/// A text that is no Rust.
pub fn public_items(bindings: &str) -> Result<Vec<String>, syn::Error> {
    let offers = offers(bindings)?.into_iter();
    Ok(offers
        .map(|(path, offer)| format!("{path}: {}", offer.signature))
        .collect())
}

/// Every public item that differs.
///
/// # Errors
/// A text that is no Rust.
pub fn changes(old: &str, new: &str) -> Result<Vec<ItemChange>, syn::Error> {
    if old == new {
        return Ok(Vec::new());
    }
    let (old, new) = (offers(old)?, offers(new)?);
    let mut found = Vec::new();
    for (path, before) in &old {
        match new.get(path) {
            None => {
                // What was asked for and no longer is; anything else is missed.
                let level = match before.signature.as_str() {
                    REQUIRED => RustLevel::Minor,
                    _ if parent_gone(&new, path, &old) => continue,
                    _ => RustLevel::Major,
                };
                let text = format!("{path}: {} -> removed", before.signature);
                found.push(ItemChange {
                    path: path.clone(),
                    level,
                    text,
                });
            }
            Some(after) if after.signature != before.signature => found.push(ItemChange {
                path: path.clone(),
                level: RustLevel::Major,
                text: format!("{path}: {} -> {}", before.signature, after.signature),
            }),
            Some(_) => {}
        }
    }
    for (path, after) in &new {
        if old.contains_key(path) || parent_gone(&old, path, &new) {
            continue;
        }
        let level = match after.addition {
            Addition::Harmless => RustLevel::Minor,
            Addition::Breaks => RustLevel::Major,
        };
        let text = format!("{path}: added, {}", after.signature);
        found.push(ItemChange {
            path: path.clone(),
            level,
            text,
        });
    }
    Ok(found)
}

/// Whether an item is missing only because the type it belongs to is: that one is told instead.
fn parent_gone(other: &BTreeMap<String, Offer>, path: &str, own: &BTreeMap<String, Offer>) -> bool {
    let parent = match path
        .strip_prefix("impl ")
        .and_then(|rest| rest.rsplit_once(" for "))
    {
        Some((_, subject)) => subject.split('<').next().unwrap_or(subject).trim(),
        None => match path.trim_end_matches(" (required)").rsplit_once("::") {
            Some((parent, _)) => parent,
            None => return false,
        },
    };
    own.contains_key(parent) && !other.contains_key(parent)
}

const REQUIRED: &str = "must be set";

fn offers(text: &str) -> Result<BTreeMap<String, Offer>, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut reader = Reader {
        module: Vec::new(),
        offers: BTreeMap::new(),
    };
    reader.items(&file.items);
    Ok(reader.offers)
}

struct Reader {
    module: Vec<String>,
    offers: BTreeMap<String, Offer>,
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens as one line, in the spacing people use.
fn line(tokens: &impl ToTokens) -> String {
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

impl Reader {
    fn path(&self, name: &str) -> String {
        let mut path = self.module.join("::");
        if !path.is_empty() {
            path.push_str("::");
        }
        path.push_str(name);
        path
    }

    fn offer(&mut self, path: String, signature: String, addition: Addition) {
        self.offers.insert(
            path,
            Offer {
                signature,
                addition,
            },
        );
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        use Addition::Harmless;
        match item {
            Item::Mod(module) if public(&module.vis) => {
                if let Some((_, items)) = &module.content {
                    self.module.push(module.ident.to_string());
                    self.items(items);
                    self.module.pop();
                }
            }
            Item::Struct(item) if public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                self.offer(
                    path.clone(),
                    format!("struct{}", line(&item.generics)),
                    Harmless,
                );
                self.derives(&path, &item.attrs);
                self.fields(&path, &item.fields);
            }
            Item::Enum(item) if public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                self.offer(
                    path.clone(),
                    format!("enum{}", line(&item.generics)),
                    Harmless,
                );
                self.derives(&path, &item.attrs);
                let open = item
                    .attrs
                    .iter()
                    .any(|a| a.path().is_ident("non_exhaustive"));
                let addition = if open { Harmless } else { Addition::Breaks };
                for variant in &item.variants {
                    let payload = match &variant.fields {
                        Fields::Unit => "variant".to_owned(),
                        fields => format!("variant {}", line(fields)),
                    };
                    self.offer(format!("{path}::{}", variant.ident), payload, addition);
                }
            }
            Item::Type(item) if public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                let signature = format!("type{} = {}", line(&item.generics), line(&item.ty));
                self.offer(path, signature, Harmless);
            }
            Item::Fn(item) if public(&item.vis) => {
                let path = self.path(&item.sig.ident.to_string());
                self.offer(path, line(&item.sig), Harmless);
            }
            Item::Const(item) if public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                self.offer(path, format!("const {}", line(&item.ty)), Harmless);
            }
            Item::Use(item) if public(&item.vis) => {
                let tree = line(&item.tree);
                self.offer(
                    self.path(&format!("use {tree}")),
                    "re-export".to_owned(),
                    Harmless,
                );
            }
            Item::Trait(item) if public(&item.vis) => {
                let path = self.path(&item.ident.to_string());
                self.offer(path, format!("trait {}", line(item)), Harmless);
            }
            Item::Impl(item) => self.implementation(item),
            _ => {}
        }
    }

    fn derives(&mut self, path: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"))
        {
            let _ = attribute.parse_nested_meta(|meta| {
                let name = line(&meta.path);
                let name = name.trim_start_matches("::").to_owned();
                self.offer(
                    format!("impl {name} for {path}"),
                    "derived".to_owned(),
                    Addition::Harmless,
                );
                Ok(())
            });
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields) {
        // A struct with a private field is never written as a literal outside.
        let literal = fields.iter().all(|field| public(&field.vis));
        let addition = if literal {
            Addition::Breaks
        } else {
            Addition::Harmless
        };
        for (index, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, field)| public(&field.vis))
        {
            let name = field
                .ident
                .as_ref()
                .map_or_else(|| index.to_string(), ToString::to_string);
            self.offer(format!("{path}::{name}"), line(&field.ty), addition);
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let subject = self.subject(&line(&item.self_ty));
        let bare = subject.split('<').next().unwrap_or(&subject).to_owned();
        for field in unset_fields(item) {
            let path = format!("{bare}::{field} (required)");
            self.offer(path, REQUIRED.to_owned(), Addition::Breaks);
        }
        if let Some((name, _)) = &item.trait_ {
            let types: Vec<_> = item
                .items
                .iter()
                .filter_map(|inner| match inner {
                    ImplItem::Type(inner) => Some(line(inner)),
                    _ => None,
                })
                .collect();
            // A derived and a written implementation offer the same.
            let name = line(name);
            let name = name.trim_start_matches("::");
            let path = match item.generics.params.is_empty() {
                true => format!("impl {name} for {subject}"),
                false => format!("impl {name} for {subject} {}", line(&item.generics)),
            };
            let signature = if types.is_empty() {
                "derived".to_owned()
            } else {
                types.join(" ")
            };
            self.offer(path, signature, Addition::Harmless);
            return;
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if public(&method.vis) => {
                    let path = format!("{bare}::{}()", method.sig.ident);
                    self.offer(path, line(&method.sig), Addition::Harmless);
                }
                ImplItem::Const(constant) if public(&constant.vis) => {
                    let path = format!("{bare}::{}", constant.ident);
                    self.offer(path, line(&constant.ty), Addition::Harmless);
                }
                _ => {}
            }
        }
    }

    /// The implementing type as a path from the root.
    fn subject(&self, written: &str) -> String {
        match written.strip_prefix("super::") {
            Some(rest) => {
                let above = self.module.len().saturating_sub(1);
                let mut parts: Vec<&str> =
                    self.module.iter().take(above).map(String::as_str).collect();
                parts.push(rest);
                parts.join("::")
            }
            None => self.path(written),
        }
    }
}

/// The fields that a constructor leaves as an error until somebody sets them: the setters a builder
/// requires. Their absence shows only when the program runs, which is worse than not compiling.
fn unset_fields(item: &syn::ItemImpl) -> BTreeSet<String> {
    struct Search(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
            for field in &literal.fields {
                let unset =
                    matches!(&field.expr, syn::Expr::Call(call) if line(&call.func) == "Err");
                if let (true, syn::Member::Named(name)) = (unset, &field.member) {
                    self.0.insert(name.to_string());
                }
            }
        }
    }
    let mut search = Search(BTreeSet::new());
    for inner in &item.items {
        if let ImplItem::Fn(method) = inner
            && matches!(method.sig.ident.to_string().as_str(), "new" | "default")
        {
            search.visit_impl_item_fn(method);
        }
    }
    search.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_spaced_as_people_write_them() {
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
