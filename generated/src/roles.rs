// Generated from openapi.json by `cargo xtask generate`. Do not edit.

use crate::{
    bindings::{Client, Error, ResponseValue, operations, types},
    request_input::{self, RequestInput, RequestInputError},
    role::{
        Accepts, BodyField, Content, ErrorPointers, Input, OperationRoles, Output,
        ParameterRole, ParameterValue,
    },
    session_fields::{self, SessionFields},
};
/// The roles of all operations of the client.
pub const ALL: &[OperationRoles] = &[
    get_onboarding::ROLES,
    get_step_up::ROLES,
    start_onboarding::ROLES,
    start_step_up::ROLES,
];
///`GET /onboarding/{transactionId}` for `get_onboarding`.
pub mod get_onboarding {
    use super::*;
    /// Where the document places the values.
    pub const ROLES: OperationRoles = OperationRoles {
        name: "get_onboarding",
        operation: operations::GET_ONBOARDING,
        parameters: &[
            ParameterRole {
                name: "transactionId",
                location: "path",
                value: ParameterValue::Input(Input::TransactionId),
            },
        ],
        request: &[],
        response: &[
            (Output::DeviceId, "/data/deviceId"),
            (Output::DossierId, "/data/dossierId"),
            (Output::ProcessId, "/data/processId"),
            (Output::Status, "/data/status"),
            (Output::TransactionId, "/data/transactionId"),
            (Output::UserId, "/data/userId"),
        ],
        recoverable: &[
            (Output::DeviceId, "deviceId"),
            (Output::DossierId, "dossierId"),
            (Output::ProcessId, "processId"),
            (Output::Status, "status"),
            (Output::TransactionId, "transactionId"),
            (Output::UserId, "userId"),
        ],
        parse,
        statuses: &[],
        errors: ErrorPointers {
            code: Some("/code"),
            detail: Some("/detail"),
            invalid_params: Some("/invalidParams"),
            name: Some("/name"),
            reason: Some("/reason"),
            title: Some("/title"),
            trace_id: Some("/traceId"),
        },
    };
    /// A request that can be sent.
    #[derive(Clone)]
    pub struct Request {
        parameter_0: ::std::string::String,
    }
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
            request_input::no_body(&ROLES, input)?;
            Ok(Self {
                parameter_0: request_input::text(Input::TransactionId, input)
                    .ok_or(RequestInputError::Missing(Input::TransactionId))?,
            })
        }
        /// Sends it.
        ///
        /// # Errors
        /// As the generated operation, without the typed error body.
        pub async fn send(
            self,
            client: &Client,
        ) -> Result<ResponseValue<SessionFields>, Error> {
            let call = client.get_onboarding();
            let call = call.transaction_id(self.parameter_0);
            match call.send().await {
                Ok(response) => response.map(fields),
                Err(error) => Err(error.into_untyped()),
            }
        }
    }
    fn parse(body: &[u8]) -> ::serde_json::Result<SessionFields> {
        ::serde_json::from_slice(body).map(fields)
    }
    fn fields(mut body: types::GetOnboardingResponse) -> SessionFields {
        let mut fields = SessionFields::default();
        fields.device_id = (|| -> Option<String> {
            body.data.as_mut()?.device_id.take()
        })();
        fields.dossier_id = (|| -> Option<String> {
            body.data.as_mut()?.dossier_id.take()
        })();
        fields.process_id = (|| -> Option<String> {
            body.data.as_mut()?.process_id.take()
        })();
        fields.status = (|| -> Option<String> { body.data.as_mut()?.status.take() })();
        fields.transaction_id = (|| -> Option<String> {
            body.data.as_mut()?.transaction_id.take()
        })();
        fields.user_id = (|| -> Option<String> { body.data.as_mut()?.user_id.take() })();
        fields.is_present = (|| -> Option<()> { body.data.as_ref().map(|_| ()) })()
            .is_some();
        let unknown = (|| -> Option<::serde_json::Map<String, ::serde_json::Value>> {
            Some(::std::mem::take(&mut body.data.as_mut()?.extra))
        })();
        fields.unknown_fields = unknown.unwrap_or_default();
        fields
    }
}
///`GET /step-up/{transactionId}` for `get_step_up`.
pub mod get_step_up {
    use super::*;
    /// Where the document places the values.
    pub const ROLES: OperationRoles = OperationRoles {
        name: "get_step_up",
        operation: operations::GET_STEP_UP,
        parameters: &[
            ParameterRole {
                name: "transactionId",
                location: "path",
                value: ParameterValue::Input(Input::TransactionId),
            },
        ],
        request: &[],
        response: &[
            (Output::DeviceId, "/data/deviceId"),
            (Output::DossierId, "/data/dossierId"),
            (Output::ProcessId, "/data/processId"),
            (Output::Status, "/data/status"),
            (Output::TransactionId, "/data/transactionId"),
            (Output::UserId, "/data/userId"),
        ],
        recoverable: &[
            (Output::DeviceId, "deviceId"),
            (Output::DossierId, "dossierId"),
            (Output::ProcessId, "processId"),
            (Output::Status, "status"),
            (Output::TransactionId, "transactionId"),
            (Output::UserId, "userId"),
        ],
        parse,
        statuses: &[],
        errors: ErrorPointers {
            code: Some("/code"),
            detail: Some("/detail"),
            invalid_params: Some("/invalidParams"),
            name: Some("/name"),
            reason: Some("/reason"),
            title: Some("/title"),
            trace_id: Some("/traceId"),
        },
    };
    /// A request that can be sent.
    #[derive(Clone)]
    pub struct Request {
        parameter_0: ::std::string::String,
    }
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
            request_input::no_body(&ROLES, input)?;
            Ok(Self {
                parameter_0: request_input::text(Input::TransactionId, input)
                    .ok_or(RequestInputError::Missing(Input::TransactionId))?,
            })
        }
        /// Sends it.
        ///
        /// # Errors
        /// As the generated operation, without the typed error body.
        pub async fn send(
            self,
            client: &Client,
        ) -> Result<ResponseValue<SessionFields>, Error> {
            let call = client.get_step_up();
            let call = call.transaction_id(self.parameter_0);
            match call.send().await {
                Ok(response) => response.map(fields),
                Err(error) => Err(error.into_untyped()),
            }
        }
    }
    fn parse(body: &[u8]) -> ::serde_json::Result<SessionFields> {
        ::serde_json::from_slice(body).map(fields)
    }
    fn fields(mut body: types::GetStepUpResponse) -> SessionFields {
        let mut fields = SessionFields::default();
        fields.device_id = (|| -> Option<String> {
            body.data.as_mut()?.device_id.take()
        })();
        fields.dossier_id = (|| -> Option<String> {
            body.data.as_mut()?.dossier_id.take()
        })();
        fields.process_id = (|| -> Option<String> {
            body.data.as_mut()?.process_id.take()
        })();
        fields.status = (|| -> Option<String> { body.data.as_mut()?.status.take() })();
        fields.transaction_id = (|| -> Option<String> {
            body.data.as_mut()?.transaction_id.take()
        })();
        fields.user_id = (|| -> Option<String> { body.data.as_mut()?.user_id.take() })();
        fields.is_present = (|| -> Option<()> { body.data.as_ref().map(|_| ()) })()
            .is_some();
        let unknown = (|| -> Option<::serde_json::Map<String, ::serde_json::Value>> {
            Some(::std::mem::take(&mut body.data.as_mut()?.extra))
        })();
        fields.unknown_fields = unknown.unwrap_or_default();
        fields
    }
}
///`POST /onboarding` for `start_onboarding`.
pub mod start_onboarding {
    use super::*;
    /// Where the document places the values.
    pub const ROLES: OperationRoles = OperationRoles {
        name: "start_onboarding",
        operation: operations::START_ONBOARDING,
        parameters: &[],
        request: &[
            BodyField {
                pointer: "/externalRef",
                content: Content::Input(Input::ExternalRef, Accepts::Any),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/provider",
                content: Content::Input(Input::Provider, Accepts::Text),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions",
                content: Content::Object,
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/defaultId",
                content: Content::Input(
                    Input::DefaultDocument,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/docType",
                content: Content::Input(
                    Input::DocumentType,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/docTypes",
                content: Content::Input(
                    Input::DocumentTypes,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: Some("[]"),
            },
        ],
        response: &[
            (Output::ActivationCode, "/data/activationCode"),
            (Output::DossierId, "/data/dossierId"),
            (Output::ProcessId, "/data/processId"),
            (Output::Status, "/data/status"),
            (Output::TransactionId, "/data/transactionId"),
            (Output::UserId, "/data/userId"),
        ],
        recoverable: &[
            (Output::ActivationCode, "activationCode"),
            (Output::DossierId, "dossierId"),
            (Output::ProcessId, "processId"),
            (Output::Status, "status"),
            (Output::TransactionId, "transactionId"),
            (Output::UserId, "userId"),
        ],
        parse,
        statuses: &[],
        errors: ErrorPointers {
            code: Some("/code"),
            detail: Some("/detail"),
            invalid_params: Some("/invalidParams"),
            name: Some("/name"),
            reason: Some("/reason"),
            title: Some("/title"),
            trace_id: Some("/traceId"),
        },
    };
    /// A request that can be sent.
    #[derive(Clone)]
    pub struct Request {
        body: types::StartOnboardingRequest,
    }
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
            Ok(Self {
                body: request_input::body(&ROLES, input)?,
            })
        }
        /// Sends it.
        ///
        /// # Errors
        /// As the generated operation, without the typed error body.
        pub async fn send(
            self,
            client: &Client,
        ) -> Result<ResponseValue<SessionFields>, Error> {
            let call = client.start_onboarding();
            let call = call.body(self.body);
            match call.send().await {
                Ok(response) => response.map(fields),
                Err(error) => Err(error.into_untyped()),
            }
        }
    }
    fn parse(body: &[u8]) -> ::serde_json::Result<SessionFields> {
        ::serde_json::from_slice(body).map(fields)
    }
    fn fields(mut body: types::StartOnboardingResponse) -> SessionFields {
        let mut fields = SessionFields::default();
        fields.activation_code = (|| -> Option<String> {
            body.data.as_mut()?.activation_code.take()
        })();
        fields.dossier_id = (|| -> Option<String> {
            body.data.as_mut()?.dossier_id.take()
        })();
        fields.process_id = (|| -> Option<String> {
            body.data.as_mut()?.process_id.take()
        })();
        fields.status = (|| -> Option<String> { body.data.as_mut()?.status.take() })();
        fields.transaction_id = (|| -> Option<String> {
            body.data.as_mut()?.transaction_id.take()
        })();
        fields.user_id = (|| -> Option<String> { body.data.as_mut()?.user_id.take() })();
        fields.is_present = (|| -> Option<()> { body.data.as_ref().map(|_| ()) })()
            .is_some();
        let unknown = (|| -> Option<::serde_json::Map<String, ::serde_json::Value>> {
            Some(::std::mem::take(&mut body.data.as_mut()?.extra))
        })();
        fields.unknown_fields = unknown.unwrap_or_default();
        fields
    }
}
///`POST /step-up` for `start_step_up`.
pub mod start_step_up {
    use super::*;
    /// Where the document places the values.
    pub const ROLES: OperationRoles = OperationRoles {
        name: "start_step_up",
        operation: operations::START_STEP_UP,
        parameters: &[],
        request: &[
            BodyField {
                pointer: "/deviceId",
                content: Content::Input(Input::Device, Accepts::Text),
                required: true,
                default: None,
            },
            BodyField {
                pointer: "/provider",
                content: Content::Input(Input::Provider, Accepts::Text),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/userId",
                content: Content::Input(Input::User, Accepts::Text),
                required: true,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions",
                content: Content::Object,
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/defaultId",
                content: Content::Input(
                    Input::DefaultDocument,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/docType",
                content: Content::Input(
                    Input::DocumentType,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: None,
            },
            BodyField {
                pointer: "/videoidProviderOptions/docTypes",
                content: Content::Input(
                    Input::DocumentTypes,
                    Accepts::Integer {
                        min: -9223372036854775808i64,
                        max: 9223372036854775807i64,
                    },
                ),
                required: false,
                default: Some("[]"),
            },
        ],
        response: &[
            (Output::DeviceId, "/data/deviceId"),
            (Output::DossierId, "/data/dossierId"),
            (Output::ProcessId, "/data/processId"),
            (Output::Status, "/data/status"),
            (Output::TransactionId, "/data/transactionId"),
            (Output::UserId, "/data/userId"),
        ],
        recoverable: &[
            (Output::DeviceId, "deviceId"),
            (Output::DossierId, "dossierId"),
            (Output::ProcessId, "processId"),
            (Output::Status, "status"),
            (Output::TransactionId, "transactionId"),
            (Output::UserId, "userId"),
        ],
        parse,
        statuses: &[],
        errors: ErrorPointers {
            code: Some("/code"),
            detail: Some("/detail"),
            invalid_params: Some("/invalidParams"),
            name: Some("/name"),
            reason: Some("/reason"),
            title: Some("/title"),
            trace_id: Some("/traceId"),
        },
    };
    /// A request that can be sent.
    #[derive(Clone)]
    pub struct Request {
        body: types::StartStepUpRequest,
    }
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
            Ok(Self {
                body: request_input::body(&ROLES, input)?,
            })
        }
        /// Sends it.
        ///
        /// # Errors
        /// As the generated operation, without the typed error body.
        pub async fn send(
            self,
            client: &Client,
        ) -> Result<ResponseValue<SessionFields>, Error> {
            let call = client.start_step_up();
            let call = call.body(self.body);
            match call.send().await {
                Ok(response) => response.map(fields),
                Err(error) => Err(error.into_untyped()),
            }
        }
    }
    fn parse(body: &[u8]) -> ::serde_json::Result<SessionFields> {
        ::serde_json::from_slice(body).map(fields)
    }
    fn fields(mut body: types::StartStepUpResponse) -> SessionFields {
        let mut fields = SessionFields::default();
        fields.device_id = (|| -> Option<String> {
            body.data.as_mut()?.device_id.take()
        })();
        fields.dossier_id = (|| -> Option<String> {
            body.data.as_mut()?.dossier_id.take()
        })();
        fields.process_id = (|| -> Option<String> {
            body.data.as_mut()?.process_id.take()
        })();
        fields.status = (|| -> Option<String> { body.data.as_mut()?.status.take() })();
        fields.transaction_id = (|| -> Option<String> {
            body.data.as_mut()?.transaction_id.take()
        })();
        fields.user_id = (|| -> Option<String> { body.data.as_mut()?.user_id.take() })();
        fields.is_present = (|| -> Option<()> { body.data.as_ref().map(|_| ()) })()
            .is_some();
        let unknown = (|| -> Option<::serde_json::Map<String, ::serde_json::Value>> {
            Some(::std::mem::take(&mut body.data.as_mut()?.extra))
        })();
        fields.unknown_fields = unknown.unwrap_or_default();
        fields
    }
}
