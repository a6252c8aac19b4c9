//! What the database holds of a session: ids, times and the caller's reference, nothing else.

mod postgres;
mod support;

use std::time::Duration;

use signicat_reuseid::{AccessToken, TokenStore as _};
use signicat_reuseid_emulator::Proofing;
use signicat_reuseid_fleet::{PostgresTokenStore, RecordState, SchemaName, SealingKeys};
use support::{Effects, Service, database, until, while_running};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[tokio::test]
async fn no_secret_and_no_personal_data_beyond_ids_is_stored_or_printed() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    Effects::table(postgres, &service);
    let fleet = service.migrated().await;
    let keys = SealingKeys::new(KEY).unwrap();
    let store =
        PostgresTokenStore::new(&service.url, SchemaName::default(), "client", keys).unwrap();
    let token = AccessToken::bearer("canary-token", Duration::from_secs(600)).unwrap();
    store.save(&token).await.unwrap();

    let mut printed = format!("{fleet:?} {store:?} {:?}", service.fleet());
    let mut codes = Vec::new();
    while_running(&fleet, Effects::default(), async {
        for _ in 0..3 {
            let started = fleet.start("case", service.onboarding()).await.unwrap();
            let code = started.session.activation_code().unwrap();
            codes.push(code.to_owned());
            printed.push_str(&format!("{started:?}"));
            service.complete(started.session.id().as_str(), Proofing::Accepted);
            let row = until(&fleet, started.id, |row| {
                row.state() == RecordState::Finished
            })
            .await;
            printed.push_str(&format!("{row:?}"));
        }
    })
    .await;

    let secret = service.emulator.client_secret();
    let tables = "select string_agg(format('select t::text from %I.%I t', table_schema, table_name), ' union all ')
        from information_schema.tables where table_name like 'reuseid%'";
    let everything = postgres.psql(database(&service.url), tables);
    let dump = postgres.psql(database(&service.url), &everything);
    assert!(dump.contains("Completed"), "the dump is not empty");
    let users: Vec<_> = service.handle().users();
    let identities = users.iter().filter_map(|user| user.identity.as_ref());
    let identities = identities.flat_map(|identity| {
        let members = serde_json::to_value(identity).unwrap();
        let texts: Vec<_> = members.as_object().unwrap().values().cloned().collect();
        texts
            .into_iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
    });
    let mut canaries: Vec<String> = identities.filter(|text| text.len() > 3).collect();
    assert!(canaries.len() >= 3, "the end users have identities");
    canaries.extend(codes);
    canaries.extend([
        secret.to_string(),
        "canary-token".to_owned(),
        KEY.to_owned(),
    ]);
    for canary in canaries {
        assert!(!dump.contains(&canary), "the database holds {canary}");
        assert!(!printed.contains(&canary), "Debug prints {canary}");
    }
    assert!(!printed.contains(&service.url), "Debug prints the URL");
}
