//! Finds types and operations in the generated bindings, so that other generated code can name them.

use std::collections::BTreeMap;

use syn::{
    Attribute, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, ReturnType, Type,
    TypeParamBound, WherePredicate,
};

/// The bindings' types and operations.
pub struct RustItems {
    structs: BTreeMap<String, Shape>,
    operations: Vec<RustOperation>,
}

/// What a struct of the module `types` consists of.
pub enum Shape {
    Fields(Vec<Field>),
    /// A struct with one public unnamed field.
    Newtype(Box<Type>),
}

/// A field of a struct.
pub struct Field {
    pub ident: syn::Ident,
    /// The name of the JSON property; `None` for the field with all undocumented properties.
    pub property: Option<String>,
    pub ty: Type,
}

/// A generated operation.
pub struct RustOperation {
    /// The method of `Client`.
    pub method: syn::Ident,
    /// Setter and type of each parameter.
    pub parameters: Vec<(syn::Ident, Type)>,
    pub body: Option<Type>,
    /// The type of a success.
    pub success: Type,
    /// The type of an error object.
    pub error: Type,
}

impl RustItems {
    /// Reads the items of a bindings file.
    pub fn read(file: &syn::File) -> Self {
        let module = |name: &'static str| {
            file.items
                .iter()
                .filter_map(move |item| match item {
                    Item::Mod(module) if module.ident == name => module.content.as_ref(),
                    _ => None,
                })
                .flat_map(|(_, items)| items)
        };
        let structs = module("types").filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), shape(item)?)),
            _ => None,
        });
        let implementations: BTreeMap<String, Vec<&ImplItemFn>> = module("builder")
            .filter_map(|item| match item {
                Item::Impl(item) => Some((last_segment(&item.self_ty)?, functions(item).collect())),
                _ => None,
            })
            .collect();
        let client = file.items.iter().filter_map(|item| match item {
            Item::Impl(item) if item.trait_.is_none() => {
                (last_segment(&item.self_ty)? == "Client").then_some(item)
            }
            _ => None,
        });
        let operations = client.flat_map(functions).filter_map(|function| {
            let builder = last_segment(returned(function)?)?;
            operation(&function.sig.ident, implementations.get(&builder)?)
        });
        Self {
            structs: structs.collect(),
            operations: operations.collect(),
        }
    }

    /// The struct that a type names, if it names one of the module `types`.
    pub fn shape(&self, ty: &Type) -> Option<&Shape> {
        self.structs.get(&last_segment(ty)?)
    }

    /// The operation of an `operationId`.
    pub fn operation(&self, id: &str) -> Option<&RustOperation> {
        self.operations
            .iter()
            .find(|operation| same_name(&operation.method.to_string(), id))
    }
}

impl RustOperation {
    /// The setter and the type of a parameter of the document.
    pub fn parameter(&self, name: &str) -> Option<&(syn::Ident, Type)> {
        self.parameters
            .iter()
            .find(|(setter, _)| same_name(&setter.to_string(), name))
    }
}

/// Whether an identifier was made from a name of the document. progenitor changes case and separators only,
/// and the lint rejects names that become equal by that.
fn same_name(identifier: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        let text = text.trim_start_matches("r#");
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(identifier) == letters(name)
}

fn shape(item: &syn::ItemStruct) -> Option<Shape> {
    let fields = item.fields.iter();
    match &item.fields {
        syn::Fields::Named(_) => {
            let fields = fields.filter_map(|field| {
                let ident = field.ident.clone()?;
                let property = match serde(&field.attrs) {
                    Serde::Flatten => None,
                    Serde::Rename(name) => Some(name),
                    Serde::Nothing => Some(ident.to_string().trim_start_matches("r#").to_owned()),
                };
                let ty = field.ty.clone();
                Some(Field {
                    ident,
                    property,
                    ty,
                })
            });
            Some(Shape::Fields(fields.collect()))
        }
        syn::Fields::Unnamed(_) => {
            let mut public = fields.filter(|field| matches!(field.vis, syn::Visibility::Public(_)));
            Some(Shape::Newtype(Box::new(public.next()?.ty.clone())))
        }
        syn::Fields::Unit => None,
    }
}

enum Serde {
    Flatten,
    Rename(String),
    Nothing,
}

fn serde(attributes: &[Attribute]) -> Serde {
    let mut found = Serde::Nothing;
    for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
        // Arguments that are neither are skipped with their values.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                found = Serde::Flatten;
            } else if meta.path.is_ident("rename") {
                found = Serde::Rename(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    found
}

fn functions(item: &syn::ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

fn operation(method: &syn::Ident, functions: &[&ImplItemFn]) -> Option<RustOperation> {
    let send = functions.iter().find(|it| it.sig.ident == "send")?;
    let [value, error] = arguments(returned(send)?)[..] else {
        return None;
    };
    let setters = functions.iter().filter_map(|function| {
        let takes_value = function
            .sig
            .inputs
            .iter()
            .any(|input| matches!(input, FnArg::Typed(_)));
        Some((function.sig.ident.clone(), converted_into(function)?)).filter(|_| takes_value)
    });
    let (body, parameters) = setters.partition(|(setter, _)| setter == "body");
    let body: Vec<_> = body;
    Some(RustOperation {
        method: method.clone(),
        parameters,
        body: body.into_iter().next().map(|(_, ty)| ty),
        success: arguments(value).first().map(|ty| (*ty).clone())?,
        error: arguments(error)
            .first()
            .map_or_else(|| syn::parse_quote!(()), |ty| (*ty).clone()),
    })
}

/// `X` of `fn setter<V>(self, value: V) -> Self where V: TryInto<X>`.
fn converted_into(function: &ImplItemFn) -> Option<Type> {
    let predicates = &function.sig.generics.where_clause.as_ref()?.predicates;
    predicates.iter().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else {
            return None;
        };
        predicate.bounds.iter().find_map(|bound| {
            let TypeParamBound::Trait(bound) = bound else {
                return None;
            };
            let segment = bound.path.segments.last()?;
            let PathArguments::AngleBracketed(given) = &segment.arguments else {
                return None;
            };
            match given.args.first()? {
                GenericArgument::Type(ty) if segment.ident == "TryInto" => Some(ty.clone()),
                _ => None,
            }
        })
    })
}

fn returned(function: &ImplItemFn) -> Option<&Type> {
    match &function.sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

/// The generic type arguments of a type.
pub fn arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    let arguments = path.path.segments.last().map(|segment| &segment.arguments);
    let Some(PathArguments::AngleBracketed(given)) = arguments else {
        return Vec::new();
    };
    let types = given.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The last part of a type's path: `Option` of `::std::option::Option<String>`.
pub fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}
