//! Keeps the digits of JSON numbers that 64 bits cannot represent, such as an id of 30 digits in a field that
//! the document does not list.
//!
//! The parser would round such a number, or reject the whole body if it is beyond the range of an f64. So it
//! becomes a string before the body is parsed.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Decimal digits that an f64 always represents exactly.
const EXACT_DIGITS: usize = 15;

/// The body with quotes around each number that a parser would change; the body itself if there is none.
pub(crate) fn quote_inexact_numbers(body: Bytes) -> Bytes {
    let mut quoted: Vec<u8> = Vec::new();
    let mut copied = 0;
    for (start, end) in numbers(&body) {
        let Some(number) = body.get(start..end) else {
            continue;
        };
        if is_inexact(number) {
            quoted.extend_from_slice(body.get(copied..start).unwrap_or_default());
            quoted.push(b'"');
            quoted.extend_from_slice(number);
            quoted.push(b'"');
            copied = end;
        }
    }
    if copied == 0 {
        return body;
    }
    quoted.extend_from_slice(body.get(copied..).unwrap_or_default());
    quoted.into()
}

/// The start and end of each number outside strings.
fn numbers(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let (mut is_string, mut is_escaped, mut start) = (false, false, None);
    let bytes = text.iter().copied().chain([b' ']).enumerate();
    bytes.filter_map(move |(at, byte)| {
        if is_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => is_string = false,
                _ => {}
            }
            return None;
        }
        match byte {
            b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E' if start.is_some() => None,
            b'0'..=b'9' | b'-' => {
                start = Some(at);
                None
            }
            _ => {
                is_string = byte == b'"';
                start.take().map(|start| (start, at))
            }
        }
    })
}

/// Whether a parser that knows u64, i64 and f64 would change or reject the number. What is not a number is left
/// to the parser.
fn is_inexact(number: &[u8]) -> bool {
    let has_exponent = number.contains(&b'e') || number.contains(&b'E');
    if number.len() <= EXACT_DIGITS && !has_exponent {
        return false;
    }
    let Ok(text) = std::str::from_utf8(number) else {
        return false;
    };
    if text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok() {
        return false;
    }
    match serde_json::from_str::<f64>(text) {
        Ok(value) => digits(text) != digits(&Value::from(value).to_string()),
        // Beyond the range of an f64, or not a number.
        Err(_) => serde_json::from_str::<IgnoredAny>(text).is_ok(),
    }
}

/// The significant digits: without sign, point, exponent, and leading and trailing zeros.
fn digits(text: &str) -> String {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(body: &str) -> String {
        let body = quote_inexact_numbers(Bytes::copy_from_slice(body.as_bytes()));
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[test]
    fn quotes_numbers_that_a_parser_would_change() {
        for number in [
            "123456789012345678901234567890",
            "-9223372036854775809",
            "18446744073709551616",
            "0.12345678901234567890123",
            "1e999",
            "-1E+999",
        ] {
            let body = format!(r#"{{"a":[{number}, 1],"b":{number}}}"#);
            let expected = format!(r#"{{"a":["{number}", 1],"b":"{number}"}}"#);
            assert_eq!(quoted(&body), expected);
            assert_eq!(quoted(number), format!("\"{number}\""));
        }
    }

    #[test]
    fn leaves_exact_numbers_strings_and_other_bodies_alone() {
        for body in [
            r#"{"a":18446744073709551615,"b":-9223372036854775808,"c":0.1,"d":1e300}"#,
            r#"{"a":"123456789012345678901234567890","b\"1e999":"x"}"#,
            r#"{"a":12345678901234567890e}"#,
            "100000000000000000000000",
            "",
            "<html>1e999e</html>",
            "\"unfinished 1e999",
        ] {
            assert_eq!(quoted(body), body);
        }
    }

    #[test]
    fn every_number_survives_parsing() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..20_000 {
            let mut number: String = (0..random.usize(1..40)).map(|_| random.digit(10)).collect();
            if random.bool() {
                number.insert(random.usize(0..number.len()), '.');
            }
            if random.bool() {
                number = format!("{number}e{}", random.i32(-400..400));
            }
            if serde_json::from_str::<IgnoredAny>(&number).is_err() {
                continue;
            }
            let value: Value = serde_json::from_str(&quoted(&number)).unwrap();
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(digits(&text), digits(&number), "{number} became {text}");
        }
    }
}
