//! Generates the function that takes the values with a role out of a response.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Type;

use super::super::rust_items::{RustItems, Shape, arguments, last_segment};
use super::{
    declaration::{Declaration, OUTPUTS},
    nearest,
    schema::{Found, Schemas, json_body, segments},
};

/// Checks the response roles of an operation against its success bodies.
pub fn check(declaration: &Declaration<'_>, schemas: Schemas<'_>, errors: &mut Vec<String>) {
    let bodies = bodies(declaration.operation, |status| status.starts_with('2'));
    for (role, pointer) in &declaration.response {
        nearest::check(
            declaration,
            &format!("response role `{role}`"),
            pointer,
            &bodies,
            "the success response",
            schemas,
            errors,
        );
    }
    let needed = match declaration.is_start() {
        // A start may have no body: the client then says that it could not learn the id.
        true if bodies.is_empty() => None,
        true => Some("transactionId"),
        false => Some("status"),
    };
    if let Some(role) = needed.filter(|role| !declaration.response.contains_key(*role)) {
        nearest::missing(declaration, "response", role, &bodies, schemas, errors);
    }
}

/// The JSON schemas of the responses with these status codes.
pub fn bodies(operation: &Value, wanted: impl Fn(&str) -> bool) -> Vec<&Value> {
    let responses = operation.get("responses").and_then(Value::as_object);
    responses
        .into_iter()
        .flatten()
        .filter(|(status, _)| wanted(status))
        .filter_map(|(_, response)| json_body(response))
        .collect()
}

/// The values that the document lists for the status.
pub fn statuses<'a>(declaration: &Declaration<'a>, schemas: Schemas<'a>) -> Vec<&'a str> {
    let Some(pointer) = declaration.response.get("status") else {
        return Vec::new();
    };
    let bodies = bodies(declaration.operation, |status| status.starts_with('2'));
    let found = bodies
        .into_iter()
        .filter_map(|body| match schemas.at(body, pointer) {
            Ok(Found::Schema(schema)) => schemas.keyword(schema, "enum")?.as_array(),
            _ => None,
        });
    found.flatten().filter_map(Value::as_str).collect()
}

/// The last part of each pointer that no other property of the success bodies is called.
pub fn recoverable(
    declaration: &Declaration<'_>,
    schemas: Schemas<'_>,
) -> Vec<(&'static str, String)> {
    let bodies = bodies(declaration.operation, |status| status.starts_with('2'));
    let all: Vec<_> = bodies
        .iter()
        .flat_map(|body| schemas.pointers(body))
        .collect();
    let fields = OUTPUTS.iter().filter_map(|(role, field)| {
        let pointer = declaration.response.get(*role)?;
        let name = segments(pointer).pop()?;
        let is_unique = all
            .iter()
            .filter(|other| segments(other).last() == Some(&name))
            .all(|other| other == pointer);
        is_unique.then_some((*field, name))
    });
    fields.collect()
}

