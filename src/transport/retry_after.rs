//! Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in any of three forms.
//!
//! The value is untrusted: no value causes a panic, and no delay is longer than a day. The caller's
//! deadline limits it further.

use std::time::{Duration, SystemTime};

use http::{
    HeaderMap, HeaderValue,
    header::{DATE, RETRY_AFTER},
};

/// Maximum delay: one day.
pub(crate) const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest delay that any `Retry-After` header asks for; `None` if none is valid.
///
/// Dates are compared with the response's own `Date` header, so that neither clock skew nor a test's paused
/// time changes the delay; or with `now` if that header is missing or invalid.
pub(crate) fn from_headers(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let now = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(text(date)?.trim()).ok())
        .unwrap_or(now);
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| parse(text(value)?, now))
        .max()
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// Parses one value, or several that a proxy merged (`1, 3`), and returns the longest valid delay.
fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let mut longest = None;
    let mut rest = Some(text);
    while let Some(list) = rest {
        let (item, tail) = split(list);
        let delay = seconds(item.trim()).or_else(|| until(item.trim(), now));
        longest = longest.max(delay);
        rest = tail;
    }
    longest
}

/// Splits off the first item of a comma-separated list. A comma after the name of a day is part of a date and
/// does not end the item.
fn split(list: &str) -> (&str, Option<&str>) {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let is_day = |item: &str| {
        let item = item.trim();
        !item.contains(' ') && DAYS.iter().any(|day| item.starts_with(day))
    };
    let comma = list.find(',');
    let after_day = comma.filter(|comma| list.get(..*comma).is_some_and(is_day));
    let end = match after_day {
        Some(comma) => list
            .get(comma + 1..)
            .and_then(|rest| rest.find(','))
            .map(|next| comma + 1 + next),
        None => comma,
    };
    match end {
        Some(end) => (list.get(..end).unwrap_or_default(), list.get(end + 1..)),
        None => (list, None),
    }
}

/// Fractions are accepted, although RFC 9110 allows only integers.
fn seconds(text: &str) -> Option<Duration> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows a u64 is a long delay, not an invalid value.
        let seconds = text.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(MAX));
    }
    let is_decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = text.parse::<f64>().ok().filter(|_| is_decimal)?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(MAX).min(MAX))
}

/// A date in the past means no delay.
fn until(text: &str, now: SystemTime) -> Option<Duration> {
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
    fn reads_seconds_and_the_three_forms_of_a_date() {
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
    fn ignores_invalid_values() {
        for text in [
            "", "-1", "soon", "1e9", "0x10", "NaN", "inf", "1 2", "1.2.3", "+5", "١٢",
        ] {
            assert_eq!(parse(text, now()), None, "{text:?}");
        }
    }

    #[test]
    fn uses_the_longest_of_merged_values() {
        let date = "Sun, 06 Nov 1994 08:50:37 GMT";
        let asctime = "Sun Nov  6 08:50:37 1994";
        for (text, seconds) in [
            ("1, 3".to_owned(), 3),
            ("3,1".to_owned(), 3),
            (",, 5,".to_owned(), 5),
            ("soon, 6".to_owned(), 6),
            (format!("7, {date}"), 60),
            (format!("{date}, 90"), 90),
            (format!("{date}, {date}, 1"), 60),
            (format!("2, {asctime}, 1"), 60),
            (format!("Sunday, 06-Nov-94 08:50:37 GMT,{date}"), 60),
        ] {
            let expected = Some(Duration::from_secs(seconds));
            assert_eq!(parse(&text, now()), expected, "{text:?}");
        }
        assert_eq!(parse(",", now()), None);
        assert_eq!(parse("soon, later", now()), None);
    }

    #[test]
    fn compares_dates_with_the_date_of_the_response() {
        let mut headers = HeaderMap::new();
        let date = "Sun, 06 Nov 1994 08:50:37 GMT".parse().unwrap();
        headers.insert(RETRY_AFTER, date);
        let delay = |headers: &HeaderMap| from_headers(headers, now());
        assert_eq!(delay(&headers), Some(Duration::from_secs(60)));
        // The server's clock is 50 s ahead of ours.
        headers.insert(DATE, "Sun, 06 Nov 1994 08:50:27 GMT".parse().unwrap());
        assert_eq!(delay(&headers), Some(Duration::from_secs(10)));
        headers.insert(DATE, "invalid".parse().unwrap());
        assert_eq!(delay(&headers), Some(Duration::from_secs(60)));
    }

    #[test]
    fn uses_the_longest_of_several_headers() {
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
    fn reads_back_every_date_in_each_form() {
        let mut random = fastrand::Rng::with_seed(11);
        let moment = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        // Two-digit years range from 1970 to 2069.
        let end = 3_155_760_000 - 1;
        for _ in 0..20_000 {
            let at = random.u64(0..=end);
            // Half of them are near enough for a delay below the maximum.
            let now = match random.bool() {
                true => at.saturating_sub(random.u64(0..2 * MAX.as_secs())),
                false => random.u64(0..=end),
            };
            let expected = Duration::from_secs(at.saturating_sub(now)).min(MAX);
            for text in forms(moment(at)) {
                assert_eq!(
                    parse(&text, moment(now)),
                    Some(expected),
                    "{text:?} at {now}"
                );
            }
        }
    }

    #[test]
    fn reads_back_every_number_up_to_a_day() {
        let mut random = fastrand::Rng::with_seed(13);
        for _ in 0..20_000 {
            // Numbers of every length are equally frequent.
            let whole = random.u64(..) >> random.u32(0..64);
            let millis = random.u64(0..1_000);
            let expected = Duration::from_secs(whole).min(MAX);
            assert_eq!(parse(&whole.to_string(), now()), Some(expected));
            let expected = Duration::from_secs(whole).saturating_add(Duration::from_millis(millis));
            let text = format!("{whole}.{millis:03}");
            let read = parse(&text, now()).unwrap();
            assert!(
                read.abs_diff(expected.min(MAX)) < Duration::from_millis(1),
                "{text}"
            );
        }
    }

    #[test]
    fn no_text_panics_or_exceeds_the_maximum() {
        let mut random = fastrand::Rng::with_seed(7);
        let alphabet: Vec<_> = "0123456789.-+ eE:,/SunMoNovDecGMT\tx٣五\u{a0}\u{0}"
            .chars()
            .collect();
        for _ in 0..20_000 {
            let length = random.usize(0..40);
            let text: String = (0..length)
                .map(|_| alphabet[random.usize(0..alphabet.len())])
                .collect();
            // And a date with one or two characters replaced.
            let mut form: Vec<_> = forms(now())[random.usize(0..3)].chars().collect();
            for _ in 0..random.usize(1..3) {
                let place = random.usize(0..form.len());
                form[place] = alphabet[random.usize(0..alphabet.len())];
            }
            for text in [text, form.into_iter().collect()] {
                if let Some(delay) = parse(&text, now()) {
                    assert!(delay <= MAX, "{text:?}");
                }
            }
        }
    }
}
