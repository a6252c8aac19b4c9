//! Creating the tables.

mod postgres;
mod support;

use signicat_reuseid_fleet::{FleetError, migration_sql};
use support::{Service, database, schema};

const TABLES: &str =
    "select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type
    from information_schema.columns where table_name like 'reuseid%' order by 1";

#[tokio::test]
async fn many_processes_may_migrate_at_the_same_time_and_again() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleets: Vec<_> = (0..10)
        .map(|_| service.fleet().schema(schema("reuseid")).build().unwrap())
        .collect();
    let all = fleets.iter().map(|fleet| fleet.migrate());
    for migrated in futures_util::future::join_all(all).await {
        migrated.unwrap();
    }
    fleets[0].migrate().await.unwrap();
    let versions = "select count(*), max(version) from reuseid.reuseid_migration";
    assert_eq!(postgres.psql(database(&service.url), versions), "1|1");
}

#[tokio::test]
async fn the_printed_sql_creates_the_same_tables() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let [by_hand, by_program] = [Service::new(postgres).await, Service::new(postgres).await];
    let reuseid = schema("reuseid");
    postgres.psql(database(&by_hand.url), &migration_sql(&reuseid));
    by_program
        .fleet()
        .schema(reuseid.clone())
        .build()
        .unwrap()
        .migrate()
        .await
        .unwrap();
    let [hand, program] =
        [&by_hand, &by_program].map(|it| postgres.psql(database(&it.url), TABLES));
    assert!(hand.lines().count() > 30, "{hand}");
    assert_eq!(hand, program);
    // And the program finds them up to date.
    by_hand
        .fleet()
        .schema(reuseid)
        .build()
        .unwrap()
        .migrate()
        .await
        .unwrap();
}

#[tokio::test]
async fn tables_of_a_newer_version_are_refused() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let fleet = service.migrated().await;
    postgres.psql(
        database(&service.url),
        "insert into reuseid_migration (version) values (99)",
    );
    let refused = fleet.migrate().await;
    assert!(
        matches!(refused, Err(FleetError::SchemaTooNew { found: 99, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_role_without_the_right_to_create_can_use_the_tables() {
    let Some(postgres) = postgres::server() else {
        return;
    };
    let service = Service::new(postgres).await;
    let owner = service.fleet().schema(schema("reuseid")).build().unwrap();
    owner.migrate().await.unwrap();
    postgres.psql(
        database(&service.url),
        "create role app login; grant usage on schema reuseid to app;
         grant select, insert, update, delete on all tables in schema reuseid to app",
    );
    let url = service.url.replace("user=postgres", "user=app");
    let fleet = signicat_reuseid_fleet::Fleet::builder(service.client.clone(), url)
        .schema(schema("reuseid"))
        .build()
        .unwrap();
    fleet.migrate().await.unwrap();
    let started = fleet.start("case", service.onboarding()).await.unwrap();
    assert!(fleet.session(started.id).await.unwrap().is_some());
}
