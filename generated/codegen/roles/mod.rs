//! Generates `roles.rs`: for each operation of the client, the request from the caller's values and the
//! values of the response, placed by the document's `x-roles`.
//!
//! The client uses these modules instead of the generated builders and types, so that it does not depend on
//! the names and the structure of the vendor's document.

mod declaration;
mod nearest;
mod request;
mod response;
mod schema;

use heck::ToPascalCase as _;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use self::{
    declaration::{Declaration, ERRORS, OUTPUTS, Parameter},
    schema::Schemas,
};
use super::{
    operations,
    rust_items::{RustItems, last_segment},
};

/// What the generated code uses of the crate that holds it.
const IMPORTS: &str = "use crate::{
    bindings::{Client, Error, ResponseValue, operations, types},
    request_input::{self, RequestInput, RequestInputError},
    role::{
        Accepts, BodyField, Content, ErrorPointers, Input, OperationRoles, Output, ParameterRole,
        ParameterValue,
    },
    session_fields::{self, SessionFields},
};";

/// Generates the adapters for a prepared document and the bindings that were generated from it.
///
/// # Errors
/// All roles that are missing, unknown or point nowhere, one line each.
pub fn generate(document: &Value, bindings: &syn::File) -> Result<syn::File, String> {
    let items = RustItems::read(bindings);
    let schemas = Schemas { document };
    let mut errors = Vec::new();
    let declarations = declaration::read(document, &mut errors);
    let modules: Vec<_> = declarations
        .iter()
        .filter_map(|declaration| operation(declaration, schemas, &items, &mut errors))
        .collect();
    if !errors.is_empty() {
        return Err(errors.join("\n"));
    }
    let all = declarations
        .iter()
        .map(|declaration| format_ident!("{}", declaration.name));
    let imports: syn::ItemUse = syn::parse_str(IMPORTS).map_err(|error| error.to_string())?;
    syn::parse2(quote! {
        #imports

        /// The roles of all operations of the client.
        pub const ALL: &[OperationRoles] = &[#(#all::ROLES),*];

        #(#modules)*
    })
    .map_err(|error| format!("the generated roles do not parse: {error}"))
}

/// The module of one operation.
fn operation(
    declaration: &Declaration<'_>,
    schemas: Schemas<'_>,
    items: &RustItems,
    errors: &mut Vec<String>,
) -> Option<TokenStream> {
    response::check(declaration, schemas, errors);
    check_errors(declaration, schemas, errors);
    check_inputs(declaration, errors);
    let fields = request::fields(declaration, schemas, errors);
    let parameters = parameters(declaration, errors);
    let Some(rust) = items.operation(declaration.id) else {
        errors.push(format!(
            "x-roles of {} ({}): the generated bindings have no operation `{}`",
            declaration.name, declaration.place, declaration.id
        ));
        return None;
    };

    let parent = format_ident!("super");
    let module = format_ident!("{}", declaration.name);
    let doc = format!("`{}` for `{}`.", declaration.place, declaration.name);
    let name = &declaration.name;
    let operation = operations::constant(declaration.id);
    let outputs = OUTPUTS.iter().filter_map(|(role, field)| {
        let pointer = declaration.response.get(*role)?;
        let output = format_ident!("{}", field.to_pascal_case());
        Some(quote!((Output::#output, #pointer)))
    });
    let recoverable = response::recoverable(declaration, schemas);
    let recoverable = recoverable.iter().map(|(field, name)| {
        let output = format_ident!("{}", field.to_pascal_case());
        quote!((Output::#output, #name))
    });
    let statuses = response::statuses(declaration, schemas);
    let error_pointers = ERRORS.iter().map(|(role, field)| {
        let field = format_ident!("{field}");
        match declaration.errors.get(*role) {
            Some(pointer) => quote!(#field: Some(#pointer)),
            None => quote!(#field: None),
        }
    });
    let table = parameters.iter().map(|parameter| {
        let ParameterUse {
            name,
            location,
            value,
            ..
        } = parameter;
        let value = match value {
            Parameter::Role(role) => {
                let input = request::input(role);
                quote!(ParameterValue::Input(#input))
            }
            Parameter::Constant(value) => {
                let text = value.to_string();
                quote!(ParameterValue::Constant(#text))
            }
        };
        quote!(ParameterRole { name: #name, location: #location, value: #value })
    });

    let mut members = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for (n, parameter) in parameters.iter().enumerate() {
        let Some((setter, ty)) = rust.parameter(parameter.name) else {
            errors.push(format!(
                "x-roles of {} ({}): the generated bindings have no parameter `{}`",
                declaration.name, declaration.place, parameter.name
            ));
            continue;
        };
        let member = format_ident!("parameter_{n}");
        let is_text = last_segment(ty).as_deref() == Some("String");
        match parameter.value {
            Parameter::Constant(value) => {
                // A text parameter takes a number as its digits.
                let value = match value {
                    Value::String(_) => value.clone(),
                    value if is_text => Value::String(value.to_string()),
                    value => value.clone(),
                };
                let text = value.to_string();
                members.push(quote!(#member: #ty));
                values.push(quote!(#member: request_input::constant(#text)?));
                setters.push(quote!(let call = call.#setter(self.#member);));
            }
            Parameter::Role(role) => {
                let input = request::input(role);
                let value = match is_text {
                    true => quote!(request_input::text(#input, input)),
                    false => quote!(request_input::parameter(#input, input)?),
                };
                if parameter.required {
                    members.push(quote!(#member: #ty));
                    values.push(quote!(#member: #value.ok_or(RequestInputError::Missing(#input))?));
                    setters.push(quote!(let call = call.#setter(self.#member);));
                } else {
                    members.push(quote!(#member: Option<#ty>));
                    values.push(quote!(#member: #value));
                    setters.push(quote! {
                        let call = match self.#member { Some(value) => call.#setter(value), None => call };
                    });
                }
            }
        }
    }
    let check = match &rust.body {
        Some(ty) => {
            members.push(quote!(body: #ty));
            values.push(quote!(body: request_input::body(&ROLES, input)?));
            setters.push(quote!(let call = call.body(self.body);));
            None
        }
        None => Some(quote!(request_input::no_body(&ROLES, input)?;)),
    };
    let function = response::function(declaration, &rust.success, items);
    let method = &rust.method;
    Some(quote! {
        #[doc = #doc]
        pub mod #module {
            use #parent::*;

            /// Where the document places the values.
            pub const ROLES: OperationRoles = OperationRoles {
                name: #name,
                operation: operations::#operation,
                parameters: &[#(#table),*],
                request: &[#(#fields),*],
                response: &[#(#outputs),*],
                recoverable: &[#(#recoverable),*],
                parse,
                statuses: &[#(#statuses),*],
                errors: ErrorPointers { #(#error_pointers),* },
            };

            /// A request that can be sent.
            #[derive(Clone)]
            pub struct Request { #(#members),* }

            /// Prints no value: they are personal data.
            impl ::std::fmt::Debug for Request {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct("Request").finish_non_exhaustive()
                }
            }

            impl Request {
                /// The request with these values.
                ///
                /// # Errors
                /// A value that the document requires or does not accept.
                pub fn new(input: &RequestInput<'_>) -> Result<Self, RequestInputError> {
                    #check
                    Ok(Self { #(#values),* })
                }

                /// Sends it.
                ///
                /// # Errors
                /// As the generated operation, without the typed error body.
                pub async fn send(self, client: &Client) -> Result<ResponseValue<SessionFields>, Error> {
                    let call = client.#method();
                    #(#setters)*
                    match call.send().await {
                        Ok(response) => response.map(fields),
                        Err(error) => Err(error.into_untyped()),
                    }
                }
            }

            #function
        }
    })
}

/// A parameter that is sent.
struct ParameterUse<'a> {
    name: &'a str,
    location: &'a str,
    required: bool,
    value: &'a Parameter,
}

/// The parameters with a role or a constant; those that are required and have none are errors.
fn parameters<'a>(
    declaration: &'a Declaration<'_>,
    errors: &mut Vec<String>,
) -> Vec<ParameterUse<'a>> {
    let all = declaration.operation.get("parameters");
    let all: Vec<_> = all
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let name = |parameter: &'a Value| parameter.get("name").and_then(Value::as_str);
    let head = format!("x-roles of {} ({})", declaration.name, declaration.place);
    for declared in declaration.parameters.keys() {
        if !all
            .iter()
            .any(|parameter| name(parameter) == Some(declared))
        {
            let names: Vec<_> = all.iter().filter_map(|parameter| name(parameter)).collect();
            errors.push(format!(
                "{head}: there is no parameter `{declared}`; there are: {}",
                names.join(", ")
            ));
        }
    }
    let mut used = Vec::new();
    for parameter in all {
        let Some(name) = name(parameter) else {
            continue;
        };
        let required = parameter.get("required") == Some(&Value::Bool(true));
        match declaration.parameters.get(name) {
            Some(value) => used.push(ParameterUse {
                name,
                location: parameter
                    .get("in")
                    .and_then(Value::as_str)
                    .unwrap_or_default(),
                required,
                value,
            }),
            None if required => errors.push(format!(
                "{head}: the parameter `{name}` is required and has no role; add \
                 `parameters: {{{name}: ROLE}}` or `{{{name}: {{constant: VALUE}}}}`"
            )),
            None => {}
        }
    }
    used
}

/// The caller's values that an operation makes no sense without.
fn check_inputs(declaration: &Declaration<'_>, errors: &mut Vec<String>) {
    let needed = match declaration.name.as_str() {
        "start_step_up" => "user",
        name if name.starts_with("get") => "transactionId",
        _ => return,
    };
    if !declaration.sends(needed) {
        errors.push(format!(
            "x-roles of {} ({}): the client needs the role `{needed}` in `request` or `parameters`; add it \
             with an overlay action",
            declaration.name, declaration.place
        ));
    }
}

/// Checks the error roles against the error bodies.
fn check_errors(declaration: &Declaration<'_>, schemas: Schemas<'_>, errors: &mut Vec<String>) {
    let bodies = response::bodies(declaration.operation, |status| !status.starts_with('2'));
    if bodies.is_empty() {
        return;
    }
    let elements = declaration.errors.get("invalidParams");
    for (role, pointer) in &declaration.errors {
        let pointer = match role.as_str() {
            "name" | "reason" => match elements {
                Some(elements) => format!("{elements}/*{pointer}"),
                None => continue,
            },
            _ => pointer.clone(),
        };
        let what = format!("error role `{role}`");
        nearest::check(
            declaration,
            &what,
            &pointer,
            &bodies,
            "the error responses",
            schemas,
            errors,
        );
    }
}
