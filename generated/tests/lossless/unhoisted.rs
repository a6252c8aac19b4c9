// Generated from openapi.json by `cargo xtask generate`. Do not edit.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///`GetOnboardingResponse`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetOnboardingResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<GetOnboardingResponseData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetOnboardingResponse {
        pub fn builder() -> builder::GetOnboardingResponse {
            Default::default()
        }
    }
    ///`GetOnboardingResponseData`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetOnboardingResponseData {
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
    impl GetOnboardingResponseData {
        pub fn builder() -> builder::GetOnboardingResponseData {
            Default::default()
        }
    }
    ///`GetOnboardingResponseInvalidParamsItem`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetOnboardingResponseInvalidParamsItem {
        ///Parameter that failed validation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Why it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetOnboardingResponseInvalidParamsItem {
        pub fn builder() -> builder::GetOnboardingResponseInvalidParamsItem {
            Default::default()
        }
    }
    ///`GetStepUpResponse`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetStepUpResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<GetStepUpResponseData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetStepUpResponse {
        pub fn builder() -> builder::GetStepUpResponse {
            Default::default()
        }
    }
    ///`GetStepUpResponseData`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetStepUpResponseData {
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
    impl GetStepUpResponseData {
        pub fn builder() -> builder::GetStepUpResponseData {
            Default::default()
        }
    }
    ///`GetStepUpResponseInvalidParamsItem`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct GetStepUpResponseInvalidParamsItem {
        ///Parameter that failed validation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Why it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl GetStepUpResponseInvalidParamsItem {
        pub fn builder() -> builder::GetStepUpResponseInvalidParamsItem {
            Default::default()
        }
    }
    ///`StartOnboardingBody`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default
    )]
    pub struct StartOnboardingBody {
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
        pub videoid_provider_options: ::std::option::Option<
            StartOnboardingBodyVideoidProviderOptions,
        >,
    }
    impl StartOnboardingBody {
        pub fn builder() -> builder::StartOnboardingBody {
            Default::default()
        }
    }
    ///Which identity documents the end user may choose from. Without it every document that VideoID supports is offered.
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default
    )]
    pub struct StartOnboardingBodyVideoidProviderOptions {
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
    impl StartOnboardingBodyVideoidProviderOptions {
        pub fn builder() -> builder::StartOnboardingBodyVideoidProviderOptions {
            Default::default()
        }
    }
    ///`StartOnboardingResponse`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartOnboardingResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<StartOnboardingResponseData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartOnboardingResponse {
        pub fn builder() -> builder::StartOnboardingResponse {
            Default::default()
        }
    }
    ///`StartOnboardingResponseData`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartOnboardingResponseData {
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
    impl StartOnboardingResponseData {
        pub fn builder() -> builder::StartOnboardingResponseData {
            Default::default()
        }
    }
    ///`StartOnboardingResponseInvalidParamsItem`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartOnboardingResponseInvalidParamsItem {
        ///Parameter that failed validation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Why it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartOnboardingResponseInvalidParamsItem {
        pub fn builder() -> builder::StartOnboardingResponseInvalidParamsItem {
            Default::default()
        }
    }
    ///`StartStepUpBody`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartStepUpBody {
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
        pub videoid_provider_options: ::std::option::Option<
            StartStepUpBodyVideoidProviderOptions,
        >,
    }
    impl StartStepUpBody {
        pub fn builder() -> builder::StartStepUpBody {
            Default::default()
        }
    }
    ///Which identity documents the end user may choose from. Without it every document that VideoID supports is offered.
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Default
    )]
    pub struct StartStepUpBodyVideoidProviderOptions {
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
    impl StartStepUpBodyVideoidProviderOptions {
        pub fn builder() -> builder::StartStepUpBodyVideoidProviderOptions {
            Default::default()
        }
    }
    ///`StartStepUpResponse`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartStepUpResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<StartStepUpResponseData>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartStepUpResponse {
        pub fn builder() -> builder::StartStepUpResponse {
            Default::default()
        }
    }
    ///`StartStepUpResponseData`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartStepUpResponseData {
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
    impl StartStepUpResponseData {
        pub fn builder() -> builder::StartStepUpResponseData {
            Default::default()
        }
    }
    ///`StartStepUpResponseInvalidParamsItem`
    #[derive(
        ::schemars::JsonSchema,
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug
    )]
    pub struct StartStepUpResponseInvalidParamsItem {
        ///Parameter that failed validation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Why it failed.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl StartStepUpResponseInvalidParamsItem {
        pub fn builder() -> builder::StartStepUpResponseInvalidParamsItem {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct GetOnboardingResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::GetOnboardingResponseData>,
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
                    ::std::option::Option<super::GetOnboardingResponseData>,
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
        pub struct GetOnboardingResponseData {
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
        impl ::std::default::Default for GetOnboardingResponseData {
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
        impl GetOnboardingResponseData {
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
        impl ::std::convert::TryFrom<GetOnboardingResponseData>
        for super::GetOnboardingResponseData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetOnboardingResponseData,
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
        impl ::std::convert::From<super::GetOnboardingResponseData>
        for GetOnboardingResponseData {
            fn from(value: super::GetOnboardingResponseData) -> Self {
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
        pub struct GetOnboardingResponseInvalidParamsItem {
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
        impl ::std::default::Default for GetOnboardingResponseInvalidParamsItem {
            fn default() -> Self {
                Self {
                    name: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetOnboardingResponseInvalidParamsItem {
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
        impl ::std::convert::TryFrom<GetOnboardingResponseInvalidParamsItem>
        for super::GetOnboardingResponseInvalidParamsItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetOnboardingResponseInvalidParamsItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    reason: value.reason?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetOnboardingResponseInvalidParamsItem>
        for GetOnboardingResponseInvalidParamsItem {
            fn from(value: super::GetOnboardingResponseInvalidParamsItem) -> Self {
                Self {
                    name: Ok(value.name),
                    reason: Ok(value.reason),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct GetStepUpResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::GetStepUpResponseData>,
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
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::GetStepUpResponseData>,
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
        pub struct GetStepUpResponseData {
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
        impl ::std::default::Default for GetStepUpResponseData {
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
        impl GetStepUpResponseData {
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
        impl ::std::convert::TryFrom<GetStepUpResponseData>
        for super::GetStepUpResponseData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetStepUpResponseData,
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
        impl ::std::convert::From<super::GetStepUpResponseData>
        for GetStepUpResponseData {
            fn from(value: super::GetStepUpResponseData) -> Self {
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
        pub struct GetStepUpResponseInvalidParamsItem {
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
        impl ::std::default::Default for GetStepUpResponseInvalidParamsItem {
            fn default() -> Self {
                Self {
                    name: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl GetStepUpResponseInvalidParamsItem {
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
        impl ::std::convert::TryFrom<GetStepUpResponseInvalidParamsItem>
        for super::GetStepUpResponseInvalidParamsItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: GetStepUpResponseInvalidParamsItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    reason: value.reason?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::GetStepUpResponseInvalidParamsItem>
        for GetStepUpResponseInvalidParamsItem {
            fn from(value: super::GetStepUpResponseInvalidParamsItem) -> Self {
                Self {
                    name: Ok(value.name),
                    reason: Ok(value.reason),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingBody {
            external_ref: ::std::result::Result<
                ::std::option::Option<::serde_json::Value>,
                ::std::string::String,
            >,
            provider: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            videoid_provider_options: ::std::result::Result<
                ::std::option::Option<super::StartOnboardingBodyVideoidProviderOptions>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartOnboardingBody {
            fn default() -> Self {
                Self {
                    external_ref: Ok(Default::default()),
                    provider: Ok(Default::default()),
                    videoid_provider_options: Ok(Default::default()),
                }
            }
        }
        impl StartOnboardingBody {
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
                    ::std::option::Option<
                        super::StartOnboardingBodyVideoidProviderOptions,
                    >,
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
        impl ::std::convert::TryFrom<StartOnboardingBody>
        for super::StartOnboardingBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    external_ref: value.external_ref?,
                    provider: value.provider?,
                    videoid_provider_options: value.videoid_provider_options?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingBody> for StartOnboardingBody {
            fn from(value: super::StartOnboardingBody) -> Self {
                Self {
                    external_ref: Ok(value.external_ref),
                    provider: Ok(value.provider),
                    videoid_provider_options: Ok(value.videoid_provider_options),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingBodyVideoidProviderOptions {
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
        impl ::std::default::Default for StartOnboardingBodyVideoidProviderOptions {
            fn default() -> Self {
                Self {
                    default_id: Ok(Default::default()),
                    doc_type: Ok(Default::default()),
                    doc_types: Ok(Default::default()),
                }
            }
        }
        impl StartOnboardingBodyVideoidProviderOptions {
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
        impl ::std::convert::TryFrom<StartOnboardingBodyVideoidProviderOptions>
        for super::StartOnboardingBodyVideoidProviderOptions {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingBodyVideoidProviderOptions,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    default_id: value.default_id?,
                    doc_type: value.doc_type?,
                    doc_types: value.doc_types?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingBodyVideoidProviderOptions>
        for StartOnboardingBodyVideoidProviderOptions {
            fn from(value: super::StartOnboardingBodyVideoidProviderOptions) -> Self {
                Self {
                    default_id: Ok(value.default_id),
                    doc_type: Ok(value.doc_type),
                    doc_types: Ok(value.doc_types),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartOnboardingResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::StartOnboardingResponseData>,
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
                    ::std::option::Option<super::StartOnboardingResponseData>,
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
        pub struct StartOnboardingResponseData {
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
        impl ::std::default::Default for StartOnboardingResponseData {
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
        impl StartOnboardingResponseData {
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
        impl ::std::convert::TryFrom<StartOnboardingResponseData>
        for super::StartOnboardingResponseData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingResponseData,
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
        impl ::std::convert::From<super::StartOnboardingResponseData>
        for StartOnboardingResponseData {
            fn from(value: super::StartOnboardingResponseData) -> Self {
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
        pub struct StartOnboardingResponseInvalidParamsItem {
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
        impl ::std::default::Default for StartOnboardingResponseInvalidParamsItem {
            fn default() -> Self {
                Self {
                    name: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartOnboardingResponseInvalidParamsItem {
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
        impl ::std::convert::TryFrom<StartOnboardingResponseInvalidParamsItem>
        for super::StartOnboardingResponseInvalidParamsItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartOnboardingResponseInvalidParamsItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    reason: value.reason?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartOnboardingResponseInvalidParamsItem>
        for StartOnboardingResponseInvalidParamsItem {
            fn from(value: super::StartOnboardingResponseInvalidParamsItem) -> Self {
                Self {
                    name: Ok(value.name),
                    reason: Ok(value.reason),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpBody {
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
                ::std::option::Option<super::StartStepUpBodyVideoidProviderOptions>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for StartStepUpBody {
            fn default() -> Self {
                Self {
                    device_id: Err("no value supplied for device_id".to_string()),
                    provider: Ok(Default::default()),
                    user_id: Err("no value supplied for user_id".to_string()),
                    videoid_provider_options: Ok(Default::default()),
                }
            }
        }
        impl StartStepUpBody {
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
                    ::std::option::Option<super::StartStepUpBodyVideoidProviderOptions>,
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
        impl ::std::convert::TryFrom<StartStepUpBody> for super::StartStepUpBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    device_id: value.device_id?,
                    provider: value.provider?,
                    user_id: value.user_id?,
                    videoid_provider_options: value.videoid_provider_options?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpBody> for StartStepUpBody {
            fn from(value: super::StartStepUpBody) -> Self {
                Self {
                    device_id: Ok(value.device_id),
                    provider: Ok(value.provider),
                    user_id: Ok(value.user_id),
                    videoid_provider_options: Ok(value.videoid_provider_options),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpBodyVideoidProviderOptions {
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
        impl ::std::default::Default for StartStepUpBodyVideoidProviderOptions {
            fn default() -> Self {
                Self {
                    default_id: Ok(Default::default()),
                    doc_type: Ok(Default::default()),
                    doc_types: Ok(Default::default()),
                }
            }
        }
        impl StartStepUpBodyVideoidProviderOptions {
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
        impl ::std::convert::TryFrom<StartStepUpBodyVideoidProviderOptions>
        for super::StartStepUpBodyVideoidProviderOptions {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpBodyVideoidProviderOptions,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    default_id: value.default_id?,
                    doc_type: value.doc_type?,
                    doc_types: value.doc_types?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpBodyVideoidProviderOptions>
        for StartStepUpBodyVideoidProviderOptions {
            fn from(value: super::StartStepUpBodyVideoidProviderOptions) -> Self {
                Self {
                    default_id: Ok(value.default_id),
                    doc_type: Ok(value.doc_type),
                    doc_types: Ok(value.doc_types),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct StartStepUpResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::StartStepUpResponseData>,
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
                    ::std::option::Option<super::StartStepUpResponseData>,
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
        pub struct StartStepUpResponseData {
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
        impl ::std::default::Default for StartStepUpResponseData {
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
        impl StartStepUpResponseData {
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
        impl ::std::convert::TryFrom<StartStepUpResponseData>
        for super::StartStepUpResponseData {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpResponseData,
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
        impl ::std::convert::From<super::StartStepUpResponseData>
        for StartStepUpResponseData {
            fn from(value: super::StartStepUpResponseData) -> Self {
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
        pub struct StartStepUpResponseInvalidParamsItem {
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
        impl ::std::default::Default for StartStepUpResponseInvalidParamsItem {
            fn default() -> Self {
                Self {
                    name: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl StartStepUpResponseInvalidParamsItem {
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
        impl ::std::convert::TryFrom<StartStepUpResponseInvalidParamsItem>
        for super::StartStepUpResponseInvalidParamsItem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: StartStepUpResponseInvalidParamsItem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    reason: value.reason?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::StartStepUpResponseInvalidParamsItem>
        for StartStepUpResponseInvalidParamsItem {
            fn from(value: super::StartStepUpResponseInvalidParamsItem) -> Self {
                Self {
                    name: Ok(value.name),
                    reason: Ok(value.reason),
                    extra: Ok(value.extra),
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
    pub(crate) inner: crate::SharedTransport,
}
impl Client {
    /// Create a new client.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new(baseurl: &str, inner: crate::SharedTransport) -> Self {
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
        inner: crate::SharedTransport,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::SharedTransport> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::SharedTransport {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::SharedTransport>,
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
        body: Result<types::builder::StartOnboardingBody, String>,
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
            V: std::convert::TryInto<types::StartOnboardingBody>,
            <V as std::convert::TryInto<
                types::StartOnboardingBody,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `StartOnboardingBody` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::StartOnboardingBody,
            ) -> types::builder::StartOnboardingBody,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/onboarding`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::StartOnboardingResponse>,
            Error<types::StartOnboardingResponse>,
        > {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::StartOnboardingBody::try_from(v).map_err(|e| e.to_string())
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
        ) -> Result<
            ResponseValue<types::GetOnboardingResponse>,
            Error<types::GetOnboardingResponse>,
        > {
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
        body: Result<types::builder::StartStepUpBody, String>,
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
            V: std::convert::TryInto<types::StartStepUpBody>,
            <V as std::convert::TryInto<
                types::StartStepUpBody,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `StartStepUpBody` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::StartStepUpBody,
            ) -> types::builder::StartStepUpBody,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/step-up`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::StartStepUpResponse>,
            Error<types::StartStepUpResponse>,
        > {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::StartStepUpBody::try_from(v).map_err(|e| e.to_string())
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
        ) -> Result<
            ResponseValue<types::GetStepUpResponse>,
            Error<types::GetStepUpResponse>,
        > {
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
