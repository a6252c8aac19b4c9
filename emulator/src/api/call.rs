//! One call of an operation of the document.

use http::HeaderMap;
use serde_json::Value;
use signicat_reuseid_api::role::{Content, Input, ParameterRole, ParameterValue};

use crate::{document::Route, oauth::Bearer};

/// One call of an operation of the document.
pub(crate) struct Call<'a> {
    pub route: &'a Route,
    pub bearer: &'a Bearer<'a>,
    pub headers: &'a HeaderMap,
    pub parameters: &'a Parameters,
    pub body: &'a [u8],
}

/// The parameters of the path and the query of a request.
#[derive(Default)]
pub(crate) struct Parameters {
    pub path: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
}

impl Parameters {
    pub fn get<'a>(&'a self, headers: &'a HeaderMap, role: &ParameterRole) -> Option<&'a str> {
        let named = |pairs: &'a [(String, String)]| {
            let mut pairs = pairs.iter();
            let found = pairs.find(|(name, _)| name == role.name);
            found.map(|(_, value)| value.as_str())
        };
        match role.location {
            "path" => named(&self.path),
            "query" => named(&self.query),
            "header" => headers.get(role.name)?.to_str().ok(),
            _ => None,
        }
    }
}

impl Call<'_> {
    /// The value of a role, from a parameter or the body.
    pub fn input(&self, body: &Value, input: Input) -> Option<Value> {
        let mut parameters = self.route.roles.parameters.iter();
        let parameter = parameters.find(|it| it.value == ParameterValue::Input(input));
        if let Some(parameter) = parameter {
            let value = self.parameters.get(self.headers, parameter)?;
            return Some(Value::String(value.to_owned()));
        }
        body.pointer(field(self.route, input)?).cloned()
    }

    /// The same as a text; empty where it is missing.
    pub fn text(&self, body: &Value, input: Input) -> String {
        match self.input(body, input) {
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }
}

/// Where the body holds a value.
fn field(route: &Route, input: Input) -> Option<&'static str> {
    let mut fields = route.roles.request.iter();
    let field = fields.find(|it| matches!(it.content, Content::Input(found, _) if found == input));
    field.map(|it| it.pointer)
}

/// The name of the field or parameter that holds a value, for example `options.device`.
pub(crate) fn field_name(route: &Route, input: Input) -> String {
    let mut parameters = route.roles.parameters.iter();
    let parameter = parameters.find(|it| it.value == ParameterValue::Input(input));
    match (parameter, field(route, input)) {
        (Some(parameter), _) => parameter.name.to_owned(),
        (None, Some(pointer)) => crate::schema::segments(pointer).join("."),
        (None, None) => input.name().to_owned(),
    }
}
