//! Connections to PostgreSQL: the pool, and one connection of its own for LISTEN.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket, tls::TlsStream};

use crate::error::FleetError;

/// How long a call waits for a free connection of the pool, and for a new connection to open.
const POOL_TIMEOUT: Duration = Duration::from_secs(5);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How to reach the database. `Debug` prints nothing of the URL.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool,
    config: Arc<Config>,
    tls: Tls,
}

#[derive(Clone)]
enum Tls {
    Off,
    #[cfg(feature = "rustls")]
    Rustls(tokio_postgres_rustls::MakeRustlsConnect),
}

impl Database {
    pub(crate) fn new(url: &str, max_connections: usize) -> Result<Self, FleetError> {
        let mut config: Config = url
            .parse()
            .map_err(|_| FleetError::InvalidSettings("the database URL cannot be read"))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("signicat-reuseid-fleet");
        }
        let tls = tls(&config)?;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match tls.clone() {
            Tls::Off => Manager::from_config(config.clone(), NoTls, recycling),
            #[cfg(feature = "rustls")]
            Tls::Rustls(tls) => Manager::from_config(config.clone(), tls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(max_connections.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .recycle_timeout(Some(CONNECT_TIMEOUT))
            .build()
            .map_err(|_| FleetError::InvalidSettings("the pool cannot be built"))?;
        Ok(Self {
            pool,
            config: Arc::new(config),
            tls,
        })
    }

    /// A connection from the pool.
    pub(crate) async fn get(&self) -> Result<Object, FleetError> {
        Ok(self.pool.get().await?)
    }

    /// A connection outside the pool, whose notifications go to `notified`. It is closed when the returned client
    /// is dropped; the channel is closed when the connection ends.
    pub(crate) async fn listen(
        &self,
        channel: &str,
        notified: tokio::sync::mpsc::Sender<Box<str>>,
    ) -> Result<Client, FleetError> {
        let client = match &self.tls {
            Tls::Off => {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(forward(connection, notified));
                client
            }
            #[cfg(feature = "rustls")]
            Tls::Rustls(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                tokio::spawn(forward(connection, notified));
                client
            }
        };
        client.batch_execute(&format!("listen {channel}")).await?;
        Ok(client)
    }
}

/// Drives a connection until it ends and passes the payload of its notifications on.
async fn forward<S>(
    mut connection: Connection<Socket, S>,
    notified: tokio::sync::mpsc::Sender<Box<str>>,
) where
    S: TlsStream + Unpin,
{
    while let Some(Ok(message)) =
        std::future::poll_fn(|context| connection.poll_message(context)).await
    {
        if let AsyncMessage::Notification(notification) = message {
            // A full channel already has notifications that cause a read, so this one can be dropped.
            let _ = notified.try_send(notification.payload().into());
        }
    }
}

#[cfg(feature = "rustls")]
fn tls(config: &Config) -> Result<Tls, FleetError> {
    use rustls_platform_verifier::BuilderVerifierExt as _;
    if config.get_ssl_mode() == tokio_postgres::config::SslMode::Disable {
        return Ok(Tls::Off);
    }
    let unusable =
        |_| FleetError::InvalidSettings("TLS cannot be set up: no usable root certificates");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_platform_verifier()
        .map_err(unusable)?
        .with_no_client_auth();
    Ok(Tls::Rustls(tokio_postgres_rustls::MakeRustlsConnect::new(
        client,
    )))
}

#[cfg(not(feature = "rustls"))]
fn tls(config: &Config) -> Result<Tls, FleetError> {
    use tokio_postgres::config::SslMode;
    match config.get_ssl_mode() {
        SslMode::Disable | SslMode::Prefer => Ok(Tls::Off),
        _ => Err(FleetError::InvalidSettings(
            "the URL asks for TLS; enable the feature `rustls`",
        )),
    }
}
