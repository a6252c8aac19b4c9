//! Reads `Retry-After`, which a server may fill with seconds or with any of three forms of date.
//!
//! The value comes from outside: nothing in it can panic, and none is longer than a day. The caller's
//! deadline cuts it further.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};

/// Longest pause believed: one day.
pub(crate) const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest pause that any `Retry-After` header asks for; `None` where none can be read.
pub(crate) fn from_headers(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| parse(value.to_str().ok()?, now))
        .max()
}

/// Seconds (fractions allowed, though RFC 9110 knows none), or an HTTP date; a date in the past is zero.
pub(crate) fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(' ') {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a u64 holds is a very long pause, not an unreadable one.
            let seconds = text.parse().unwrap_or(u64::MAX);
            return Some(Duration::from_secs(seconds).min(MAX));
        }
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        let seconds = text.parse::<f64>().ok().filter(|_| plain)?;
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(MAX).min(MAX));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default().min(MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> SystemTime {
        // Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples.
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    #[test]
    fn seconds_and_all_three_forms_of_date_are_read() {
        for (text, seconds) in [
            ("0", 0),
            ("120", 120),
            (" 7 ", 7),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
            ("Sun Nov  6 08:50:37 1994", 60),
            ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
            ("99999999999999999999999999", 24 * 60 * 60),
            ("18446744073709551615", 24 * 60 * 60),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 24 * 60 * 60),
        ] {
            assert_eq!(
                parse(text, now()),
                Some(Duration::from_secs(seconds)),
                "{text:?}"
            );
        }
        assert_eq!(parse("1.5", now()), Some(Duration::from_millis(1500)));
    }

    #[test]
    fn what_is_no_pause_is_ignored() {
        for text in [
            "", "-1", "soon", "1e9", "0x10", "NaN", "inf", "1,2", "1 2", "1.2.3", "+5", "١٢",
        ] {
            assert_eq!(parse(text, now()), None, "{text:?}");
        }
    }

    #[test]
    fn of_several_headers_the_longest_counts() {
        let mut headers = HeaderMap::new();
        for value in ["3", "x", "9", "1"] {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        assert_eq!(from_headers(&headers, now()), Some(Duration::from_secs(9)));
    }

    /// A moment in each of the three forms of RFC 9110, section 5.6.7.
    fn forms(at: SystemTime) -> [String; 3] {
        const DAYS: [&str; 7] = [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ];
        let preferred = httpdate::fmt_http_date(at);
        let words: Vec<_> = preferred.split(' ').collect();
        let (short, day, month) = (&words[0][..3], words[1], words[2]);
        let (year, time) = (words[3], words[4]);
        let long = DAYS.iter().find(|long| long.starts_with(short)).unwrap();
        [
            preferred.clone(),
            format!("{long}, {day}-{month}-{} {time} GMT", &year[2..]),
            format!(
                "{short} {month} {:>2} {time} {year}",
                day.trim_start_matches('0')
            ),
        ]
    }

    #[test]
    fn every_moment_is_read_back_from_each_form_of_date() {
        let mut random = fastrand::Rng::with_seed(11);
        let moment = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        // Two digits name the years from 1970 to 2069.
        let end = 3_155_760_000 - 1;
        for _ in 0..20_000 {
            let at = random.u64(0..=end);
            // Half of the time near enough for the difference to show.
            let now = match random.bool() {
                true => at.saturating_sub(random.u64(0..2 * MAX.as_secs())),
                false => random.u64(0..=end),
            };
            let asked = Duration::from_secs(at.saturating_sub(now)).min(MAX);
            for text in forms(moment(at)) {
                assert_eq!(parse(&text, moment(now)), Some(asked), "{text:?} at {now}");
            }
        }
    }

    #[test]
    fn every_number_is_read_back_up_to_a_day() {
        let mut random = fastrand::Rng::with_seed(13);
        for _ in 0..20_000 {
            // Of every length alike.
            let whole = random.u64(..) >> random.u32(0..64);
            let millis = random.u64(0..1_000);
            let asked = Duration::from_secs(whole).min(MAX);
            assert_eq!(parse(&whole.to_string(), now()), Some(asked));
            let asked = Duration::from_secs(whole).saturating_add(Duration::from_millis(millis));
            let text = format!("{whole}.{millis:03}");
            let read = parse(&text, now()).unwrap();
            assert!(
                read.abs_diff(asked.min(MAX)) < Duration::from_millis(1),
                "{text}"
            );
        }
    }

    #[test]
    fn no_text_panics_or_exceeds_a_day() {
        let mut random = fastrand::Rng::with_seed(7);
        let alphabet: Vec<_> = "0123456789.-+ eE:,/SunMoNovDecGMT\tx٣五\u{a0}\u{0}"
            .chars()
            .collect();
        for _ in 0..20_000 {
            let length = random.usize(0..40);
            let text: String = (0..length)
                .map(|_| alphabet[random.usize(0..alphabet.len())])
                .collect();
            // And what is a date but for a character or two.
            let mut form: Vec<_> = forms(now())[random.usize(0..3)].chars().collect();
            for _ in 0..random.usize(1..3) {
                let place = random.usize(0..form.len());
                form[place] = alphabet[random.usize(0..alphabet.len())];
            }
            for text in [text, form.into_iter().collect()] {
                if let Some(pause) = parse(&text, now()) {
                    assert!(pause <= MAX, "{text:?}");
                }
            }
        }
    }
}
