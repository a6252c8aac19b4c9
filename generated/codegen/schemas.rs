//! Adds what the feature `schemars` offers: `JsonSchema` for each type, and a table of all schemas.

use quote::quote;
use syn::{Attribute, Item, parse_quote};

/// Derives `JsonSchema` for the types of the bindings under the feature `schemars`, and returns a module
/// that lists their schemas.
pub fn make_json_schema_optional(file: &mut syn::File) -> Item {
    let mut names = Vec::new();
    for item in types(file) {
        let (attributes, name) = match item {
            Item::Struct(item) => (&mut item.attrs, &item.ident),
            Item::Enum(item) => (&mut item.attrs, &item.ident),
            _ => continue,
        };
        let derives = attributes.iter().position(derives_deserialize);
        if let Some(position) = derives {
            attributes.insert(
                position,
                parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]),
            );
            names.push(name.clone());
        }
    }
    let entries = names.iter().map(|name| {
        let text = name.to_string();
        quote!((#text, ::schemars::schema_for!(super::types::#name)))
    });
    parse_quote! {
        /// The JSON Schemas of the types (feature `schemars`).
        #[cfg(feature = "schemars")]
        pub mod schemas {
            /// Name and schema of each type in [`types`](super::types), sorted by name.
            pub fn all() -> Vec<(&'static str, ::schemars::schema::RootSchema)> {
                vec![#(#entries),*]
            }
        }
    }
}

/// The items of the module `types`.
fn types(file: &mut syn::File) -> impl Iterator<Item = &mut Item> {
    file.items
        .iter_mut()
        .filter_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
            _ => None,
        })
        .flat_map(|(_, items)| items)
}

fn derives_deserialize(attribute: &Attribute) -> bool {
    attribute.path().is_ident("derive")
        && attribute
            .meta
            .require_list()
            .is_ok_and(|list| list.tokens.to_string().contains("Deserialize"))
}
