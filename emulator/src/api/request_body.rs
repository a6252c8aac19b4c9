//! Reads a request body and validates it against the document.

use http::StatusCode;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{
    body_check::{self, InvalidField},
    call::Call,
};
use crate::{
    media_type::{is_media_type, unsupported_encoding},
    request_log::kind_of,
    response::ApiResponse,
};

/// The most fields that a response names.
const MAX_INVALID_PARAMS: usize = 100;
/// The most fields that the log names.
const MAX_LOGGED_FIELDS: usize = 10;

/// Reads the body of a start.
///
/// Unknown fields, impossible values, `null` for an optional field and legacy spellings are noted, or
/// rejected when `strict`.
pub(crate) fn read(
    strict: bool,
    call: &Call<'_>,
    notes: &mut Vec<String>,
) -> Result<Value, Box<ApiResponse>> {
    check_headers(call)?;
    let mut body: Value = serde_json::from_slice(call.body).map_err(|error| {
        // The message of serde_json may quote the body; the position does not.
        let position = format!("line {} column {}", error.line(), error.column());
        let response = ApiResponse::problem(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            "Malformed JSON",
            &format!("The body is not valid JSON: {position}."),
        );
        Box::new(response.rejected("body.json", "JSON", format!("a syntax error at {position}")))
    })?;
    if let Some(schema) = &call.route.body {
        let mut found = body_check::legacy_fields(&body, &schema.fields);
        if !strict {
            body = body_check::modernize(body, &schema.fields);
            found.extend(body_check::remove_nulls(&mut body, &schema.fields));
        }
        found.extend(body_check::unknown_fields(&body, &schema.fields));
        found.extend(body_check::impossible_values(&body, &schema.fields));
        let errors = schema
            .validator
            .iter_errors(&body)
            .map(|it| schema_error(&it));
        let mut invalid: Vec<_> = errors.take(MAX_INVALID_PARAMS).collect();
        if strict {
            let known = |it: &InvalidField| invalid.iter().any(|other| other.name == it.name);
            let more: Vec<_> = found.into_iter().filter(|it| !known(it)).collect();
            invalid.extend(more);
            invalid.truncate(MAX_INVALID_PARAMS);
        } else {
            let found = found.iter().take(MAX_LOGGED_FIELDS);
            notes.extend(found.map(|it| format!("`{}` {}", it.name, it.expected)));
        }
        if !invalid.is_empty() {
            return Err(invalid_body(invalid));
        }
    }
    Ok(body)
}

fn check_headers(call: &Call<'_>) -> Result<(), Box<ApiResponse>> {
    let unsupported = |detail: &str, rule, expected, actual: &str| {
        let response = ApiResponse::problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Unsupported media type",
            detail,
        );
        Err(Box::new(response.rejected(rule, expected, actual)))
    };
    if let Some(encoding) = unsupported_encoding(call.headers) {
        return unsupported(
            &format!("The content encoding {encoding} is not supported; send plain JSON."),
            "body.encoding",
            "no Content-Encoding",
            encoding,
        );
    }
    if !is_media_type(call.headers, "application/json") {
        return unsupported(
            "The body must be application/json.",
            "body.media_type",
            "Content-Type: application/json",
            "another or none",
        );
    }
    Ok(())
}

fn invalid_body(fields: Vec<InvalidField>) -> Box<ApiResponse> {
    let list = |text: fn(&InvalidField) -> &str| {
        let mut lines: Vec<_> = fields
            .iter()
            .take(MAX_LOGGED_FIELDS)
            .map(|it| format!("{}: {}", it.name, text(it)))
            .collect();
        if fields.len() > MAX_LOGGED_FIELDS {
            lines.push("and more".to_owned());
        }
        lines.join("; ")
    };
    let (expected, actual) = (list(|it| &it.expected), list(|it| it.actual));
    let response = ApiResponse::invalid_params(
        "invalid_request_parameter",
        "Invalid request parameter",
        "Your request body parameters have failed validation.",
        fields.into_iter().map(|it| (it.name, it.expected)),
    );
    Box::new(response.rejected("body.schema", expected, actual))
}

fn schema_error(error: &jsonschema::ValidationError<'_>) -> InvalidField {
    let mut name = String::new();
    for part in error.instance_path().as_str().split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty() {
            name.push_str(&format!("[{part}]"));
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&part);
        }
    }
    let mut actual = kind_of(error.instance());
    if let ValidationErrorKind::Required { property } = error.kind() {
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(property.as_str().unwrap_or_default());
        actual = "nothing";
    }
    if name.is_empty() {
        name.push_str("body");
    }
    InvalidField {
        // The error without the value itself.
        expected: error.masked().to_string(),
        name,
        actual,
    }
}
