//! A token store in a file, for commands and for processes on one machine.

use std::{
    error::Error as StdError,
    fmt, fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::{
    access_token::AccessToken,
    token_store::{StoredToken, TokenStore, TokenStoreFuture},
};

/// Most bytes read of a file; what this store writes is smaller.
const MAX_FILE: u64 = 64 * 1024;

/// Shares a token among processes of one user on one machine, through a file that only this user can read
/// (mode 0600 on Unix; elsewhere it inherits the folder's permissions).
///
/// The file is replaced atomically. A file that other users can read is not used and is replaced at the next
/// fetch. Lifetimes are measured with the system's clock. Use one file per client id and token endpoint;
/// the folder must exist.
///
/// ```no_run
/// # fn example(id: String, secret: String) -> Result<(), signicat_reuseid::Error> {
/// use signicat_reuseid::{Client, FileTokenStore};
///
/// let client = Client::builder()
///     .client_credentials(id, secret)
///     .token_store(FileTokenStore::new("/run/user/1000/reuseid-token"))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FileTokenStore {
    path: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Content {
    version: u64,
    /// `None` after it was invalidated.
    token: Option<String>,
    /// Seconds since 1970.
    expires_at: u64,
}

#[derive(Serialize, Deserialize)]
struct Lease {
    /// Milliseconds since 1970.
    until: u64,
}

impl FileTokenStore {
    /// Creates a store for this path, without reading or writing it.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn lease_path(&self) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(".lease");
        path.into()
    }

    fn read(&self) -> io::Result<Option<Content>> {
        read_json(&self.path)
    }

    fn load(&self) -> io::Result<Option<StoredToken>> {
        let Some(content) = self.read()? else {
            return Ok(None);
        };
        let left = Duration::from_secs(content.expires_at).saturating_sub(since_epoch());
        let token = content
            .token
            .filter(|_| !left.is_zero())
            .and_then(|token| AccessToken::bearer(&token, left).ok());
        Ok(token.map(|token| StoredToken::new(token, content.version)))
    }

    fn lease(&self, duration: Duration) -> io::Result<bool> {
        let path = self.lease_path();
        let now = since_epoch();
        let is_free = match read_json::<Lease>(&path) {
            Ok(Some(lease)) => {
                let until = Duration::from_millis(lease.until);
                // A lease far in the future was created before the clock was set back.
                until <= now || until > now + 2 * duration
            }
            Ok(None) => true,
            // Partly written, or not written by this store.
            Err(_) => true,
        };
        if !is_free {
            return Ok(false);
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let until = u64::try_from((now + duration).as_millis()).unwrap_or(u64::MAX);
        // Of two processes that get here together, one creates the file. At worst both fetch a token.
        match write_new(&path, &Lease { until }) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            written => written.map(|()| true),
        }
    }

    fn save(&self, token: &str, lifetime: Duration) -> io::Result<u64> {
        let version = match self.read() {
            Ok(content) => content.unwrap_or_default().version.saturating_add(1),
            // Unreadable: a number that no earlier version has.
            Err(_) => u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX),
        };
        self.replace(&Content {
            version,
            token: Some(token.to_owned()),
            expires_at: (since_epoch() + lifetime).as_secs(),
        })?;
        let _ = fs::remove_file(self.lease_path());
        Ok(version)
    }

    fn invalidate(&self, version: u64) -> io::Result<()> {
        match self.read()? {
            Some(content) if content.version == version => self.replace(&Content {
                version,
                ..Content::default()
            }),
            _ => Ok(()),
        }
    }

    fn replace(&self, content: &Content) -> io::Result<()> {
        let mut new = self.path.clone().into_os_string();
        new.push(format!(".{:016x}.new", fastrand::u64(..)));
        let new = PathBuf::from(new);
        let written = write_new(&new, content).and_then(|()| fs::rename(&new, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }

    /// Runs `work` on tokio's blocking threads, because file access blocks.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> TokenStoreFuture<'_, T> {
        let store = self.clone();
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || work(&store)).await;
            done.map_err(box_error)?.map_err(box_error)
        })
    }
}

fn box_error(error: impl StdError + Send + Sync + 'static) -> Box<dyn StdError + Send + Sync> {
    Box::new(error)
}

impl TokenStore for FileTokenStore {
    fn load(&self) -> TokenStoreFuture<'_, Option<StoredToken>> {
        self.run(Self::load)
    }

    fn lease(&self, duration: Duration) -> TokenStoreFuture<'_, bool> {
        self.run(move |store| store.lease(duration))
    }

    fn save<'a>(&'a self, token: &'a AccessToken) -> TokenStoreFuture<'a, u64> {
        let (secret, lifetime) = (token.secret().to_owned(), token.lifetime());
        self.run(move |store| store.save(&secret, lifetime))
    }

    fn invalidate(&self, version: u64) -> TokenStoreFuture<'_, ()> {
        self.run(move |store| store.invalidate(version))
    }
}

impl fmt::Debug for FileTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileTokenStore")
            .field("path", &self.path)
            .finish()
    }
}

fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// `None` if there is no such file.
fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> io::Result<Option<T>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(io::Error::other("others can read the file"));
        }
    }
    let mut text = Vec::new();
    file.take(MAX_FILE).read_to_end(&mut text)?;
    // The parser's error may quote the token.
    let value = serde_json::from_slice(&text).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Some(value))
}

/// Writes a file that must not exist yet.
fn write_new(path: &Path, content: &impl Serialize) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let text = serde_json::to_vec(content)?;
    options.open(path)?.write_all(&text)
}

#[cfg(test)]
mod tests;
