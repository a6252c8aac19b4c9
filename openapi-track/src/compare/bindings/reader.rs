//! Reads the public items of a text of generated bindings, each with its signature.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;
use syn::{Fields, ImplItem, Item, Visibility};

use super::signature::line;

/// One public item, field, variant, method or implementation.
pub(super) struct PublicItem {
    pub(super) signature: String,
    /// Whether adding it stops code from compiling (struct literals, exhaustive matches) or from working
    /// (a builder field that must be set).
    pub(super) addition_breaks: bool,
}

/// By path: `types::X::y`, `impl Clone for types::X`.
pub(super) type PublicItems = BTreeMap<String, PublicItem>;

/// The signature of a builder field that must be set.
pub(super) const MUST_BE_SET: &str = "must be set";

/// The public items of a text.
pub(super) fn read(text: &str) -> Result<PublicItems, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut reader = Reader {
        module: Vec::new(),
        found: BTreeMap::new(),
    };
    reader.items(&file.items);
    Ok(reader.found)
}

struct Reader {
    module: Vec<String>,
    found: PublicItems,
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl Reader {
    fn path(&self, name: impl std::fmt::Display) -> String {
        self.module
            .iter()
            .map(|module| format!("{module}::"))
            .collect::<String>()
            + &name.to_string()
    }

    fn add(&mut self, path: String, signature: impl Into<String>) {
        self.add_as(path, signature, false);
    }

    fn add_as(&mut self, path: String, signature: impl Into<String>, addition_breaks: bool) {
        self.found.insert(
            path,
            PublicItem {
                signature: signature.into(),
                addition_breaks,
            },
        );
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Mod(module) if public(&module.vis) => {
                if let Some((_, items)) = &module.content {
                    self.module.push(module.ident.to_string());
                    self.items(items);
                    self.module.pop();
                }
            }
            Item::Struct(item) if public(&item.vis) => {
                let path = self.path(&item.ident);
                self.add(path.clone(), format!("struct{}", line(&item.generics)));
                self.derives(&path, &item.attrs);
                self.fields(&path, &item.fields);
            }
            Item::Enum(item) if public(&item.vis) => {
                let path = self.path(&item.ident);
                self.add(path.clone(), format!("enum{}", line(&item.generics)));
                self.derives(&path, &item.attrs);
                let open = item
                    .attrs
                    .iter()
                    .any(|attribute| attribute.path().is_ident("non_exhaustive"));
                for variant in &item.variants {
                    let payload = match &variant.fields {
                        Fields::Unit => "variant".to_owned(),
                        fields => format!("variant {}", line(fields)),
                    };
                    self.add_as(format!("{path}::{}", variant.ident), payload, !open);
                }
            }
            Item::Type(item) if public(&item.vis) => {
                let signature = format!("type{} = {}", line(&item.generics), line(&item.ty));
                self.add(self.path(&item.ident), signature);
            }
            Item::Fn(item) if public(&item.vis) => {
                self.add(self.path(&item.sig.ident), line(&item.sig))
            }
            Item::Const(item) if public(&item.vis) => {
                self.add(self.path(&item.ident), format!("const {}", line(&item.ty)));
            }
            Item::Use(item) if public(&item.vis) => {
                self.add(self.path(format!("use {}", line(&item.tree))), "re-export");
            }
            Item::Trait(item) if public(&item.vis) => {
                self.add(self.path(&item.ident), format!("trait {}", line(item)));
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
            // A derive that does not parse would not have compiled.
            let _ = attribute.parse_nested_meta(|meta| {
                let name = line(&meta.path);
                self.add(
                    format!("impl {} for {path}", name.trim_start_matches("::")),
                    "derived",
                );
                Ok(())
            });
        }
    }

    fn fields(&mut self, path: &str, fields: &Fields) {
        // A struct with a private field cannot be written as a literal elsewhere.
        let literal = fields.iter().all(|field| public(&field.vis));
        for (index, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, field)| public(&field.vis))
        {
            let name = field
                .ident
                .as_ref()
                .map_or_else(|| index.to_string(), ToString::to_string);
            self.add_as(format!("{path}::{name}"), line(&field.ty), literal);
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let subject = self.subject(&line(&item.self_ty));
        let bare = subject.split('<').next().unwrap_or(&subject).to_owned();
        for field in unset_fields(item) {
            self.add_as(format!("{bare}::{field} (required)"), MUST_BE_SET, true);
        }
        if let Some((name, _)) = &item.trait_ {
            let types = item.items.iter().filter_map(|inner| match inner {
                ImplItem::Type(inner) => Some(line(inner)),
                _ => None,
            });
            let types: Vec<_> = types.collect();
            let name = line(name);
            let name = name.trim_start_matches("::");
            let path = match item.generics.params.is_empty() {
                true => format!("impl {name} for {subject}"),
                false => format!("impl {name} for {subject} {}", line(&item.generics)),
            };
            // A derived and a written implementation are the same to a user.
            self.add(
                path,
                if types.is_empty() {
                    "derived".to_owned()
                } else {
                    types.join(" ")
                },
            );
            return;
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if public(&method.vis) => {
                    self.add(format!("{bare}::{}()", method.sig.ident), line(&method.sig));
                }
                ImplItem::Const(constant) if public(&constant.vis) => {
                    self.add(format!("{bare}::{}", constant.ident), line(&constant.ty));
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
                let above = self.module.iter().take(above).map(String::as_str);
                above.chain([rest]).collect::<Vec<_>>().join("::")
            }
            None => self.path(written),
        }
    }
}

/// The fields that a constructor leaves as an error until they are set: the setters that a builder
/// requires. That they were not called shows only at run time, which is worse than not compiling.
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
