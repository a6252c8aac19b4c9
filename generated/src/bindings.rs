// Generated from openapi.json by `cargo xtask generate`. Do not edit.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///`GetOnboardingData`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct GetOnboardingData {
        ///Id of the end user's MobileID device.
        #[serde(
            rename = "deviceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub device_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure dossier.
        #[serde(
            rename = "dossierId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dossier_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure identity proofing process.
        #[serde(
            rename = "processId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub process_id: ::std::option::Option<::std::string::String>,
        ///Status of the session.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<::std::string::String>,
        ///Id of the transaction.
        #[serde(
            rename = "transactionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transaction_id: ::std::option::Option<::std::string::String>,
        ///Id of the MobileID user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetOnboardingData {
        pub fn builder() -> builder::GetOnboardingData {
            Default::default()
        }
    }
    ///`GetOnboardingResponse`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct GetOnboardingResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<GetOnboardingData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetOnboardingResponse {
        pub fn builder() -> builder::GetOnboardingResponse {
            Default::default()
        }
    }
    ///`GetStepUpData`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct GetStepUpData {
        ///Id of the end user's MobileID device.
        #[serde(
            rename = "deviceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub device_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure dossier.
        #[serde(
            rename = "dossierId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dossier_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure identity proofing process.
        #[serde(
            rename = "processId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub process_id: ::std::option::Option<::std::string::String>,
        ///Status of the session.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<::std::string::String>,
        ///Id of the transaction.
        #[serde(
            rename = "transactionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transaction_id: ::std::option::Option<::std::string::String>,
        ///Id of the MobileID user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetStepUpData {
        pub fn builder() -> builder::GetStepUpData {
            Default::default()
        }
    }
    ///`GetStepUpResponse`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct GetStepUpResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<GetStepUpData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetStepUpResponse {
        pub fn builder() -> builder::GetStepUpResponse {
            Default::default()
        }
    }
    ///`InvalidParam`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct InvalidParam {
        ///Parameter that failed validation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Why it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl InvalidParam {
        pub fn builder() -> builder::InvalidParam {
            Default::default()
        }
    }
    ///Problem object that Signicat APIs return with an error status.
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct Problem {
        ///Machine-readable constant.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        ///What went wrong in this occurrence.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub detail: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "invalidParams",
            default,
            skip_serializing_if = "::std::vec::Vec::is_empty"
        )]
        pub invalid_params: ::std::vec::Vec<InvalidParam>,
        ///HTTP status code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<i64>,
        ///Short summary; the same text for every occurrence of the error.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<::std::string::String>,
        ///Id of the request in Signicat's tracing system, 32 hexadecimal digits.
        #[serde(
            rename = "traceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub trace_id: ::std::option::Option<::std::string::String>,
        ///URI of the documentation of this kind of error.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl Problem {
        pub fn builder() -> builder::Problem {
            Default::default()
        }
    }
    ///`StartOnboardingData`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct StartOnboardingData {
        ///Code that the end user confirms in the app to register the device.
        #[serde(
            rename = "activationCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub activation_code: ::std::option::Option<::std::string::String>,
        ///Id of the Assure dossier.
        #[serde(
            rename = "dossierId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dossier_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure identity proofing process.
        #[serde(
            rename = "processId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub process_id: ::std::option::Option<::std::string::String>,
        ///Status of the session.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<::std::string::String>,
        ///Id of the transaction.
        #[serde(
            rename = "transactionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transaction_id: ::std::option::Option<::std::string::String>,
        ///Id of the MobileID user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartOnboardingData {
        pub fn builder() -> builder::StartOnboardingData {
            Default::default()
        }
    }
    ///`StartOnboardingRequest`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct StartOnboardingRequest {
        #[serde(
            rename = "externalRef",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_ref: ::std::option::Option<::serde_json::Value>,
        ///Identity proofing provider: `readid` or `signicatvideoid`. `signicatvideoid` is used when none is given.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub provider: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "videoidProviderOptions",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub videoid_provider_options: ::std::option::Option<VideoidProviderOptions>,
    }
    impl StartOnboardingRequest {
        pub fn builder() -> builder::StartOnboardingRequest {
            Default::default()
        }
    }
    ///`StartOnboardingResponse`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct StartOnboardingResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<StartOnboardingData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartOnboardingResponse {
        pub fn builder() -> builder::StartOnboardingResponse {
            Default::default()
        }
    }
    ///`StartStepUpData`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct StartStepUpData {
        ///Id of the end user's MobileID device.
        #[serde(
            rename = "deviceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub device_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure dossier.
        #[serde(
            rename = "dossierId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dossier_id: ::std::option::Option<::std::string::String>,
        ///Id of the Assure identity proofing process.
        #[serde(
            rename = "processId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub process_id: ::std::option::Option<::std::string::String>,
        ///Status of the session.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<::std::string::String>,
        ///Id of the transaction.
        #[serde(
            rename = "transactionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub transaction_id: ::std::option::Option<::std::string::String>,
        ///Id of the MobileID user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartStepUpData {
        pub fn builder() -> builder::StartStepUpData {
            Default::default()
        }
    }
    ///`StartStepUpRequest`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct StartStepUpRequest {
        ///The end user's device that is used for the operation.
        #[serde(rename = "deviceId")]
        pub device_id: ::std::string::String,
        ///Identity proofing provider: `readid` or `signicatvideoid`. `signicatvideoid` is used when none is given.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub provider: ::std::option::Option<::std::string::String>,
        ///The user who carries out the operation, a UUID.
        #[serde(rename = "userId")]
        pub user_id: ::std::string::String,
        #[serde(
            rename = "videoidProviderOptions",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub videoid_provider_options: ::std::option::Option<VideoidProviderOptions>,
    }
    impl StartStepUpRequest {
        pub fn builder() -> builder::StartStepUpRequest {
            Default::default()
        }
    }
    ///`StartStepUpResponse`
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    pub struct StartStepUpResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<StartStepUpData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartStepUpResponse {
        pub fn builder() -> builder::StartStepUpResponse {
            Default::default()
        }
    }
    ///Which identity documents the end user may choose from. Without it every document that VideoID supports is offered.
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct VideoidProviderOptions {
        ///The document type shown first when several are allowed.
        #[serde(
            rename = "defaultId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub default_id: ::std::option::Option<i64>,
        ///The only document type allowed.
        #[serde(
            rename = "docType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub doc_type: ::std::option::Option<i64>,
        ///The document types allowed.
        #[serde(
            rename = "docTypes",
            default,
            skip_serializing_if = "::std::vec::Vec::is_empty"
        )]
        pub doc_types: ::std::vec::Vec<i64>,
    }
    impl VideoidProviderOptions {
        pub fn builder() -> builder::VideoidProviderOptions {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct GetOnboardingData {
            device_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dossier_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            process_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            transaction_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GetOnboardingData {
            fn default() -> Self {
                Self {
                    device_id: Ok(Default::default()),
                    dossier_id: Ok(Default::default()),
                    process_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    transaction_id: Ok(Default::default()),
                    user_id: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetOnboardingData {
            pub fn device_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.device_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device_id: {e}")
                    });
                self
            }
            pub fn dossier_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dossier_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dossier_id: {e}")
                    });
                self
            }
            pub fn process_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.process_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for process_id: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn transaction_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.transaction_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transaction_id: {e}"
                        )
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GetOnboardingData> for super::GetOnboardingData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetOnboardingData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device_id: value.device_id?,
                    dossier_id: value.dossier_id?,
                    process_id: value.process_id?,
                    status: value.status?,
                    transaction_id: value.transaction_id?,
                    user_id: value.user_id?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetOnboardingData> for GetOnboardingData {
            fn from(value: super::GetOnboardingData) -> Self {
                Self {
                    device_id: Ok(value.device_id),
                    dossier_id: Ok(value.dossier_id),
                    process_id: Ok(value.process_id),
                    status: Ok(value.status),
                    transaction_id: Ok(value.transaction_id),
                    user_id: Ok(value.user_id),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GetOnboardingResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::GetOnboardingData>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GetOnboardingResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetOnboardingResponse {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::GetOnboardingData>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GetOnboardingResponse>
        for super::GetOnboardingResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetOnboardingResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetOnboardingResponse>
        for GetOnboardingResponse {
            fn from(value: super::GetOnboardingResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GetStepUpData {
            device_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dossier_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            process_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            transaction_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GetStepUpData {
            fn default() -> Self {
                Self {
                    device_id: Ok(Default::default()),
                    dossier_id: Ok(Default::default()),
                    process_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    transaction_id: Ok(Default::default()),
                    user_id: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetStepUpData {
            pub fn device_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.device_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device_id: {e}")
                    });
                self
            }
            pub fn dossier_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dossier_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dossier_id: {e}")
                    });
                self
            }
            pub fn process_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.process_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for process_id: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn transaction_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.transaction_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transaction_id: {e}"
                        )
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GetStepUpData> for super::GetStepUpData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetStepUpData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device_id: value.device_id?,
                    dossier_id: value.dossier_id?,
                    process_id: value.process_id?,
                    status: value.status?,
                    transaction_id: value.transaction_id?,
                    user_id: value.user_id?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetStepUpData> for GetStepUpData {
            fn from(value: super::GetStepUpData) -> Self {
                Self {
                    device_id: Ok(value.device_id),
                    dossier_id: Ok(value.dossier_id),
                    process_id: Ok(value.process_id),
                    status: Ok(value.status),
                    transaction_id: Ok(value.transaction_id),
                    user_id: Ok(value.user_id),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GetStepUpResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::GetStepUpData>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for GetStepUpResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetStepUpResponse {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::GetStepUpData>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<GetStepUpResponse> for super::GetStepUpResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetStepUpResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetStepUpResponse> for GetStepUpResponse {
            fn from(value: super::GetStepUpResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct InvalidParam {
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            reason: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for InvalidParam {
            fn default() -> Self {
                Self {
                    name: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl InvalidParam {
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            pub fn reason<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.reason = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for reason: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<InvalidParam> for super::InvalidParam {
            type Error = super::error::ConversionError;
            fn try_from(
                value: InvalidParam,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    reason: value.reason?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::InvalidParam> for InvalidParam {
            fn from(value: super::InvalidParam) -> Self {
                Self {
                    name: Ok(value.name),
                    reason: Ok(value.reason),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Problem {
            code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            detail: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            invalid_params: ::std::result::Result<
                ::std::vec::Vec<super::InvalidParam>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            trace_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Problem {
            fn default() -> Self {
                Self {
                    code: Ok(Default::default()),
                    detail: Ok(Default::default()),
                    invalid_params: Ok(Default::default()),
                    status: Ok(Default::default()),
                    title: Ok(Default::default()),
                    trace_id: Ok(Default::default()),
                    type_: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl Problem {
            pub fn code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for code: {e}")
                    });
                self
            }
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            pub fn invalid_params<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::InvalidParam>>,
                T::Error: ::std::fmt::Display,
            {
                self.invalid_params = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for invalid_params: {e}"
                        )
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for title: {e}")
                    });
                self
            }
            pub fn trace_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.trace_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for trace_id: {e}")
                    });
                self
            }
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Problem> for super::Problem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Problem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    code: value.code?,
                    detail: value.detail?,
                    invalid_params: value.invalid_params?,
                    status: value.status?,
                    title: value.title?,
                    trace_id: value.trace_id?,
                    type_: value.type_?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::Problem> for Problem {
            fn from(value: super::Problem) -> Self {
                Self {
                    code: Ok(value.code),
                    detail: Ok(value.detail),
                    invalid_params: Ok(value.invalid_params),
                    status: Ok(value.status),
                    title: Ok(value.title),
                    trace_id: Ok(value.trace_id),
                    type_: Ok(value.type_),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingData {
            activation_code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dossier_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            process_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            transaction_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartOnboardingData {
            fn default() -> Self {
                Self {
                    activation_code: Ok(Default::default()),
                    dossier_id: Ok(Default::default()),
                    process_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    transaction_id: Ok(Default::default()),
                    user_id: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartOnboardingData {
            pub fn activation_code<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.activation_code = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for activation_code: {e}"
                        )
                    });
                self
            }
            pub fn dossier_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dossier_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dossier_id: {e}")
                    });
                self
            }
            pub fn process_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.process_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for process_id: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn transaction_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.transaction_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transaction_id: {e}"
                        )
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartOnboardingData>
        for super::StartOnboardingData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    activation_code: value.activation_code?,
                    dossier_id: value.dossier_id?,
                    process_id: value.process_id?,
                    status: value.status?,
                    transaction_id: value.transaction_id?,
                    user_id: value.user_id?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingData> for StartOnboardingData {
            fn from(value: super::StartOnboardingData) -> Self {
                Self {
                    activation_code: Ok(value.activation_code),
                    dossier_id: Ok(value.dossier_id),
                    process_id: Ok(value.process_id),
                    status: Ok(value.status),
                    transaction_id: Ok(value.transaction_id),
                    user_id: Ok(value.user_id),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingRequest {
            external_ref: ::std::result::Result<
                ::std::option::Option<::serde_json::Value>,
                ::std::string::String,
            >,
            provider: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            videoid_provider_options: ::std::result::Result<
                ::std::option::Option<super::VideoidProviderOptions>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartOnboardingRequest {
            fn default() -> Self {
                Self {
                    external_ref: Ok(Default::default()),
                    provider: Ok(Default::default()),
                    videoid_provider_options: Ok(Default::default()),
                }
            }
        }
        impl StartOnboardingRequest {
            pub fn external_ref<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::serde_json::Value>>,
                T::Error: ::std::fmt::Display,
            {
                self.external_ref = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for external_ref: {e}")
                    });
                self
            }
            pub fn provider<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.provider = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for provider: {e}")
                    });
                self
            }
            pub fn videoid_provider_options<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::VideoidProviderOptions>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.videoid_provider_options = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for videoid_provider_options: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartOnboardingRequest>
        for super::StartOnboardingRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    external_ref: value.external_ref?,
                    provider: value.provider?,
                    videoid_provider_options: value.videoid_provider_options?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingRequest>
        for StartOnboardingRequest {
            fn from(value: super::StartOnboardingRequest) -> Self {
                Self {
                    external_ref: Ok(value.external_ref),
                    provider: Ok(value.provider),
                    videoid_provider_options: Ok(value.videoid_provider_options),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::StartOnboardingData>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartOnboardingResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartOnboardingResponse {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::StartOnboardingData>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartOnboardingResponse>
        for super::StartOnboardingResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingResponse>
        for StartOnboardingResponse {
            fn from(value: super::StartOnboardingResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpData {
            device_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dossier_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            process_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            transaction_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartStepUpData {
            fn default() -> Self {
                Self {
                    device_id: Ok(Default::default()),
                    dossier_id: Ok(Default::default()),
                    process_id: Ok(Default::default()),
                    status: Ok(Default::default()),
                    transaction_id: Ok(Default::default()),
                    user_id: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartStepUpData {
            pub fn device_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.device_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device_id: {e}")
                    });
                self
            }
            pub fn dossier_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.dossier_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dossier_id: {e}")
                    });
                self
            }
            pub fn process_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.process_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for process_id: {e}")
                    });
                self
            }
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            pub fn transaction_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.transaction_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for transaction_id: {e}"
                        )
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartStepUpData> for super::StartStepUpData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpData,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device_id: value.device_id?,
                    dossier_id: value.dossier_id?,
                    process_id: value.process_id?,
                    status: value.status?,
                    transaction_id: value.transaction_id?,
                    user_id: value.user_id?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpData> for StartStepUpData {
            fn from(value: super::StartStepUpData) -> Self {
                Self {
                    device_id: Ok(value.device_id),
                    dossier_id: Ok(value.dossier_id),
                    process_id: Ok(value.process_id),
                    status: Ok(value.status),
                    transaction_id: Ok(value.transaction_id),
                    user_id: Ok(value.user_id),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpRequest {
            device_id: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            provider: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_id: ::std::result::Result<::std::string::String, ::std::string::String>,
            videoid_provider_options: ::std::result::Result<
                ::std::option::Option<super::VideoidProviderOptions>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartStepUpRequest {
            fn default() -> Self {
                Self {
                    device_id: Err("no value supplied for device_id".to_string()),
                    provider: Ok(Default::default()),
                    user_id: Err("no value supplied for user_id".to_string()),
                    videoid_provider_options: Ok(Default::default()),
                }
            }
        }
        impl StartStepUpRequest {
            pub fn device_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.device_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for device_id: {e}")
                    });
                self
            }
            pub fn provider<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.provider = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for provider: {e}")
                    });
                self
            }
            pub fn user_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.user_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_id: {e}")
                    });
                self
            }
            pub fn videoid_provider_options<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::VideoidProviderOptions>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.videoid_provider_options = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for videoid_provider_options: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartStepUpRequest> for super::StartStepUpRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device_id: value.device_id?,
                    provider: value.provider?,
                    user_id: value.user_id?,
                    videoid_provider_options: value.videoid_provider_options?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpRequest> for StartStepUpRequest {
            fn from(value: super::StartStepUpRequest) -> Self {
                Self {
                    device_id: Ok(value.device_id),
                    provider: Ok(value.provider),
                    user_id: Ok(value.user_id),
                    videoid_provider_options: Ok(value.videoid_provider_options),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::StartStepUpData>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartStepUpResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartStepUpResponse {
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::StartStepUpData>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<StartStepUpResponse>
        for super::StartStepUpResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpResponse> for StartStepUpResponse {
            fn from(value: super::StartStepUpResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct VideoidProviderOptions {
            default_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            doc_type: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            doc_types: ::std::result::Result<
                ::std::vec::Vec<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for VideoidProviderOptions {
            fn default() -> Self {
                Self {
                    default_id: Ok(Default::default()),
                    doc_type: Ok(Default::default()),
                    doc_types: Ok(Default::default()),
                }
            }
        }
        impl VideoidProviderOptions {
            pub fn default_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.default_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for default_id: {e}")
                    });
                self
            }
            pub fn doc_type<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.doc_type = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for doc_type: {e}")
                    });
                self
            }
            pub fn doc_types<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.doc_types = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for doc_types: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<VideoidProviderOptions>
        for super::VideoidProviderOptions {
            type Error = super::error::ConversionError;
            fn try_from(
                value: VideoidProviderOptions,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    default_id: value.default_id?,
                    doc_type: value.doc_type?,
                    doc_types: value.doc_types?,
                })
            }
        }
        impl ::std::convert::From<super::VideoidProviderOptions>
        for VideoidProviderOptions {
            fn from(value: super::VideoidProviderOptions) -> Self {
                Self {
                    default_id: Ok(value.default_id),
                    doc_type: Ok(value.doc_type),
                    doc_types: Ok(value.doc_types),
                }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for ReuseID Onboarding API Reference

Start and follow ReuseID onboarding and step-up sessions. OAuth 2.0 protects the API; all bodies are JSON.

Version: 1.0.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::SharedTransport,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str, inner: crate::transport::SharedTransport) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let client = {
            let dur = ::std::time::Duration::from_secs(15u64);
            reqwest::ClientBuilder::new().connect_timeout(dur).timeout(dur)
        };
        #[cfg(target_arch = "wasm32")]
        let client = reqwest::ClientBuilder::new();
        Self::new_with_client(baseurl, client.build().unwrap(), inner)
    }
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::transport::SharedTransport,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::transport::SharedTransport> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::transport::SharedTransport {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::transport::SharedTransport>,
    {}
};
impl Client {
    /**Start onboarding

Starts an onboarding session: creates a MobileID user, begins a device registration, and prepares identity proofing.

Sends a `POST` request to `/onboarding`

```ignore
let response = client.start_onboarding()
    .body(body)
    .send()
    .await;
```*/
    pub fn start_onboarding(&self) -> builder::StartOnboarding<'_> {
        builder::StartOnboarding::new(self)
    }
    /**Get onboarding

Returns the data of an onboarding session.

Sends a `GET` request to `/onboarding/{transactionId}`

Arguments:
- `transaction_id`: The ID of the transaction, given in the Start onboarding session.
```ignore
let response = client.get_onboarding()
    .transaction_id(transaction_id)
    .send()
    .await;
```*/
    pub fn get_onboarding(&self) -> builder::GetOnboarding<'_> {
        builder::GetOnboarding::new(self)
    }
    /**Start step-up

Starts a step-up session: authenticates the user on the given device, then proves the identity.

Sends a `POST` request to `/step-up`

```ignore
let response = client.start_step_up()
    .body(body)
    .send()
    .await;
```*/
    pub fn start_step_up(&self) -> builder::StartStepUp<'_> {
        builder::StartStepUp::new(self)
    }
    /**Get step-up

Returns the data of a step-up session.

Sends a `GET` request to `/step-up/{transactionId}`

Arguments:
- `transaction_id`: The ID of the transaction, given in the Start step-up session.
```ignore
let response = client.get_step_up()
    .transaction_id(transaction_id)
    .send()
    .await;
```*/
    pub fn get_step_up(&self) -> builder::GetStepUp<'_> {
        builder::GetStepUp::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::start_onboarding`]

[`Client::start_onboarding`]: super::Client::start_onboarding*/
    #[derive(Debug, Clone)]
    pub struct StartOnboarding<'a> {
        client: &'a super::Client,
        body: Result<types::builder::StartOnboardingRequest, String>,
    }
    impl<'a> StartOnboarding<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::StartOnboardingRequest>,
            <V as std::convert::TryInto<
                types::StartOnboardingRequest,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!(
                        "conversion to `StartOnboardingRequest` for body failed: {}", s
                    )
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::StartOnboardingRequest,
            ) -> types::builder::StartOnboardingRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/onboarding`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::StartOnboardingResponse>,
            Error<types::Problem>,
        > {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::StartOnboardingRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/onboarding", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "start_onboarding",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                403u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                422u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_onboarding`]

[`Client::get_onboarding`]: super::Client::get_onboarding*/
    #[derive(Debug, Clone)]
    pub struct GetOnboarding<'a> {
        client: &'a super::Client,
        transaction_id: Result<::std::string::String, String>,
    }
    impl<'a> GetOnboarding<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                transaction_id: Err("transaction_id was not initialized".to_string()),
            }
        }
        pub fn transaction_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.transaction_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for transaction_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/onboarding/{transactionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::GetOnboardingResponse>, Error<types::Problem>> {
            let Self { client, transaction_id } = self;
            let transaction_id = transaction_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/onboarding/{}", client.baseurl, encode_path(& transaction_id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_onboarding",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                403u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                422u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::start_step_up`]

[`Client::start_step_up`]: super::Client::start_step_up*/
    #[derive(Debug, Clone)]
    pub struct StartStepUp<'a> {
        client: &'a super::Client,
        body: Result<types::builder::StartStepUpRequest, String>,
    }
    impl<'a> StartStepUp<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::StartStepUpRequest>,
            <V as std::convert::TryInto<
                types::StartStepUpRequest,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `StartStepUpRequest` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::StartStepUpRequest,
            ) -> types::builder::StartStepUpRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/step-up`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::StartStepUpResponse>, Error<types::Problem>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::StartStepUpRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/step-up", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "start_step_up",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                403u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                422u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
    /**Builder for [`Client::get_step_up`]

[`Client::get_step_up`]: super::Client::get_step_up*/
    #[derive(Debug, Clone)]
    pub struct GetStepUp<'a> {
        client: &'a super::Client,
        transaction_id: Result<::std::string::String, String>,
    }
    impl<'a> GetStepUp<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                transaction_id: Err("transaction_id was not initialized".to_string()),
            }
        }
        pub fn transaction_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.transaction_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `:: std :: string :: String` for transaction_id failed"
                        .to_string()
                });
            self
        }
        ///Sends a `GET` request to `/step-up/{transactionId}`
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::GetStepUpResponse>, Error<types::Problem>> {
            let Self { client, transaction_id } = self;
            let transaction_id = transaction_id.map_err(Error::InvalidRequest)?;
            let url = format!(
                "{}/step-up/{}", client.baseurl, encode_path(& transaction_id
                .to_string()),
            );
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "get_step_up",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16..=499u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                403u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                422u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                500u16..=599u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
/// What tests need to treat all operations and types alike (feature `schemars`).
#[cfg(feature = "schemars")]
pub mod schemas {
    #[allow(unused_imports)]
    use super::types;
    /// Name and schema of each type in `types`, sorted by name.
    pub fn all() -> Vec<(&'static str, ::schemars::schema::RootSchema)> {
        vec![
            ("GetOnboardingData", ::schemars::schema_for!(types::GetOnboardingData)),
            ("GetOnboardingResponse",
            ::schemars::schema_for!(types::GetOnboardingResponse)), ("GetStepUpData",
            ::schemars::schema_for!(types::GetStepUpData)), ("GetStepUpResponse",
            ::schemars::schema_for!(types::GetStepUpResponse)), ("InvalidParam",
            ::schemars::schema_for!(types::InvalidParam)), ("Problem",
            ::schemars::schema_for!(types::Problem)), ("StartOnboardingData",
            ::schemars::schema_for!(types::StartOnboardingData)),
            ("StartOnboardingRequest",
            ::schemars::schema_for!(types::StartOnboardingRequest)),
            ("StartOnboardingResponse",
            ::schemars::schema_for!(types::StartOnboardingResponse)), ("StartStepUpData",
            ::schemars::schema_for!(types::StartStepUpData)), ("StartStepUpRequest",
            ::schemars::schema_for!(types::StartStepUpRequest)), ("StartStepUpResponse",
            ::schemars::schema_for!(types::StartStepUpResponse)),
            ("VideoidProviderOptions",
            ::schemars::schema_for!(types::VideoidProviderOptions))
        ]
    }
    /// Sends an operation with parameters and a body from JSON, and returns the status code and the
    /// typed body as JSON, of an error as of a success.
    ///
    /// # Errors
    /// An unknown operation, values that do not fit the types, and a response that cannot be read.
    pub async fn send(
        client: &super::Client,
        operation: &str,
        parameters: &::serde_json::Map<String, ::serde_json::Value>,
        body: ::serde_json::Value,
    ) -> Result<(u16, ::serde_json::Value), String> {
        fn read<T: ::serde::de::DeserializeOwned>(
            value: &::serde_json::Value,
        ) -> Result<T, String> {
            T::deserialize(value).map_err(|error| error.to_string())
        }
        fn json<T: ::serde::Serialize, E: ::serde::Serialize + ::std::fmt::Debug>(
            result: Result<super::ResponseValue<T>, super::Error<E>>,
        ) -> Result<(u16, ::serde_json::Value), String> {
            let (status, body) = match result {
                Ok(response) => {
                    (
                        response.status().as_u16(),
                        ::serde_json::to_value(response.into_inner()),
                    )
                }
                Err(super::Error::ErrorResponse(response)) => {
                    (
                        response.status().as_u16(),
                        ::serde_json::to_value(response.into_inner()),
                    )
                }
                Err(error) => return Err(format!("{error:?}")),
            };
            Ok((status, body.map_err(|error| error.to_string())?))
        }
        match operation {
            "start_onboarding" => {
                #[allow(unused_mut)]
                let mut call = client.start_onboarding();
                call = call.body(read::<types::StartOnboardingRequest>(&body)?);
                json(call.send().await)
            }
            "get_onboarding" => {
                #[allow(unused_mut)]
                let mut call = client.get_onboarding();
                if let Some(value) = parameters.get("transactionId") {
                    call = call.transaction_id(read::<::std::string::String>(value)?);
                }
                json(call.send().await)
            }
            "start_step_up" => {
                #[allow(unused_mut)]
                let mut call = client.start_step_up();
                call = call.body(read::<types::StartStepUpRequest>(&body)?);
                json(call.send().await)
            }
            "get_step_up" => {
                #[allow(unused_mut)]
                let mut call = client.get_step_up();
                if let Some(value) = parameters.get("transactionId") {
                    call = call.transaction_id(read::<::std::string::String>(value)?);
                }
                json(call.send().await)
            }
            other => Err(format!("no operation {other}")),
        }
    }
}
/// The operations of the document.
pub mod operations {
    /// Where the document places an operation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub struct Operation {
        /// The document's id of the operation.
        pub id: &'static str,
        /// The HTTP method in capitals.
        pub method: &'static str,
        /// The path below the server, with parameters in braces.
        pub path: &'static str,
    }
    /// The first server of the document, without a slash at the end; empty when the document
    /// names none.
    pub const DEFAULT_SERVER: &str = "https://api.signicat.com/reuseid";
    /// All operations, sorted by path and method.
    pub const ALL: &[Operation] = &[
        START_ONBOARDING,
        GET_ONBOARDING,
        START_STEP_UP,
        GET_STEP_UP,
    ];
    ///`POST /onboarding`
    pub const START_ONBOARDING: Operation = Operation {
        id: "start_onboarding",
        method: "POST",
        path: "/onboarding",
    };
    ///`GET /onboarding/{transactionId}`
    pub const GET_ONBOARDING: Operation = Operation {
        id: "get_onboarding",
        method: "GET",
        path: "/onboarding/{transactionId}",
    };
    ///`POST /step-up`
    pub const START_STEP_UP: Operation = Operation {
        id: "start_step_up",
        method: "POST",
        path: "/step-up",
    };
    ///`GET /step-up/{transactionId}`
    pub const GET_STEP_UP: Operation = Operation {
        id: "get_step_up",
        method: "GET",
        path: "/step-up/{transactionId}",
    };
}
