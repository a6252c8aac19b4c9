//! Reads the timestamps of an event without overflow, whatever they say.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime, Utc};

/// Reads ISO 8601 as the vendor writes it (`2023-11-13T11:38:10.7302363Z`); without an offset it is UTC.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let time: DateTime<Utc> = match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.into(),
        Err(_) => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
            .ok()?
            .and_utc(),
    };
    let seconds = Duration::from_secs(time.timestamp().unsigned_abs());
    let whole = if time.timestamp() < 0 {
        UNIX_EPOCH.checked_sub(seconds)?
    } else {
        UNIX_EPOCH.checked_add(seconds)?
    };
    whole.checked_add(Duration::from_nanos(time.timestamp_subsec_nanos().into()))
}

/// Writes UTC with seven fractional digits, as the vendor does. `None` before 1970 and after the year 9999.
#[cfg(feature = "test-util")]
pub(super) fn format(time: SystemTime) -> Option<String> {
    const YEAR_10000: i64 = 253_402_300_800;
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    let seconds = i64::try_from(since.as_secs()).ok()?;
    let time = DateTime::from_timestamp(seconds, since.subsec_nanos())?;
    let text = time.format("%Y-%m-%dT%H:%M:%S%.9f").to_string();
    // chrono writes three, six or nine digits.
    let text = text.get(..text.len().checked_sub(2)?)?;
    (seconds < YEAR_10000).then(|| format!("{text}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_of_an_iso_8601_timestamp() {
        let expected = UNIX_EPOCH + Duration::new(1_699_875_490, 730_236_300);
        for text in [
            "2023-11-13T11:38:10.7302363Z",
            "2023-11-13T11:38:10.7302363+00:00",
            "2023-11-13T12:38:10.7302363+01:00",
            "2023-11-13T11:38:10.7302363",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_timestamp() {
        for text in [
            "",
            "now",
            "1699875490",
            "-9223372036854775808",
            "2023-13-13T11:38:10Z",
            "99999-01-01T00:00:00Z",
            "2023-11-13",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn reads_the_first_and_the_last_year() {
        assert!(parse("0000-01-01T00:00:00Z").unwrap() < UNIX_EPOCH);
        assert!(parse("9999-12-31T23:59:59.9999999Z").unwrap() > UNIX_EPOCH);
    }

    #[cfg(feature = "test-util")]
    #[test]
    fn formats_what_it_reads() {
        let text = "2023-11-13T11:38:10.7302363Z";
        assert_eq!(format(parse(text).unwrap()).as_deref(), Some(text));
        assert_eq!(format(UNIX_EPOCH - Duration::from_secs(1)), None);
    }
}
