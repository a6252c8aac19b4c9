//! Generates the module `operations`: id, method and path of each operation, and the default server.

use heck::ToShoutySnakeCase as _;
use quote::{format_ident, quote};
use serde_json::Value;

/// The methods that OpenAPI 3.0 knows.
pub const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];

/// An operation and where the document places it.
pub struct Placed<'a> {
    pub id: &'a str,
    /// The HTTP method in capitals.
    pub method: String,
    pub path: &'a str,
    pub operation: &'a Value,
}

/// All operations of a document. Those without an id are left out; progenitor rejects them.
pub fn all(document: &Value) -> impl Iterator<Item = Placed<'_>> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| {
            let operation = item.get(method)?;
            Some(Placed {
                id: operation.get("operationId")?.as_str()?,
                method: method.to_ascii_uppercase(),
                path,
                operation,
            })
        })
    })
}

/// The name of an operation's constant.
pub fn constant(id: &str) -> syn::Ident {
    let name = id.to_shouty_snake_case();
    let is_taken = ["ALL", "DEFAULT_SERVER"].contains(&name.as_str());
    match syn::parse_str(&name) {
        Ok(name) if !is_taken => name,
        _ => format_ident!("_{name}"),
    }
}

/// The module for a document.
pub fn module(document: &Value) -> syn::Item {
    let mut names = Vec::new();
    let mut constants = Vec::new();
    for Placed {
        id, method, path, ..
    } in all(document)
    {
        let name = constant(id);
        let doc = format!("`{method} {path}`");
        constants.push(quote! {
            #[doc = #doc]
            pub const #name: Operation = Operation { id: #id, method: #method, path: #path };
        });
        names.push(name);
    }
    let server = default_server(document);
    syn::parse_quote! {
        /// The operations of the document.
        pub mod operations {
            /// Where the document places an operation.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub struct Operation {
                /// The document's id of the operation.
                pub id: &'static str,
                /// The HTTP method in capitals.
                pub method: &'static str,
                /// The path below the server, with parameters in braces.
                pub path: &'static str,
            }
            /// The first server of the document, without a slash at the end; empty when the document
            /// names none.
            pub const DEFAULT_SERVER: &str = #server;
            /// All operations, sorted by path and method.
            pub const ALL: &[Operation] = &[#(#names),*];
            #(#constants)*
        }
    }
}

/// The first server's URL with the default of each variable.
fn default_server(document: &Value) -> String {
    let server = document.pointer("/servers/0");
    let url = server.and_then(|server| server.get("url")?.as_str());
    let mut url = url.unwrap_or_default().to_owned();
    let variables = server.and_then(|server| server.get("variables")?.as_object());
    for (name, variable) in variables.into_iter().flatten() {
        if let Some(default) = variable.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    url.trim_end_matches('/').to_owned()
}
