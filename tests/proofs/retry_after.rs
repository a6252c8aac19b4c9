//! Two hundred `Retry-After` values through the public client, under paused time: none panics, none holds a
//! call beyond its deadline, and each is told to the caller as what it says.
//!
//! What a value says is written beside it here, and not taken from the client's parser.

use std::time::{Duration, SystemTime};

use http::{HeaderValue, header::RETRY_AFTER};
use httpdate::HttpDate;
use signicat_reuseid::{CallOptions, Client, Error, Flow, TransactionId};
use tokio::time::Instant;

use crate::support::{Scripted, answer};

const DAY: u64 = 24 * 60 * 60;

/// What a value asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asks {
    Nothing,
    Millis(u64),
    /// Until a moment so many seconds after the value was made: one or two may have passed.
    Until(u64),
}

pub struct Value {
    pub headers: Vec<HeaderValue>,
    pub asks: Asks,
}

fn value(text: impl AsRef<[u8]>, asks: Asks) -> Value {
    let headers = vec![HeaderValue::from_bytes(text.as_ref()).unwrap()];
    Value { headers, asks }
}

/// A moment in one of the three forms of RFC 9110, section 5.6.7.
pub fn date(at: SystemTime, form: usize) -> String {
    let preferred = HttpDate::from(at).to_string();
    let [weekday, day, month, year, time, _] = *preferred.split(' ').collect::<Vec<_>>() else {
        panic!("{preferred}")
    };
    let weekday = weekday.trim_end_matches(',');
    match form {
        0 => preferred.clone(),
        1 => {
            let long = match weekday {
                "Tue" => "Tuesday",
                "Wed" => "Wednesday",
                "Thu" => "Thursday",
                "Sat" => "Saturday",
                _ => &format!("{weekday}day"),
            };
            format!("{long}, {day}-{month}-{} {time} GMT", &year[2..])
        }
        _ => format!(
            "{weekday} {month} {:>2} {time} {year}",
            day.trim_start_matches('0')
        ),
    }
}

/// The whole list, made anew: its dates are counted from now.
pub fn values() -> Vec<Value> {
    let second = |n: u64| Asks::Millis(n.min(DAY) * 1000);
    let mut values = Vec::new();
    for seconds in (0..=20).chain([
        30, 45, 59, 60, 61, 90, 119, 120, 150, 180, 240, 900, 1800, 10_000, 43_200, 50_000, 300,
        600, 3599, 3600, 7200, 86_399, 86_400, 86_401,
    ]) {
        values.push(value(seconds.to_string(), second(seconds)));
    }
    for huge in [
        "100000",
        "31536000",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999999999999",
        "1e",
        "86400.5",
        "99999999999999999999.5",
    ] {
        let asks = if huge == "1e" {
            Asks::Nothing
        } else {
            second(DAY)
        };
        values.push(value(huge, asks));
    }
    for (text, millis) in [
        ("00", 0),
        ("007", 7_000),
        ("0000000000000000000000000000000000000003", 3_000),
        ("0.0", 0),
        ("0.001", 1),
        ("0.25", 250),
        ("1.5", 1_500),
        ("2.0", 2_000),
        ("3.", 3_000),
        ("59.999", 59_999),
        (" 7", 7_000),
        ("7 ", 7_000),
        ("\t8\t", 8_000),
    ] {
        values.push(value(text, Asks::Millis(millis)));
    }
    let now = SystemTime::now();
    for form in 0..3 {
        for ahead in [5, 10, 15, 20, 25, 30, 40, 50, 59, 90, 300, 3_000, 80_000] {
            let at = now + Duration::from_secs(ahead);
            values.push(value(date(at, form), Asks::Until(ahead)));
        }
        for past in [1, 60, 3_600, 31_536_000, 500_000_000] {
            let at = now - Duration::from_secs(past);
            values.push(value(date(at, form), Asks::Millis(0)));
        }
        for beyond in [100_000, 400_000_000] {
            let at = now + Duration::from_secs(beyond);
            values.push(value(date(at, form), second(DAY)));
        }
    }
    values.push(value("Fri, 31 Dec 9999 23:59:59 GMT", second(DAY)));
    values.push(value("Thu, 01 Jan 1970 00:00:00 GMT", Asks::Millis(0)));
    for nothing in [
        "",
        " ",
        "-0",
        "-1",
        "-120",
        "-9223372036854775808",
        "+5",
        "1 2",
        "1.2.3",
        "1..2",
        ".5",
        ".",
        "1e3",
        "1E400",
        "0x10",
        "1_000",
        "1s",
        "5 seconds",
        "soon",
        "never",
        "null",
        "NaN",
        "inf",
        "infinity",
        "-inf",
        "true",
        "[]",
        "{}",
        "\"5\"",
        "120;q=1",
        "%35",
        "PT5S",
        "P1D",
        "2026-11-24T10:00:00Z",
        "Sun, 06 Nov 1994",
        "06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:61:37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "Sun Nov 99 08:49:37 1994",
        "Sunday, 06-Nov-94",
        "0 GMT",
        "Sun, 06 Nov 99994 08:49:37 GMT",
        "\u{661}\u{662}",
        "\u{ff15}",
        "5\u{a0}",
        "٣",
        "五",
        "🕐",
        "1\u{301}",
        "½",
    ] {
        values.push(value(nothing, Asks::Nothing));
    }
    // Merged by a proxy: the longest of those that are valid.
    for (merged, longest) in [
        ("1,2", second(2)),
        ("3, 1", second(3)),
        ("soon, 6", second(6)),
        ("7,-1", second(7)),
        ("0, 99999999999999999999", second(DAY)),
        ("4, Thu, 01 Jan 1970 00:00:00 GMT", second(4)),
        ("Thu, 01 Jan 1970 00:00:00 GMT, 4", second(4)),
        (", ,", Asks::Nothing),
    ] {
        values.push(value(merged, longest));
    }
    values.push(value([0xff, 0xfe, b'5'], Asks::Nothing));
    values.push(value("x".repeat(60_000), Asks::Nothing));
    values.push(value("9".repeat(60_000), second(DAY)));
    values.push(value(
        format!("0.{}", "3".repeat(60_000)),
        Asks::Millis(333),
    ));
    values.push(value(format!("{}4", " ".repeat(60_000)), second(4)));
    // Repeated: the longest of those that say anything.
    for (texts, asks) in [
        (["1", "2"], second(2)),
        (["9", "3"], second(9)),
        (["soon", "6"], second(6)),
        (["7", "-1"], second(7)),
        (["0", "99999999999999999999"], second(DAY)),
        (["x", "y"], Asks::Nothing),
        (["4", "Thu, 01 Jan 1970 00:00:00 GMT"], second(4)),
    ] {
        let headers = texts
            .map(|text| HeaderValue::from_str(text).unwrap())
            .into();
        values.push(Value { headers, asks });
    }
    values
}

