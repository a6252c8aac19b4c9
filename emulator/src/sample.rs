//! Response bodies as the document describes them, for tests with a scripted server.

use serde_json::Value;

use crate::{document::DOCUMENT, operation::Operation};

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