/// `fn parse(body: &[u8])` and `fn fields(body: T) -> SessionFields`.
pub fn function(declaration: &Declaration<'_>, success: &Type, items: &RustItems) -> TokenStream {
    if declaration.response.is_empty() {
        return quote! {
            fn parse(_: &[u8]) -> ::serde_json::Result<SessionFields> {
                Ok(SessionFields::default())
            }

            fn fields(_: #success) -> SessionFields { SessionFields::default() }
        };
    }
    let object = declaration
        .response
        .get("status")
        .or_else(|| declaration.response.get("transactionId"))
        .and_then(|pointer| pointer.rsplit_once('/'))
        .map_or("", |(parent, _)| parent);
    let fields = OUTPUTS.iter().filter_map(|(role, field)| {
        let pointer = declaration.response.get(*role)?;
        // A value that two roles share must not be moved out by the first.
        let shared = declaration
            .response
            .iter()
            .any(|(other, at)| other != role && at == pointer);
        let field = format_ident!("{field}");
        let value = value(success, &segments(pointer), shared, items);
        Some(quote!(fields.#field = (|| -> Option<String> { #value })();))
    });
    let object_segments = segments(object);
    let present = present(success, &object_segments, items);
    let unknown = unknown(success, &object_segments, items);
    quote! {
        fn parse(body: &[u8]) -> ::serde_json::Result<SessionFields> {
            ::serde_json::from_slice(body).map(fields)
        }

        fn fields(mut body: #success) -> SessionFields {
            let mut fields = SessionFields::default();
            #(#fields)*
            fields.is_present = (|| -> Option<()> { #present })().is_some();
            #unknown
            fields
        }
    }
}

/// The deepest place that the generated types lead to.
struct Walk {
    place: TokenStream,
    /// Whether `place` is a reference.
    is_reference: bool,
    ty: Type,
    /// The rest of the pointer, where an untyped value or an enum is on the way.
    rest: Vec<String>,
}

impl Walk {
    /// `&mut place`.
    fn reference(&self) -> TokenStream {
        let place = &self.place;
        match self.is_reference {
            true => place.clone(),
            false => quote!(&mut #place),
        }
    }

    fn enter_option(&mut self, inner: Type) {
        let place = &self.place;
        self.place = quote!(#place.as_mut()?);
        self.is_reference = true;
        self.ty = inner;
    }

    fn enter_box(&mut self, inner: Type) {
        let place = &self.place;
        self.place = match self.is_reference {
            true => quote!((**#place)),
            false => quote!((*#place)),
        };
        self.is_reference = false;
        self.ty = inner;
    }
}

fn walk(ty: &Type, path: &[String], items: &RustItems) -> Walk {
    let mut walk = Walk {
        place: quote!(body),
        is_reference: false,
        ty: ty.clone(),
        rest: path.to_vec(),
    };
    while let Some(segment) = walk.rest.first().cloned() {
        let name = last_segment(&walk.ty).unwrap_or_default();
        let argument = arguments(&walk.ty).first().map(|ty| (*ty).clone());
        let place = walk.place.clone();
        match (name.as_str(), argument) {
            ("Option", Some(inner)) => walk.enter_option(inner),
            ("Box", Some(inner)) => walk.enter_box(inner),
            ("Vec", Some(inner)) => {
                let Ok(index) = segment.parse::<usize>() else {
                    break;
                };
                walk.place = quote!(#place.get_mut(#index)?);
                walk.is_reference = true;
                walk.ty = inner;
                walk.rest.remove(0);
            }
            _ => match items.shape(&walk.ty) {
                Some(Shape::Fields(fields)) => {
                    let mut fields = fields.iter();
                    let Some(field) =
                        fields.find(|field| field.property.as_deref() == Some(&*segment))
                    else {
                        break;
                    };
                    let ident = &field.ident;
                    walk.place = quote!(#place.#ident);
                    walk.is_reference = false;
                    walk.ty = field.ty.clone();
                    walk.rest.remove(0);
                }
                Some(Shape::Newtype(inner)) => {
                    walk.place = quote!(#place.0);
                    walk.is_reference = false;
                    walk.ty = Type::clone(inner);
                }
                None => break,
            },
        }
    }
    walk
}

fn pointer(path: &[String]) -> String {
    let parts = path.iter().map(|part| super::schema::escape(part));
    parts.map(|part| format!("/{part}")).collect()
}

fn value(ty: &Type, path: &[String], shared: bool, items: &RustItems) -> TokenStream {
    let walk = walk(ty, path, items);
    let (place, reference) = (&walk.place, walk.reference());
    if !walk.rest.is_empty() {
        let pointer = pointer(&walk.rest);
        return quote!(session_fields::text_at(#reference, #pointer));
    }
    let is_string = |ty: &Type| last_segment(ty).as_deref() == Some("String");
    let name = last_segment(&walk.ty).unwrap_or_default();
    let inner = arguments(&walk.ty).first().map(|ty| is_string(ty));
    match (shared, name.as_str(), inner) {
        (false, "String", _) => quote!(Some(::std::mem::take(#reference))),
        (false, "Option", Some(true)) => quote!(#place.take()),
        (_, "Option", _) => quote!(session_fields::text(#place.as_ref()?)),
        _ => quote!(session_fields::text(#reference)),
    }
}

fn present(ty: &Type, path: &[String], items: &RustItems) -> TokenStream {
    let walk = walk(ty, path, items);
    let (place, reference) = (&walk.place, walk.reference());
    if !walk.rest.is_empty() {
        let pointer = pointer(&walk.rest);
        return quote!(session_fields::object_at(#reference, #pointer));
    }
    match last_segment(&walk.ty).as_deref() {
        Some("Option") => quote!(#place.as_ref().map(|_| ())),
        _ => quote! {{
            let _ = #reference;
            Some(())
        }},
    }
}

/// Moves the undocumented properties of the object out.
fn unknown(ty: &Type, path: &[String], items: &RustItems) -> TokenStream {
    let mut walk = walk(ty, path, items);
    if !walk.rest.is_empty() {
        return TokenStream::new();
    }
    while let (Some(name @ ("Option" | "Box")), Some(inner)) = (
        last_segment(&walk.ty).as_deref(),
        arguments(&walk.ty).first().map(|ty| (*ty).clone()),
    ) {
        match name {
            "Option" => walk.enter_option(inner),
            _ => walk.enter_box(inner),
        }
    }
    let Some(Shape::Fields(fields)) = items.shape(&walk.ty) else {
        return TokenStream::new();
    };
    let Some(field) = fields.iter().find(|field| field.property.is_none()) else {
        return TokenStream::new();
    };
    let (place, ident) = (&walk.place, &field.ident);
    let members = match last_segment(&field.ty).as_deref() {
        Some("Map") => quote!(Some(::std::mem::take(&mut #place.#ident))),
        _ => quote!(session_fields::members(&#place.#ident)),
    };
    quote! {
        let unknown = (|| -> Option<::serde_json::Map<String, ::serde_json::Value>> { #members })();
        fields.unknown_fields = unknown.unwrap_or_default();
    }
}
