#![allow(dead_code, reason = "each program uses its part")]
//! A real PostgreSQL for tests: started in a temporary folder, stopped when this process ends, however it ends.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Starts the server and waits for the end of its standard input; then stops the server and removes the folder.
/// As root it runs the server as the user `postgres`, because PostgreSQL refuses to run as root.
const SCRIPT: &str = r#"
set -e
bin=$1
dir=$(mktemp -d)
as=
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as="runuser -u postgres --"; fi
trap '$as "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop >&2 || true; rm -rf "$dir"' EXIT
$as "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync >&2
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 400
CONF
$as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s start >&2
echo "$dir"
cat >/dev/null
"#;

pub struct Postgres {
    bin: PathBuf,
    dir: PathBuf,
    /// Its standard input closes with this process.
    _guard: Child,
}

/// The server of this process, started at the first call. `None`, with a line on stderr, where PostgreSQL is not
/// installed; in CI that is a failure.
pub fn server() -> Option<&'static Postgres> {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    SERVER
        .get_or_init(|| match bin() {
            Some(bin) => Some(start(bin)),
            None => {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "CI needs PostgreSQL (Debian: postgresql)"
                );
                eprintln!(
                    "SKIPPED: PostgreSQL is not installed (Debian: apt-get install postgresql)"
                );
                None
            }
        })
        .as_ref()
}

/// Where `initdb` is: Debian keeps it out of the path, by version.
fn bin() -> Option<PathBuf> {
    let by_version = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut dirs: Vec<_> = by_version.map(|entry| entry.path().join("bin")).collect();
    dirs.sort();
    dirs.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    dirs.into_iter().find(|dir| dir.join("initdb").exists())
}

fn start(bin: PathBuf) -> Postgres {
    let mut guard = Command::new("sh")
        .args(["-c", SCRIPT, "sh"])
        .arg(&bin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/")
        .spawn()
        .expect("sh starts");
    let mut dir = String::new();
    BufReader::new(guard.stdout.as_mut().expect("piped"))
        .read_line(&mut dir)
        .expect("the script prints the folder");
    let dir = PathBuf::from(dir.trim());
    assert!(dir.is_dir(), "PostgreSQL did not start");
    Postgres {
        bin,
        dir,
        _guard: guard,
    }
}

impl Postgres {
    /// A new, empty database.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("create database {name}"));
        self.url(&name)
    }

    /// The connection string of a database.
    pub fn url(&self, database: &str) -> String {
        format!(
            "host={} user=postgres dbname={database} sslmode=disable",
            self.dir.display()
        )
    }

    /// Runs a statement and returns what it prints.
    pub fn psql(&self, database: &str, statement: &str) -> String {
        let output = Command::new(self.bin.join("psql"))
            .args([
                "-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-d",
                database,
                "-c",
                statement,
            ])
            .arg("-h")
            .arg(&self.dir)
            .output()
            .expect("psql runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .expect("UTF-8")
            .trim()
            .to_owned()
    }

    /// Restarts the server as after a crash.
    pub fn restart(&self) {
        let pg_ctl = self.bin.join("pg_ctl");
        let data = self.dir.join("data");
        let root = Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|id| id.stdout.starts_with(b"0\n"));
        let mut command = if root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(pg_ctl);
            command
        } else {
            Command::new(pg_ctl)
        };
        let status = command
            .args(["-m", "immediate", "-w", "-s", "-D"])
            .arg(data)
            .arg("-l")
            .arg(self.dir.join("log"))
            .arg("restart")
            .current_dir("/")
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("pg_ctl runs").success());
    }
}
