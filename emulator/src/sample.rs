//! Response bodies as the document describes them, for tests with a scripted server.

use serde_json::Value;

use crate::{body_template::Problem, document::DOCUMENT, operation::Operation};

/// The body of a success of an operation with these values, named by role: `status`, `transactionId`,
/// `userId`, `deviceId`, `dossierId`, `processId`, `activationCode`. Values without a place in the document
/// are left out, and required fields without a value are filled.
///
/// `None` for the token endpoint and where the document has no JSON body.
///
/// ```
/// use signicat_reuseid_emulator::{Operation, success_body};
///
/// let values = [("status", "Pending"), ("transactionId", "t-1")];
/// let body = success_body(Operation::GetOnboarding, &values);
/// assert!(body.unwrap().to_string().contains("t-1"));
/// ```
pub fn success_body(operation: Operation, values: &[(&str, &str)]) -> Option<Value> {
    let route = DOCUMENT.route(operation)?;
    route.success.body(|output| {
        let mut values = values.iter();
        values
            .find(|(role, _)| *role == output.name())
            .map(|(_, value)| *value)
    })
}

/// The body of an error of an operation with these values, named by role: `code`, `title`, `detail`, `traceId`;
/// and with these invalid parameters, each a name and a reason.
///
/// `None` for the token endpoint.
pub fn error_body(
    operation: Operation,
    status: u16,
    values: &[(&str, &str)],
    invalid_params: &[(&str, &str)],
) -> Option<Value> {
    let value = |role: &str| {
        let mut values = values.iter();
        let found = values.find(|(name, _)| *name == role);
        found.map(|(_, value)| (*value).to_owned())
    };
    let problem = Problem {
        status,
        code: value("code"),
        title: value("title").unwrap_or_default(),
        detail: value("detail").unwrap_or_default(),
        trace_id: value("traceId"),
        invalid_params: invalid_params
            .iter()
            .map(|(name, reason)| ((*name).to_owned(), (*reason).to_owned()))
            .collect(),
    };
    Some(DOCUMENT.route(operation)?.error.body(&problem))
}
