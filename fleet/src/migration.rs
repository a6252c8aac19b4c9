//! Creates and updates the tables. Versioned, idempotent, and safe when many processes start at once.

use tokio_postgres::{GenericClient, types::Type};

use crate::{error::FleetError, schema_name::SchemaName};

/// The migrations in order; version 1 is the first. A released one is never changed.
const MIGRATIONS: &[&str] = &[include_str!("migrations/1.sql")];

/// The key of the advisory lock; any number that no other program uses.
const LOCK: i64 = i64::from_be_bytes(*b"\0reuseid");

/// The newest version that this crate knows.
pub(crate) fn newest() -> i32 {
    i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX)
}

/// All migrations as one SQL text, for people who run their own migration tool. Running it twice fails at the
/// first `create table` and changes nothing, if it is run in one transaction.
pub fn sql(schema: &SchemaName) -> String {
    let mut all = preparation(schema);
    for (version, text) in (1..).zip(MIGRATIONS) {
        all.push_str(&format!("\n-- migration {version}\n"));
        all.push_str(&in_schema(text, schema));
        all.push_str(&format!(
            "insert into {schema}.reuseid_migration (version) values ({version});\n"
        ));
    }
    all
}

fn preparation(schema: &SchemaName) -> String {
    format!(
        "create schema if not exists {schema};\n\
         create table if not exists {schema}.reuseid_migration (\n    version int primary key,\n    \
         applied_at timestamptz not null default now()\n);\n"
    )
}

fn in_schema(text: &str, schema: &SchemaName) -> String {
    text.replace("{schema}", schema.as_str())
}

/// Updates the tables in one transaction.
pub(crate) async fn migrate(
    client: &mut tokio_postgres::Client,
    schema: &SchemaName,
) -> Result<(), FleetError> {
    if current(client, schema).await? == Some(newest()) {
        // If the tables are up to date, no lock and no right to create anything is needed.
        return Ok(());
    }
    let transaction = client.transaction().await?;
    transaction
        .execute_typed("select pg_advisory_xact_lock($1)", &[(&LOCK, Type::INT8)])
        .await?;
    transaction.batch_execute(&preparation(schema)).await?;
    let found = current(&transaction, schema).await?.unwrap_or_default();
    if found > newest() {
        return Err(FleetError::SchemaTooNew {
            found,
            known: newest(),
        });
    }
    for (version, text) in (1_i32..)
        .zip(MIGRATIONS)
        .filter(|(version, _)| *version > found)
    {
        transaction.batch_execute(&in_schema(text, schema)).await?;
        let insert = format!("insert into {schema}.reuseid_migration (version) values ($1)");
        transaction
            .execute_typed(&insert, &[(&version, Type::INT4)])
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// The newest version applied; `None` if there is no table of migrations.
async fn current(
    client: &impl GenericClient,
    schema: &SchemaName,
) -> Result<Option<i32>, FleetError> {
    let table = format!("{schema}.reuseid_migration");
    let exists = client
        .query_typed_one(
            "select to_regclass($1) is not null",
            &[(&table, Type::TEXT)],
        )
        .await?;
    if !exists.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    let select = format!("select max(version) from {schema}.reuseid_migration");
    let row = client.query_typed_one(&select, &[]).await?;
    let found = row.try_get::<_, Option<i32>>(0)?;
    match found {
        Some(found) if found > newest() => Err(FleetError::SchemaTooNew {
            found,
            known: newest(),
        }),
        found => Ok(found),
    }
}
