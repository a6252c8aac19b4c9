//! Keywords that the other comparators do not know: a difference is reported, since its effect is unknown.

use crate::compare::effect::Effect;
use crate::compare::view::{View, is_annotation};
use crate::compare::worklist::SchemaPair;

const KNOWN: [&str; 50] = [
    "$ref",
    "$dynamicRef",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "xml",
    "default",
    "readOnly",
    "writeOnly",
    "deprecated",
];

pub(super) fn compare(pair: &mut SchemaPair<'_>, old: &View<'_>, new: &View<'_>) {
    let parts = old.parts.iter().chain(&new.parts);
    let mut keywords: Vec<_> = parts
        .flat_map(|part| part.keys())
        .filter(|keyword| !KNOWN.contains(&keyword.as_str()) && !is_annotation(keyword))
        .collect();
    keywords.sort_unstable();
    keywords.dedup();
    for keyword in keywords {
        if old.get(keyword) != new.get(keyword) {
            let text = format!("the keyword `{keyword}` changed, whose effect is unknown");
            pair.found("unknown-keyword-changed", Effect::Uncertain, text);
        }
    }
    if pair.context.is_xml() && old.get("xml") != new.get("xml") {
        pair.found(
            "xml-changed",
            Effect::Other,
            "the value is written in XML differently",
        );
    }
}
