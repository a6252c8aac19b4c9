//! An answer's body within its limit, decompressed.
//!
//! gzip is undone here and not by the HTTP client: its feature would change what every other crate of a
//! build sends, and the limit has to hold for what comes out.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use reqwest::{Response, header::CONTENT_ENCODING};

use super::{FetchError, Limits};

pub(super) async fn read(
    mut answer: Response,
    limits: &Limits,
    progress: &mut impl FnMut(u64, Option<u64>),
    said: impl Fn(reqwest::Error) -> FetchError,
) -> Result<Vec<u8>, FetchError> {
    let gzip = is_gzip(&answer)?;
    let announced = answer.content_length();
    let too_long = |length: u64| u64::try_from(limits.bytes).is_ok_and(|most| length > most);
    if announced.is_some_and(too_long) {
        return Err(FetchError::TooLarge(limits.bytes));
    }
    let mut bytes = Vec::new();
    let mut count = 0;
    while let Some(chunk) = answer.chunk().await.map_err(&said)? {
        count += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if too_long(count) {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        bytes.extend_from_slice(&chunk);
        progress(count, announced);
    }
    if gzip {
        decompress(&bytes, limits.bytes)
    } else {
        Ok(bytes)
    }
}

fn is_gzip(answer: &Response) -> Result<bool, FetchError> {
    let codings = answer.headers().get_all(CONTENT_ENCODING).iter();
    let codings: Vec<_> = codings
        .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
        .collect();
    match codings.join(", ").as_str() {
        "" | "identity" => Ok(false),
        "gzip" | "x-gzip" => Ok(true),
        other => Err(FetchError::Coding(
            other.chars().filter(|c| !c.is_control()).take(64).collect(),
        )),
    }
}

fn decompress(bytes: &[u8], most: usize) -> Result<Vec<u8>, FetchError> {
    let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(room)
        .read_to_end(&mut out)
        .map_err(|error| FetchError::Compressed(error.to_string()))?;
    if out.len() > most {
        return Err(FetchError::TooLarge(most));
    }
    Ok(out)
}