fn busy(status: u16, value: &Value) -> http::Response<bytes::Bytes> {
    let mut busy = answer(status, &[], "");
    for header in &value.headers {
        busy.headers_mut().append(RETRY_AFTER, header.clone());
    }
    busy
}

/// What is wrong with how the client takes this value.
pub async fn violations(value: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let shown = format!("{:.60?} asks {:?}", value.headers, value.asks);
    let mut check = |right: bool, what: String| {
        if !right {
            wrong.push(format!("{shown}: {what}"));
        }
    };
    let client = |value: &Value, status: u16| -> Client {
        let busy = busy(status, value);
        let script = move |_| {
            // `http::Response` is no `Clone` with extensions in every version.
            let mut again = answer(busy.status().as_u16(), &[], "");
            *again.headers_mut() = busy.headers().clone();
            Ok(again)
        };
        Scripted::new(script).client().0
    };
    let id = TransactionId::new("t-1").unwrap();

    // A start tells its caller, and sends nothing again.
    let error = client(value, 503).onboarding().start().await.unwrap_err();
    check(
        error.attempts() == 1,
        format!("a start was sent {} times", error.attempts()),
    );
    check(
        is_as_asked(value.asks, &error),
        format!("a start said {:?}", error.retry_after()),
    );

    // A get waits for it where that is within its deadline, and not a moment beyond.
    for (status, limit) in [(503, 8), (429, 60)] {
        let limit = Duration::from_secs(limit);
        let options = CallOptions::new().timeout(limit).max_attempts(2);
        let begin = Instant::now();
        let session = client(value, status).resume(Flow::Onboarding, id.clone());
        let error = session.get_with(options).await.unwrap_err();
        let took = begin.elapsed();
        check(took <= limit, format!("a get of {limit:?} took {took:?}"));
        check(
            is_as_asked(value.asks, &error),
            format!("a get said {:?}", error.retry_after()),
        );
        let pause = error.retry_after().unwrap_or_default();
        // The client's own pause before a second attempt is a second at most here.
        let again = pause + Duration::from_secs(1) < limit;
        check(
            error.attempts() == 1 || took >= pause,
            format!("{took:?} was too soon"),
        );
        check(
            !again || error.attempts() == 2,
            "a get was not sent again".to_owned(),
        );
        check(
            pause < limit || error.attempts() == 1,
            "waited for what is too far".to_owned(),
        );
    }

    // A wait ends by its deadline, whatever it is asked.
    let limit = Duration::from_secs(45);
    let begin = Instant::now();
    let session = client(value, 503).resume(Flow::StepUp, id);
    let error = session.wait().timeout(limit).await.unwrap_err();
    let took = begin.elapsed();
    check(
        matches!(error, Error::Wait(_)),
        format!("a wait said {error}"),
    );
    check(took <= limit, format!("a wait of {limit:?} took {took:?}"));
    wrong
}

fn is_as_asked(asks: Asks, error: &Error) -> bool {
    match (asks, error.retry_after()) {
        (Asks::Nothing, said) => said.is_none(),
        (Asks::Millis(millis), Some(said)) => said.as_millis() == u128::from(millis),
        (Asks::Until(seconds), Some(said)) => {
            let seconds = Duration::from_secs(seconds);
            // A date has whole seconds, and the list was made a while ago.
            said <= seconds && said + Duration::from_secs(4) >= seconds
        }
        _ => false,
    }
}
