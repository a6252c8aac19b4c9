//! The command: listens, prints its base URL, and serves until Ctrl-C.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use signicat_reuseid_emulator::{ApiClient, DEFAULT_ACCOUNT, Emulator};

/// An emulator of Signicat ReuseID for tests and manual trials
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 8317)]
    port: u16,
    /// Address to listen on; with any other than a loopback address everybody who reaches it controls the emulator
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Seed of all ids and codes, at most 2^53 - 1
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(..1 << 53))]
    seed: u64,
    /// Start with a frozen clock, in milliseconds since the Unix epoch
    #[arg(long, value_name = "MS")]
    frozen_at: Option<u64>,
    /// Lifetime of access tokens, 1 to 3600 s
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    token_lifetime: u64,
    /// Lifetime of activation codes
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    code_lifetime: u64,
    /// Lifetime of sessions
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    session_lifetime: u64,
    /// Add an API client, in the default account or another
    #[arg(long = "client", value_name = "ID:SECRET[:ACCOUNT]", value_parser = api_client)]
    clients: Vec<ApiClient>,
    /// Reject unknown fields, impossible values, null for optional fields, and legacy spellings
    #[arg(long)]
    strict: bool,
    /// Add a host name by which the emulator may be called; loopback names and the listening address always are
    #[arg(long = "allowed-host", value_name = "NAME")]
    allowed_hosts: Vec<String>,
    /// Allow webhooks at other than loopback addresses
    #[arg(long)]
    allow_remote_webhooks: bool,
}

fn api_client(text: &str) -> Result<ApiClient, &'static str> {
    let mut parts = text.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(id), Some(secret), account) => Ok(ApiClient::new(
            id,
            secret,
            account.unwrap_or(DEFAULT_ACCOUNT),
        )),
        _ => Err("expected ID:SECRET or ID:SECRET:ACCOUNT"),
    }
}

// One thread: waking another one takes longer than serving a request.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let mut builder = Emulator::builder()
        .listen(SocketAddr::new(options.listen, options.port))
        .seed(options.seed)
        .token_lifetime(Duration::from_secs(options.token_lifetime))
        .code_lifetime(Duration::from_secs(options.code_lifetime))
        .session_lifetime(Duration::from_secs(options.session_lifetime))
        .strict(options.strict)
        .allow_remote_webhooks(options.allow_remote_webhooks);
    if let Some(at_ms) = options.frozen_at {
        builder = builder.frozen_at_ms(at_ms);
    }
    for client in options.clients {
        builder = builder.client(client);
    }
    for host in options.allowed_hosts {
        builder = builder.allowed_host(host);
    }
    let emulator = match builder.start().await {
        Ok(emulator) => emulator,
        Err(error) => {
            eprintln!(
                "cannot listen on {}:{}: {error}",
                options.listen, options.port
            );
            return ExitCode::FAILURE;
        }
    };
    // One line on stdout, for the program that waits for it.
    println!("{}", emulator.base_url());
    eprintln!("token endpoint  {}", emulator.token_url());
    eprintln!(
        "client          {} {}",
        emulator.client_id(),
        emulator.client_secret()
    );
    eprintln!("control API     {}", emulator.control_url());
    if !options.listen.is_loopback() {
        eprintln!(
            "warning: everybody who reaches {} controls this emulator",
            options.listen
        );
    }
    match tokio::signal::ctrl_c().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot wait for Ctrl-C: {error}");
            ExitCode::FAILURE
        }
    }
}
