//! Bodies that the hostile peer replies with, each made from the one that would be a good one.

use crate::replies::{Reply, json};

/// `good` with `member` added to its innermost object.
fn with(good: &str, member: &str) -> String {
    let closing = good.trim_start_matches(|c| c != '}');
    let opening = good.strip_suffix(closing).unwrap();
    format!("{opening},{member}{closing}")
}

pub fn bodies(good: &str) -> Vec<Reply> {
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big_endian: Vec<u8> = good.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf32: Vec<u8> = good
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let invalid_utf8 = with(good, r#""x":"?""#).replace('?', "\u{1}").into_bytes();
    let invalid_utf8: Vec<_> = invalid_utf8
        .into_iter()
        .map(|byte| if byte == 1 { 0xff } else { byte })
        .collect();
    let member = |member: &str| with(good, member);
    let cut = |bytes: usize| &good[..good.len() - bytes];
    vec![
        json("the good body", good),
        json("byte order mark", format!("\u{feff}{good}")),
        json("two byte order marks", format!("\u{feff}\u{feff}{good}")),
        json("UTF-16", utf16.clone()),
        json(
            "UTF-16 after its byte order mark",
            [&[0xff, 0xfe], &*utf16].concat(),
        ),
        json(
            "big-endian UTF-16 after its byte order mark",
            [&[0xfe, 0xff], &*big_endian].concat(),
        ),
        json("UTF-32", utf32),
        json("white space around", format!("\r\n\t {good} \n\n")),
        json("text after the JSON", format!("{good}<!-- served by x -->")),
        json("two documents", format!("{good}{good}")),
        json("trailing comma", good.replacen('}', ",}", 1)),
        json("comment", good.replacen('{', "{/* x */", 1)),
        json("single quotes", good.replace('"', "'")),
        json("prefix against hijacking", format!(")]}}',\n{good}")),
        json("callback", format!("callback({good})")),
        json("every member twice", {
            let inner = good.trim_matches(|c| c != '{' && c != '}');
            inner.replacen('{', &format!("{{{},", &inner[1..inner.len() - 1]), 1)
        }),
        json(
            "required member twice",
            member(r#""transactionId":"t-2","access_token":"t-2""#),
        ),
        json("empty", ""),
        json("white space only", " \r\n"),
        json("null", "null"),
        json("array", "[]"),
        json("good body in an array", format!("[{good}]")),
        json("text", "\"ok\""),
        json("number", "1"),
        json("true", "true"),
        json("empty object", "{}"),
        json("data is null", r#"{"data":null,"access_token":null}"#),
        json("data is a text", r#"{"data":"x","access_token":["x"]}"#),
        json(
            "good body in another member",
            format!(r#"{{"result":{good}}}"#),
        ),
        json("all members null", nulls(good)),
        json("NaN in an unknown member", member(r#""x":NaN"#)),
        json("1e999 in an unknown member", member(r#""x":1e999"#)),
        json(
            "30 digits in an unknown member",
            member(r#""x":123456789012345678901234567890"#),
        ),
        json(
            "100 levels in an unknown member",
            member(&format!(r#""x":{}{}"#, "[".repeat(100), "]".repeat(100))),
        ),
        json(
            "1000 levels in an unknown member",
            member(&format!(r#""x":{}{}"#, "[".repeat(1000), "]".repeat(1000))),
        ),
        json("100,000 brackets", "[".repeat(100_000)),
        json("lone surrogate", member(r#""x":"\ud800""#)),
        json("lone surrogate in a name", member(r#""\udfff":1"#)),
        json(
            "lone surrogate in the id",
            good.replace("t-1", r"t-1\ud800"),
        ),
        json(
            "surrogates in the wrong order",
            member(r#""x":"\udc00\ud800""#),
        ),
        json("infinite number", member(r#""x":-Infinity"#)),
        json(
            "number of 100,000 digits",
            member(&format!(r#""x":{}"#, "9".repeat(100_000))),
        ),
        json("number with leading zeros", member(r#""x":007"#)),
        json(
            "exponent of 20 digits",
            member(r#""x":1e99999999999999999999"#),
        ),
        json(
            "100,000 objects in an unknown member",
            member(&format!(
                r#""x":{}1{}"#,
                r#"{"a":"#.repeat(100_000),
                "}".repeat(100_000)
            )),
        ),
        json(
            "name of 64 KiB",
            member(&format!(r#""{}":1"#, "x".repeat(64 << 10))),
        ),
        json("empty name", member(r#""":1"#)),
        json("tab in a text", member("\"x\":\"\t\"")),
        json("invalid UTF-8", invalid_utf8),
        json("NUL in a text", member("\"x\":\"\u{0}\"")),
        json("escaped members", good.replace("t-1", r"t\u002d1")),
        json(
            "capitalized members",
            good.replace("transactionId", "TransactionId")
                .replace("access_token", "Access_Token"),
        ),
        json("numeric id", good.replace("\"t-1\"", "1")),
        json("boolean id", good.replace("\"t-1\"", "true")),
        json("empty id", good.replace("t-1", "")),
        json("id with a slash", good.replace("t-1", "../t-1")),
        json("id with a line break", good.replace("t-1", r"t\n1")),
        json("id is two dots", good.replace("t-1", "..")),
        json("id is a dot", good.replace("t-1", ".")),
        json("percent-encoded id", good.replace("t-1", "%2e%2e%2ft-1")),
        json("id with a query", good.replace("t-1", "t-1?x=1#y")),
        json("id with a space", good.replace("t-1", "t 1")),
        json("id with spaces around", good.replace("t-1", " t-1 ")),
        json(
            "id with a letter beyond ASCII",
            good.replace("t-1", "t\u{e5}1"),
        ),
        json("id is an array", good.replace("\"t-1\"", "[\"t-1\"]")),
        json(
            "id is an object",
            good.replace("\"t-1\"", "{\"id\":\"t-1\"}"),
        ),
        json("fractional id", good.replace("\"t-1\"", "1.5")),
        json("id of 300 bytes", good.replace("t-1", &"t".repeat(300))),
        json(
            "empty optional id",
            member(r#""dossierId":"","refresh_token":"""#),
        ),
        json("optional id with a slash", member(r#""dossierId":"a/b""#)),
        json(
            "optional id that is a number",
            member(r#""dossierId":7,"expires_in":{}"#),
        ),
        json("status is an object", good.replace("\"Pending\"", "{}")),
        json(
            "status of 64 KiB",
            good.replace("Pending", &"x".repeat(64 << 10)),
        ),
        json(
            "status with control characters",
            good.replace("Pending", r"a\u001b[31m\r\nb"),
        ),
        json("empty status", good.replace("Pending", "")),
        json(
            "code of 64 KiB",
            good.replace("2005", &"5".repeat(64 << 10)),
        ),
        json("code with a line break", good.replace("2005", r"20\n05")),
        json(
            "an OAuth error with a success status",
            r#"{"error":"invalid_client","error_description":"x"}"#,
        ),
        json("numeric code", good.replace("\"2005\"", "2005")),
        json(
            "status is a number",
            good.replace("\"Pending\"", "7").replace("600", "\"x\""),
        ),
        json("cut in the last member", cut(3)),
        json("cut in half", cut(good.len() / 2)),
        json(
            "2 MiB of white space before",
            format!("{}{good}", " ".repeat(2 << 20)),
        ),
        json(
            "10,000 unknown members",
            member(&vec![r#""x":0"#; 10_000].join(",")),
        ),
    ]
}

/// Every value of the innermost object is null.
fn nulls(good: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(good).unwrap();
    let object = match value.get_mut("data") {
        Some(data) => data,
        None => &mut value,
    };
    for value in object.as_object_mut().unwrap().values_mut() {
        *value = serde_json::Value::Null;
    }
    value.to_string()
}

/// Token responses, of which each has another lifetime or type; to an operation they are responses without data.
pub fn token_responses() -> Vec<Reply> {
    let token = |rest: &str| format!(r#"{{"access_token":"t-1"{rest}}}"#);
    let lifetimes = [
        "\"600\"",
        "\" 600 \"",
        "600.0",
        "600.5",
        "6e2",
        "-1",
        "0",
        "1",
        "\"-1\"",
        "\"\"",
        "\"soon\"",
        "null",
        "true",
        "[600]",
        "{}",
        "1e999",
        "1e18",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "99999999999999999999999999999999999999",
        "\"P1D\"",
    ];
    let types = [
        "\"BEARER\"",
        "\"bearer\"",
        "\"Bearer \"",
        "\"\"",
        "null",
        "7",
        "[\"Bearer\"]",
        "\"MAC\"",
        "\"DPoP\"",
        "\"N_A\"",
    ];
    let scopes = ["null", "\"\"", "7", "[\"signicat-api\"]", "{}"];
    let tokens = [
        "\"\"",
        "\" \"",
        "null",
        "7",
        "[\"t-1\"]",
        r#""a b""#,
        r#""a\nb""#,
        r#""\u00e5""#,
        r#""a\u0000""#,
    ];
    let named = |name: &str, value: &str, body: String| {
        json(format!("token response, {name} {value}"), body)
    };
    let mut replies = vec![
        json(
            "token response, no lifetime",
            token(r#","token_type":"Bearer""#),
        ),
        json("token response, no type", token(r#","expires_in":600"#)),
        json("token response, nothing else", token("")),
    ];
    replies.extend(lifetimes.map(|value| {
        named(
            "lifetime",
            value,
            token(&format!(r#","token_type":"Bearer","expires_in":{value}"#)),
        )
    }));
    replies.extend(types.map(|value| {
        named(
            "type",
            value,
            token(&format!(r#","expires_in":600,"token_type":{value}"#)),
        )
    }));
    replies.extend(scopes.map(|value| {
        let rest = format!(r#","expires_in":600,"token_type":"Bearer","scope":{value}"#);
        named("scope", value, token(&rest))
    }));
    replies.extend(tokens.map(|value| {
        let body = format!(r#"{{"access_token":{value},"expires_in":600,"token_type":"Bearer"}}"#);
        named("token", value, body)
    }));
    replies.push(json(
        "token response, token of 512 KiB",
        format!(
            r#"{{"access_token":"{}","expires_in":600,"token_type":"Bearer"}}"#,
            "t".repeat(1 << 19)
        ),
    ));
    replies
}
