//! What the hostile peer replies: each reply is made from the body that would be a good one.

use crate::{
    bodies::{bodies, token_responses},
    scripted_server::End,
};

/// One reply; the connection ends after it.
pub struct Reply {
    pub name: String,
    pub bytes: Vec<u8>,
    pub end: End,
}

pub fn reply(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Reply {
    Reply {
        name: name.into(),
        bytes: bytes.into(),
        end: End::Close,
    }
}

/// A response with a `Content-Length`.
pub fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

pub const JSON: &str = "Content-Type: application/json\r\n";

pub fn json(name: impl Into<String>, body: impl AsRef<[u8]>) -> Reply {
    reply(name, http("200 OK", JSON, body.as_ref()))
}

/// All replies to a request whose good response has this body, an object in an object or an object.
pub fn replies(good: &str) -> Vec<Reply> {
    let mut replies = bodies(good);
    replies.extend(framings(good));
    replies.extend(statuses(good));
    replies.extend(heads(good));
    replies.extend(media_types_and_codings(good));
    replies.extend(token_responses());
    replies.extend(errors());
    replies.extend(connections(good));
    replies
}

fn framings(good: &str) -> Vec<Reply> {
    let length = good.len();
    let head = |line: &str, headers: &str| format!("{line}\r\n{JSON}{headers}\r\n");
    let ok = |headers: &str, body: &str| head("HTTP/1.1 200 OK", headers) + body;
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let (first, second) = good.split_at(length / 2);
    let chunked = "Transfer-Encoding: chunked\r\n";
    let sized = format!("Content-Length: {length}\r\n");
    vec![
        reply("HTTP/1.0 until the end", head("HTTP/1.0 200 OK", "") + good),
        reply(
            "HTTP/1.0 with a length",
            head("HTTP/1.0 200 OK", &sized) + good,
        ),
        reply("no length", ok("", good)),
        reply(
            "chunks",
            ok(chunked, &(chunk(first) + &chunk(second) + "0\r\n\r\n")),
        ),
        reply(
            "chunk extension and trailer",
            ok(
                chunked,
                &format!("{length:X};a=b\r\n{good}\r\n0\r\nX-Trailer: 1\r\n\r\n"),
            ),
        ),
        reply("no last chunk", ok(chunked, &chunk(good))),
        reply("chunk cut", ok(chunked, &format!("{length:x}\r\n{first}"))),
        reply(
            "invalid chunk size",
            ok(chunked, &format!("xyz\r\n{good}\r\n0\r\n\r\n")),
        ),
        reply(
            "chunk size of 17 digits",
            ok(chunked, &format!("fffffffffffffffff\r\n{good}")),
        ),
        reply(
            "length and chunks",
            ok(&(sized.clone() + chunked), &(chunk(good) + "0\r\n\r\n")),
        ),
        reply("two equal lengths", ok(&sized.repeat(2), good)),
        reply(
            "two lengths",
            ok(&format!("{sized}Content-Length: 1\r\n"), good),
        ),
        reply("negative length", ok("Content-Length: -1\r\n", good)),
        reply("length is a text", ok("Content-Length: many\r\n", good)),
        reply(
            "length of 1 TiB",
            ok("Content-Length: 1099511627776\r\n", good),
        ),
        reply(
            "length beyond 64 bits",
            ok("Content-Length: 99999999999999999999\r\n", good),
        ),
        reply(
            "length too large by one",
            ok(&format!("Content-Length: {}\r\n", length + 1), good),
        ),
        reply(
            "length too small by one",
            ok(&format!("Content-Length: {}\r\n", length - 1), good),
        ),
        reply(
            "two responses",
            http("200 OK", JSON, good.as_bytes()).repeat(2),
        ),
        reply("line feeds only", ok(&sized, good).replace("\r\n", "\n")),
        reply("no reason phrase", head("HTTP/1.1 200", &sized) + good),
        reply("HTTP/2.0", head("HTTP/2.0 200 OK", &sized) + good),
        reply("HTTP/1.2", head("HTTP/1.2 200 OK", &sized) + good),
        reply("lower-case http", head("http/1.1 200 OK", &sized) + good),
        reply("ICY", head("ICY 200 OK", &sized) + good),
        reply("empty line first", format!("\r\n{}", ok(&sized, good))),
        reply(
            "interim responses first",
            format!(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n{}",
                ok(&sized, good)
            ),
        ),
        reply("interim response only", "HTTP/1.1 100 Continue\r\n\r\n"),
        reply(
            "10,000 interim responses first",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(10_000) + &ok(&sized, good),
        ),
        reply(
            "10,000 interim responses only",
            "HTTP/1.1 102 Processing\r\n\r\n".repeat(10_000),
        ),
        reply(
            "interim response with a body",
            format!(
                "HTTP/1.1 100 Continue\r\n{sized}\r\n{good}{}",
                ok(&sized, good)
            ),
        ),
        reply(
            "transfer coding gzip",
            ok("Transfer-Encoding: gzip\r\n", good),
        ),
        reply(
            "transfer codings gzip and chunked",
            ok(
                "Transfer-Encoding: gzip, chunked\r\n",
                &(chunk(good) + "0\r\n\r\n"),
            ),
        ),
        reply(
            "transfer coding identity",
            ok(&format!("Transfer-Encoding: identity\r\n{sized}"), good),
        ),
        reply(
            "chunked twice",
            ok(&chunked.repeat(2), &(chunk(good) + "0\r\n\r\n")),
        ),
        reply(
            "chunks in HTTP/1.0",
            head("HTTP/1.0 200 OK", chunked) + &chunk(good) + "0\r\n\r\n",
        ),
        reply("announced chunks, none sent", ok(chunked, good)),
        reply(
            "negative chunk size",
            ok(chunked, &format!("-1\r\n{good}\r\n0\r\n\r\n")),
        ),
        reply(
            "chunk longer than its size",
            ok(chunked, &format!("{:x}\r\n{good}\r\n0\r\n\r\n", length - 2)),
        ),
        reply(
            "10,000 trailers",
            ok(
                chunked,
                &(chunk(good) + "0\r\n" + &"X-Trailer: 1\r\n".repeat(10_000) + "\r\n"),
            ),
        ),
        reply(
            "trailer without colon",
            ok(chunked, &(chunk(good) + "0\r\nX-Trailer\r\n\r\n")),
        ),
        reply(
            "length in two parts",
            ok(&format!("Content-Length: {length}, {length}\r\n"), good),
        ),
        reply(
            "length with a sign",
            ok(&format!("Content-Length: +{length}\r\n"), good),
        ),
        reply(
            "hexadecimal length",
            ok(&format!("Content-Length: 0x{length:x}\r\n"), good),
        ),
        reply("empty length", ok("Content-Length:\r\n", good)),
        reply("length zero", ok("Content-Length: 0\r\n", good)),
        reply("empty reason phrase", head("HTTP/1.1 200 ", &sized) + good),
        reply(
            "reason phrase of 64 KiB",
            head(&format!("HTTP/1.1 200 {}", "x".repeat(64 << 10)), &sized) + good,
        ),
        reply(
            "reason phrase in UTF-8",
            head("HTTP/1.1 200 \u{e5}", &sized) + good,
        ),
        reply(
            "NUL in the reason phrase",
            head("HTTP/1.1 200 \0", &sized) + good,
        ),
        reply(
            "no space before the status",
            head("HTTP/1.1200 OK", &sized) + good,
        ),
        reply(
            "two spaces before the status",
            head("HTTP/1.1  200 OK", &sized) + good,
        ),
        reply("HTTP/0.9", good),
    ]
}

fn statuses(good: &str) -> Vec<Reply> {
    let codes = [
        "000", "099", "101", "102", "199", "201", "202", "203", "204", "205", "206", "207", "226",
        "299", "300", "301", "302", "303", "304", "305", "307", "308", "399", "400", "401", "402",
        "403", "404", "405", "406", "407", "408", "409", "410", "411", "412", "413", "414", "415",
        "416", "417", "418", "421", "422", "425", "426", "428", "429", "431", "451", "499", "500",
        "501", "502", "503", "504", "505", "507", "511", "520", "599", "600", "999", "1000", "20",
        "2OO", "-200",
    ];
    let mut replies: Vec<_> = codes
        .iter()
        .map(|code| {
            reply(
                format!("status {code}"),
                http(&format!("{code} X"), JSON, good.as_bytes()),
            )
        })
        .collect();
    for status in ["301", "302", "303", "307", "308"] {
        for location in [
            "http://192.0.2.1/",
            "/elsewhere",
            "",
            "http://",
            "file:///etc/passwd",
        ] {
            replies.push(reply(
                format!("status {status}, Location {location}"),
                http(
                    &format!("{status} X"),
                    &format!("Location: {location}\r\n"),
                    b"",
                ),
            ));
        }
    }
    replies
}

fn heads(good: &str) -> Vec<Reply> {
    let ok = |headers: &str| http("200 OK", &format!("{JSON}{headers}"), good.as_bytes());
    let many = |count: usize| {
        (0..count)
            .map(|n| format!("X-{n}: {n}\r\n"))
            .collect::<String>()
    };
    vec![
        reply("150 headers", ok(&many(150))),
        reply("300 headers", ok(&many(300))),
        reply(
            "header of 16 KiB",
            ok(&format!("X-Long: {}\r\n", "x".repeat(16 << 10))),
        ),
        reply(
            "header of 1 MiB",
            ok(&format!("X-Long: {}\r\n", "x".repeat(1 << 20))),
        ),
        reply("10,000 headers", ok(&many(10_000))),
        reply(
            "header name of 64 KiB",
            ok(&format!("{}: 1\r\n", "x".repeat(64 << 10))),
        ),
        reply("header without colon", ok("X-Header\r\n")),
        reply("space before the colon", ok("X-Header : 1\r\n")),
        reply("folded header", ok("X-Header: a\r\n b\r\n")),
        reply(
            "folded media type",
            ok("X-Header: a\r\nContent-Type: text/html;\r\n\tcharset=utf-8\r\n"),
        ),
        reply(
            "folded header first",
            http("200 OK", &format!(" a\r\n{JSON}"), good.as_bytes()),
        ),
        reply("header without name", ok(": x\r\n")),
        reply("NUL in a header", ok("X-Header: a\u{0}b\r\n")),
        reply("carriage return in a header", ok("X-Header: a\rb\r\n")),
        reply("UTF-8 in a header", ok("X-Trace-Id: tr\u{e4}ce\r\n")),
        reply(
            "long trace id",
            ok(&format!("X-Trace-Id: {}\r\n", "t".repeat(5000))),
        ),
        reply("two trace ids", ok("X-Trace-Id: a\r\nX-Trace-Id: b\r\n")),
        reply("upgrade", ok("Connection: Upgrade\r\nUpgrade: h2c\r\n")),
        reply("Set-Cookie", ok("Set-Cookie: a=b\r\n")),
    ]
}

fn media_types_and_codings(good: &str) -> Vec<Reply> {
    let typed = |name: &str, headers: &str| {
        reply(
            format!("{name} {}", headers.trim_end()),
            http("200 OK", headers, good.as_bytes()),
        )
    };
    vec![
        typed("no media type", ""),
        typed("media type", "Content-Type: text/plain\r\n"),
        typed("media type", "Content-Type: text/html; charset=utf-8\r\n"),
        typed(
            "media type",
            "Content-Type: application/json; charset=utf-16\r\n",
        ),
        typed("media type", "Content-Type: application/vnd.oauth+json\r\n"),
        typed("media type", "Content-Type: text/json\r\n"),
        typed("media type", "Content-Type: /\r\n"),
        typed("media type", "Content-Type:\r\n"),
        typed(
            "media type",
            "Content-Type: application/json;charset=iso-8859-1\r\n",
        ),
        typed("media type", "Content-Type: application/problem+json\r\n"),
        typed(
            "media type",
            "Content-Type: application/x-www-form-urlencoded\r\n",
        ),
        typed(
            "media type",
            "Content-Type: multipart/mixed; boundary=x\r\n",
        ),
        typed(
            "two media types",
            "Content-Type: text/html\r\nContent-Type: application/json\r\n",
        ),
        typed("coding", "Content-Encoding: identity\r\n"),
        typed("coding", "Content-Encoding: gzip\r\n"),
        typed("coding", "Content-Encoding: br, gzip\r\n"),
        typed("coding", "Content-Encoding: x-unknown\r\n"),
        typed("coding", "Content-Encoding:\r\n"),
        typed("coding", "Content-Encoding: IDENTITY\r\n"),
        typed("coding", "Content-Encoding: identity, identity\r\n"),
        typed("coding", "Content-Encoding: deflate\r\n"),
        typed(
            "two codings",
            "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n",
        ),
        reply(
            "gzip for real",
            http(
                "200 OK",
                &format!("{JSON}Content-Encoding: gzip\r\n"),
                b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0",
            ),
        ),
    ]
}

fn errors() -> Vec<Reply> {
    let problem = r#"{"code":"a_code","title":"A title","error":"invalid_client"}"#;
    let refused = |name: &str, headers: &str, body: &str| {
        reply(name, http("422 X", headers, body.as_bytes()))
    };
    let busy = |retry_after: &str| {
        let headers = format!("Retry-After: {retry_after}\r\n");
        reply(
            format!("503, Retry-After {retry_after}"),
            http("503 X", &headers, b""),
        )
    };
    vec![
        refused("422 with a problem", JSON, problem),
        refused(
            "422 with a problem after a byte order mark",
            JSON,
            &format!("\u{feff}{problem}"),
        ),
        refused(
            "422 with a problem of another media type",
            "Content-Type: text/html\r\n",
            problem,
        ),
        refused("422 with HTML", "", "<html>"),
        refused(
            "422 with nulls",
            JSON,
            r#"{"code":null,"title":null,"error":null,"invalidParams":null}"#,
        ),
        refused(
            "422 with numbers",
            JSON,
            r#"{"code":7,"title":7,"error":7,"invalidParams":[7]}"#,
        ),
        refused("422 with gzip", "Content-Encoding: gzip\r\n", "\u{1f}"),
        refused("422 with 1 MiB", JSON, &"x".repeat(1 << 20)),
        reply(
            "422 cut",
            b"HTTP/1.1 422 X\r\nContent-Length: 100\r\n\r\n{\"code\":\"a_co".as_slice(),
        ),
        busy("1"),
        busy("1, 3"),
        busy("-1"),
        busy("99999999999999999999"),
        busy("Fri, 31 Dec 9999 23:59:59 GMT"),
        busy("soon"),
    ]
}

fn connections(good: &str) -> Vec<Reply> {
    let whole = http("200 OK", JSON, good.as_bytes());
    let in_body = &whole[..whole.len() - 3];
    let ending = |name: &str, bytes: &[u8], end: End| Reply {
        end,
        ..reply(name, bytes)
    };
    vec![
        ending("nothing, closed", b"", End::Close),
        ending("nothing, reset", b"", End::Reset),
        ending("nothing, silent", b"", End::Hang),
        ending("part of the head, closed", &whole[..20], End::Close),
        ending("part of the head, silent", &whole[..20], End::Hang),
        ending("part of the body, closed", in_body, End::Close),
        ending("part of the body, reset", in_body, End::Reset),
        ending("part of the body, silent", in_body, End::Hang),
        ending("all, silent", &whole, End::Hang),
        ending("SSH", b"SSH-2.0-OpenSSH_9.6\r\n", End::Close),
        ending("TLS alert", b"\x15\x03\x01\0\x02\x02\x28", End::Close),
        ending("SMTP", b"220 mail ESMTP\r\n", End::Close),
        ending(
            "a request",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            End::Close,
        ),
        ending("random bytes", b"\x00\xff\x9c\x01\xfe\r\n\r\n", End::Close),
    ]
}
