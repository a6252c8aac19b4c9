//! Users and their devices: what onboarding creates and step-up needs.
//!
//! The vendor stores the data of an accepted proofing with the MobileID user and shows it through other
//! APIs; which attributes there are is a guess. They are generated from the seed.

use serde::Serialize;
use utoipa::ToSchema;

use crate::random::Random;

/// A MobileID user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// Id of the user, a UUID.
    pub user_id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// Its registered devices.
    pub devices: Vec<Device>,
    /// The verified identity; absent until a proofing was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// How many proofings of this user were accepted.
    pub accepted_proofings: u32,
}

/// A device of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Device {
    /// Id of the device, a UUID.
    pub device_id: String,
    /// Whether too many wrong authentications locked it.
    pub locked: bool,
    /// Wrong authentications since the last correct one.
    pub wrong_attempts: u8,
}

/// Generated attributes of a person who does not exist.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Identity {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// ISO 3166-1 alpha-2 code.
    pub nationality: String,
    /// Number of the identity document.
    pub document_number: String,
}

impl Identity {
    pub(crate) fn generate(random: &mut Random) -> Self {
        let first = random.pick(&[
            "Ada", "Bo", "Carla", "Didrik", "Elin", "Farid", "Greta", "Hugo",
        ]);
        let last = random.pick(&[
            "Berg", "Costa", "Dahl", "Ek", "Fuentes", "Holm", "Kowal", "Lind",
        ]);
        let (year, month, day) = (
            random.between(1940, 2005),
            random.between(1, 12),
            random.between(1, 28),
        );
        Self {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            date_of_birth: format!("{year}-{month:02}-{day:02}"),
            nationality: random.pick(&["ES", "NO", "PL", "SE"]).to_owned(),
            document_number: format!("TEST{}", random.digits(8)),
        }
    }
}

// Personal data stays out of logs, even when it is generated.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}
