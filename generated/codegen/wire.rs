//! Makes the bindings send and read what the document says where progenitor has no words for it.
//!
//! A prepared document notes such places with extensions: `x-rust-name` at a parameter whose own name Rust or
//! the builder cannot have, `x-media-type` at a JSON or byte body that is sent under another media type,
//! `x-accept` at an operation, and `x-empty` at a response without a body beside typed ones.

use std::collections::HashMap;

use serde_json::Value;
use syn::visit_mut::{self, VisitMut};

use super::operations::METHODS;

/// What the operations of a document need, by their folded ids.
#[derive(Default)]
pub struct Adaptations {
    operations: HashMap<String, Adaptation>,
}

#[derive(Default)]
struct Adaptation {
    /// Names on the wire by names in Rust.
    parameters: HashMap<String, String>,
    content_type: Option<String>,
    accept: Option<String>,
    /// Statuses or ranges without a body.
    empty: Vec<String>,
}

/// Letters and digits in one case: the part of an operation's id that survives the generator's spelling.
fn folded(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Takes the notes out of a document, before it is given to progenitor.
pub fn take(document: &mut Value) -> Adaptations {
    let mut all = Adaptations::default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                let id = operation
                    .get("operationId")
                    .and_then(Value::as_str)
                    .map(folded);
                let adaptation = adaptation(operation);
                if let (Some(id), Some(adaptation)) = (id, adaptation) {
                    all.operations.insert(id, adaptation);
                }
            }
        }
    }
    all
}

fn adaptation(operation: &mut Value) -> Option<Adaptation> {
    let mut found = Adaptation::default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if let (Some(rust), Some(name)) = (
            text(parameter.get("x-rust-name")),
            text(parameter.get("name")),
        ) {
            parameter["name"] = rust.clone().into();
            found.parameters.insert(rust, name);
        }
    }
    let content = operation
        .pointer("/requestBody/content")
        .and_then(Value::as_object);
    found.content_type =
        content.and_then(|content| text(content.values().next()?.get("x-media-type")));
    found.accept = text(operation.get("x-accept"));
    let responses = operation.get("responses").and_then(Value::as_object);
    let empty = responses
        .into_iter()
        .flatten()
        .filter(|(_, response)| response.get("x-empty").is_some());
    found.empty = empty.map(|(status, _)| status.clone()).collect();
    let needed = !found.parameters.is_empty()
        || found.content_type.is_some()
        || found.accept.is_some()
        || !found.empty.is_empty();
    needed.then_some(found)
}

impl Adaptations {
    /// Applies the notes to progenitor's output.
    pub fn apply(&self, file: &mut syn::File) {
        if !self.operations.is_empty() {
            Sends { all: self }.visit_file_mut(file);
        }
    }
}

/// Finds the functions that send a request.
struct Sends<'a> {
    all: &'a Adaptations,
}

impl VisitMut for Sends<'_> {
    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        if function.sig.ident != "send" {
            return;
        }
        let mut id = OperationId(None);
        id.visit_block_mut(&mut function.block);
        if let Some(adaptation) = id.0.and_then(|id| self.all.operations.get(&folded(&id))) {
            Send { adaptation }.visit_block_mut(&mut function.block);
        }
    }
}

/// Reads the id out of `OperationInfo { operation_id: "..." }`.
struct OperationId(Option<String>);

impl VisitMut for OperationId {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        let named = matches!(&field.member, syn::Member::Named(name) if name == "operation_id");
        if let (
            true,
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }),
        ) = (named, &field.expr)
        {
            self.0 = Some(text.value());
        }
    }
}

/// Changes one function that sends a request.
struct Send<'a> {
    adaptation: &'a Adaptation,
}

impl VisitMut for Send<'_> {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        let new = match text.as_str() {
            "application/octet-stream" => self.adaptation.content_type.as_ref(),
            "application/json" => self.adaptation.accept.as_ref(),
            name => self.adaptation.parameters.get(name),
        };
        if let Some(new) = new {
            *literal = syn::LitStr::new(new, literal.span());
        }
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if let (true, Some(content_type)) = (call.method == "json", &self.adaptation.content_type) {
            let receiver = &call.receiver;
            // reqwest sets its own type only where there is none yet.
            *call.receiver = syn::parse_quote! {
                #receiver.header(
                    ::reqwest::header::CONTENT_TYPE,
                    ::reqwest::header::HeaderValue::from_static(#content_type),
                )
            };
        }
    }

    fn visit_expr_match_mut(&mut self, expression: &mut syn::ExprMatch) {
        visit_mut::visit_expr_match_mut(self, expression);
        let Some(response) = response(&expression.expr).cloned() else {
            return;
        };
        if self.adaptation.empty.is_empty() {
            return;
        }
        for arm in &mut expression.arms {
            if status(&arm.pat).is_some_and(|status| self.adaptation.empty.contains(&status)) {
                arm.body = syn::parse_quote! {{
                    Ok(ResponseValue::new(
                        ::std::default::Default::default(),
                        #response.status(),
                        #response.headers().clone(),
                    ))
                }};
            }
        }
        // Progenitor puts a range before the statuses in it.
        expression.arms.sort_by_key(|arm| match &arm.pat {
            syn::Pat::Lit(_) => 0,
            syn::Pat::Range(_) => 1,
            _ => 2,
        });
    }
}

/// The variable in `response.status().as_u16()`.
fn response(expression: &syn::Expr) -> Option<&syn::Expr> {
    let called = |expression: &syn::Expr, name: &str| matches!(expression, syn::Expr::MethodCall(call) if call.method == name);
    fn receiver(expression: &syn::Expr) -> Option<&syn::Expr> {
        match expression {
            syn::Expr::MethodCall(call) => Some(&call.receiver),
            _ => None,
        }
    }
    let status = receiver(expression).filter(|_| called(expression, "as_u16"))?;
    receiver(status).filter(|_| called(status, "status"))
}

/// `204`, or `2XX` for the range of a class.
fn status(pattern: &syn::Pat) -> Option<String> {
    let number = |expression: &syn::Expr| match expression {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Int(number),
            ..
        }) => number.base10_parse::<u16>().ok(),
        _ => None,
    };
    match pattern {
        syn::Pat::Lit(syn::PatLit {
            lit: syn::Lit::Int(exact),
            ..
        }) => Some(exact.base10_parse::<u16>().ok()?.to_string()),
        syn::Pat::Range(range) => Some(format!("{}XX", number(range.start.as_deref()?)? / 100)),
        _ => None,
    }
}
