//! Reads a response body up to its limit and decompresses it.
//!
//! gzip is undone here and not by the HTTP client: reqwest's feature `gzip` would change what every other
//! crate of a build sends, and the limit must hold for the decompressed size.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use reqwest::{Response, header::CONTENT_ENCODING};

use super::{error::FetchError, limits::Limits};

pub(super) async fn read(
    mut response: Response,
    limits: &Limits,
    progress: &mut impl FnMut(u64, Option<u64>),
    to_error: impl Fn(reqwest::Error) -> FetchError,
) -> Result<Vec<u8>, FetchError> {
    let gzip = is_gzip(&response)?;
    let total = response.content_length();
    let too_large = |length: u64| u64::try_from(limits.bytes).is_ok_and(|limit| length > limit);
    if total.is_some_and(too_large) {
        return Err(FetchError::TooLarge(limits.bytes));
    }
    let mut bytes = Vec::new();
    let mut received = 0;
    while let Some(chunk) = response.chunk().await.map_err(&to_error)? {
        received += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if too_large(received) {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        bytes.extend_from_slice(&chunk);
        progress(received, total);
    }
    if gzip {
        decompress(&bytes, limits.bytes)
    } else {
        Ok(bytes)
    }
}

fn is_gzip(response: &Response) -> Result<bool, FetchError> {
    let codings = response.headers().get_all(CONTENT_ENCODING).iter();
    let codings: Vec<_> = codings
        .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
        .collect();
    match codings.join(", ").as_str() {
        "" | "identity" => Ok(false),
        "gzip" | "x-gzip" => Ok(true),
        other => Err(FetchError::ContentCoding(
            other.chars().filter(|c| !c.is_control()).take(64).collect(),
        )),
    }
}

fn decompress(bytes: &[u8], limit: usize) -> Result<Vec<u8>, FetchError> {
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut decompressed = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(one_more)
        .read_to_end(&mut decompressed)
        .map_err(|error| FetchError::Decompress(error.to_string()))?;
    if decompressed.len() > limit {
        return Err(FetchError::TooLarge(limit));
    }
    Ok(decompressed)
}
