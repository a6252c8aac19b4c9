//! Gets one token: from the store that several processes share, or else from the source.

use std::{error::Error as StdError, future::Future, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};

use super::{access_token::AccessToken, token_source::TokenSource, token_store::TokenStore};
use crate::error::TokenError;

/// Longest time for one call to the store.
const STORE_TIMEOUT: Duration = Duration::from_secs(1);
/// Lifetime of the lease; if its owner dies, the other processes wait this long before they fetch.
const LEASE: Duration = Duration::from_secs(10);
/// Delay between two reads of the store while another process fetches, plus up to 50 % jitter.
const LOOK_DELAY: Duration = Duration::from_millis(200);

pub(super) struct TokenSupply {
    pub(super) source: Box<dyn TokenSource>,
    pub(super) store: Option<Arc<dyn TokenStore>>,
}

/// A token, and its version if it is in the store.
pub(super) struct Supplied {
    pub(super) token: AccessToken,
    pub(super) version: Option<u64>,
}

impl TokenSupply {
    /// Gets a token other than the one of version `replaced`.
    pub(super) async fn get(&self, replaced: Option<u64>) -> Result<Supplied, TokenError> {
        let Some(store) = &self.store else {
            return self.fetch().await;
        };
        match stored_or_leased(&**store, replaced).await {
            Ok(Some(supplied)) => Ok(supplied),
            Ok(None) => {
                let mut supplied = self.fetch().await?;
                supplied.version = within_limit(store.save(&supplied.token)).await.ok();
                Ok(supplied)
            }
            Err(StoreFailed) => self.fetch().await,
        }
    }

    async fn fetch(&self) -> Result<Supplied, TokenError> {
        let token = self.source.fetch().await?;
        Ok(Supplied {
            token,
            version: None,
        })
    }

    /// Invalidates a token in the store, because the service rejected it.
    pub(super) async fn invalidate(&self, version: u64) {
        if let Some(store) = &self.store {
            let _ = within_limit(store.invalidate(version)).await;
        }
    }
}

struct StoreFailed;

/// The stored token, or `None` if the lease was granted and the caller must fetch one.
async fn stored_or_leased(
    store: &dyn TokenStore,
    replaced: Option<u64>,
) -> Result<Option<Supplied>, StoreFailed> {
    let mut leased = false;
    loop {
        let stored = within_limit(store.load()).await?;
        if let Some(stored) = stored
            && Some(stored.version) != replaced
            && !stored.token.lifetime().is_zero()
        {
            // If the lease was granted, it is not needed and expires by itself.
            return Ok(Some(Supplied {
                token: stored.token,
                version: Some(stored.version),
            }));
        }
        if leased {
            return Ok(None);
        }
        // After the lease is granted, the store is read again: another process may have saved a token
        // meanwhile.
        leased = within_limit(store.lease(LEASE)).await?;
        if !leased {
            sleep(LOOK_DELAY.mul_f64(1.0 + 0.5 * fastrand::f64())).await;
        }
    }
}

async fn within_limit<T>(
    call: impl Future<Output = Result<T, Box<dyn StdError + Send + Sync>>>,
) -> Result<T, StoreFailed> {
    match timeout(STORE_TIMEOUT, call).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => {
            // The store's error may contain the token.
            tracing::warn!("the token store failed; fetching a token from the source");
            Err(StoreFailed)
        }
    }
}
