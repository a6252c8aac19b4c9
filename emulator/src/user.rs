//! Users and their devices: what onboarding leaves behind and step-up builds on.
//!
//! The vendor writes the data of an accepted proofing to the MobileID user and shows it through other
//! APIs than this one; which attributes there are is a guess. They are made up from the seed.

use serde::Serialize;
use utoipa::ToSchema;

use crate::chance::Chance;

/// A MobileID user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Id of the user, a UUID.
    pub user_id: String,
    /// The account it belongs to.
    pub account_id: String,
    /// Its registered devices.
    pub devices: Vec<Device>,
    /// The proven identity; absent until a proofing was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// How often an identity was written to this user.
    pub proofings_accepted: u32,
}

/// A device of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Id of the device, a UUID.
    pub device_id: String,
    /// Whether too many wrong authentications locked it.
    pub locked: bool,
    /// Wrong authentications since the last right one.
    pub wrong_tries: u8,
}

/// Made-up attributes of a person; nobody's.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// ISO 3166-1 alpha-2 code.
    pub nationality: String,
    /// Number of the document that was shown.
    pub document_number: String,
}

impl Identity {
    pub(crate) fn made_up(chance: &mut Chance) -> Self {
        let first = chance.pick(&[
            "Ada", "Bo", "Carla", "Didrik", "Elin", "Farid", "Greta", "Hugo",
        ]);
        let last = chance.pick(&[
            "Berg", "Costa", "Dahl", "Ek", "Fuentes", "Holm", "Kowal", "Lind",
        ]);
        let (year, month, day) = (
            chance.between(1940, 2005),
            chance.between(1, 12),
            chance.between(1, 28),
        );
        Self {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            date_of_birth: format!("{year}-{month:02}-{day:02}"),
            nationality: chance.pick(&["ES", "NO", "PL", "SE"]).to_owned(),
            document_number: format!("TEST{}", chance.digits(8)),
        }
    }
}

// Made up or not, an identity is not something that a log should show by accident.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}
