//! Responses that a URL may have: 24 that are not a usable document, each with its own message and exit code
//! and an unchanged work tree, and those that are one.

use std::{io::Write as _, time::Duration};

use flate2::{Compression, write::GzEncoder};
use openapi_track::load::MAX_BYTES;

use super::{
    super::{Status, to_text},
    RefreshSpec, another, content, copy, passes, refresh, replaced,
    server::{Response, Server, json, response},
    upstream,
};
use crate::tracked_files::{LOCK, read_lock as lock};

const JSON: &str = "content-type: application/json";
const UNUSABLE: u8 = 2;
const NOT_FETCHED: u8 = 3;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn unusable() -> Vec<(Vec<Response>, u8, &'static str)> {
    let redirect = |to: &str| response("302 Found", &[&format!("location: {to}")], b"");
    let cut_short = |body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\n{JSON}\r\ncontent-length: {}\r\n\r\n",
            body.len() + 100
        );
        Response::Bytes([head.as_bytes(), body].concat())
    };
    let good = upstream();
    let half = &good.as_bytes()[..good.len() / 2];
    let packed = gzip(good.as_bytes());
    let zipped = ["content-encoding: gzip", JSON];
    let laughs = (1..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
        format!(
            "{text}a{n}: &a{n} [{}]\n",
            vec![format!("*a{}", n - 1); 10].join(",")
        )
    });
    let cases = vec![
        // No document.
        (
            vec![response("404 Not Found", &[JSON], b"{}")],
            NOT_FETCHED,
            "unexpected response status 404 Not Found",
        ),
        (
            vec![response("503 Service Unavailable", &[], b"")],
            NOT_FETCHED,
            "503 Service Unavailable",
        ),
        (
            vec![response("206 Partial Content", &[JSON], half)],
            NOT_FETCHED,
            "206 Partial Content",
        ),
        (
            vec![response("304 Not Modified", &[], b"")],
            NOT_FETCHED,
            "unexpected response status 304 Not Modified to an unconditional request",
        ),
        (
            vec![response(
                "200 OK",
                &["content-type: text/html; charset=utf-8"],
                good.as_bytes(),
            )],
            NOT_FETCHED,
            "unexpected response media type `text/html`: expected JSON or YAML",
        ),
        (
            vec![response(
                "200 OK",
                &["content-type: application/pdf"],
                b"%PDF",
            )],
            NOT_FETCHED,
            "`application/pdf`",
        ),
        (
            vec![response("200 OK", &[JSON, "content-encoding: br"], b"x")],
            NOT_FETCHED,
            "unexpected response content coding `br`",
        ),
        (
            vec![response("200 OK", &zipped, &packed[..packed.len() / 2])],
            NOT_FETCHED,
            "could not decompress the response",
        ),
        (
            vec![response(
                "200 OK",
                &zipped,
                &gzip(&vec![b' '; MAX_BYTES + 1]),
            )],
            NOT_FETCHED,
            "longer than 16777216 bytes",
        ),
        (
            vec![Response::Bytes(
                format!("HTTP/1.1 200 OK\r\n{JSON}\r\ncontent-length: 16777217\r\n\r\n").into(),
            )],
            NOT_FETCHED,
            "longer than 16777216 bytes",
        ),
        (
            vec![cut_short(half)],
            NOT_FETCHED,
            "connection closed before the end of the response",
        ),
        (
            vec![Response::Bytes(Vec::new())],
            NOT_FETCHED,
            "connection closed before the end of the response",
        ),
        (
            vec![Response::None],
            NOT_FETCHED,
            "response is not complete after 300ms",
        ),
        (
            vec![redirect("http://192.0.2.1/a.json")],
            NOT_FETCHED,
            "redirect refused: http://192.0.2.1/a.json is not https",
        ),
        (
            (0..6).map(|n| redirect(&format!("/{n}"))).collect(),
            NOT_FETCHED,
            "redirect refused: redirect 6 exceeds the limit of 5",
        ),
        // A document that is unusable.
        (
            vec![response(
                "200 OK",
                &["content-type: text/plain"],
                b"<!doctype html><title>Sign in</title>",
            )],
            UNUSABLE,
            "line 1 column 1: this is an HTML or XML page",
        ),
        (vec![json("")], UNUSABLE, "the document is empty"),
        (vec![json(half)], UNUSABLE, "the document is truncated"),
        (
            vec![json(b"{\"openapi\": \"\xff\"}")],
            UNUSABLE,
            "byte 13: the document is not UTF-8",
        ),
        (
            vec![json(r#"{"swagger": "2.0", "paths": {"/a": {}}}"#)],
            UNUSABLE,
            "/swagger: Swagger 2.0 is not OpenAPI 3",
        ),
        (
            vec![json(replaced(
                "\"externalRef\": {}",
                "\"externalRef\": {\"$ref\": \"#/nowhere\"}",
            ))],
            UNUSABLE,
            "the reference `#/nowhere` cannot be resolved",
        ),
        (
            vec![json(replaced(
                "\"externalRef\": {}",
                "\"externalRef\": {\"$ref\": \"other.yaml#/a\"}",
            ))],
            UNUSABLE,
            "the reference `other.yaml#/a` is outside the document",
        ),
        (
            vec![json(replaced(
                "\"openapi\": \"3.1.0\",",
                "\"openapi\": \"3.1.0\", \"openapi\": \"3.1.0\",",
            ))],
            UNUSABLE,
            "line 2 column 31: the key `openapi` is declared twice",
        ),
        (
            vec![response(
                "200 OK",
                &["content-type: application/yaml"],
                laughs.as_bytes(),
            )],
            UNUSABLE,
            "the aliases expand to more than 1000000 values",
        ),
    ];
    assert_eq!(cases.len(), 24);
    cases
}

#[test]
fn unusable_responses_are_refused_and_change_nothing() {
    let folder = copy();
    let before = content(folder.path());
    for (responses, exit, message) in unusable() {
        let silent = matches!(responses[..], [Response::None]);
        let server = Server::start(responses);
        let options = RefreshSpec {
            from: Some(format!("{}/openapi.json", server.address)),
            ..RefreshSpec::default()
        };
        let time = if silent { 300 } else { 20_000 };
        let result = options
            .refresh(folder.path(), &passes, Duration::from_millis(time))
            .unwrap();
        let text = to_text(&result);
        assert!(text.contains(message), "`{message}` is not in: {text}");
        assert_eq!(result.exit_code(), exit, "{text}");
        assert!(text.lines().last().unwrap().starts_with("next: "), "{text}");
        assert!(content(folder.path()) == before, "changed by: {message}");
    }
}

#[test]
fn insecure_and_invalid_sources_are_refused_without_a_request() {
    let folder = copy();
    for (from, message) in [
        ("http://example.com/openapi.json", "insecure URL"),
        ("ftp://example.com/openapi.json", "invalid URL"),
        (
            "https://name:secret@example.com/",
            "contains a user name or password",
        ),
        ("/nowhere/openapi.json", "/nowhere/openapi.json: "),
    ] {
        let options = RefreshSpec {
            from: Some(from.to_owned()),
            ..RefreshSpec::default()
        };
        let result = refresh(folder.path(), &options);
        assert!(to_text(&result).contains(message), "{}", to_text(&result));
        assert_eq!(result.exit_code(), NOT_FETCHED);
    }
}

#[test]
fn download_is_written_and_the_next_request_is_conditional() {
    let folder = copy();
    let etag = "etag: \"v2\"";
    let modified = "last-modified: Tue, 24 Nov 2026 09:00:00 GMT";
    let server = Server::start(vec![
        response("301 Moved Permanently", &["location: /moved"], b""),
        response(
            "200 OK",
            &[JSON, etag, modified, "content-encoding: gzip"],
            &gzip(another().as_bytes()),
        ),
        response("304 Not Modified", &[], b""),
        // The same bytes with another ETag are not a change.
        response("200 OK", &[JSON, "etag: \"v3\""], another().as_bytes()),
    ]);
    let source = format!("{}/openapi.json", server.address);
    let options = RefreshSpec {
        from: Some(source.clone()),
        ..RefreshSpec::default()
    };
    let result = refresh(folder.path(), &options);
    assert_eq!(result.status, Status::Written, "{}", to_text(&result));
    let written_lock = lock(folder.path()).unwrap();
    assert_eq!(written_lock.source, source);
    assert_eq!(written_lock.etag.as_deref(), Some("\"v2\""));
    assert_eq!(
        written_lock.last_modified.as_deref(),
        Some("Tue, 24 Nov 2026 09:00:00 GMT")
    );
    assert!(written_lock.matches(another().as_bytes()));

    // Without --from the lock's source is options.
    let written = content(folder.path());
    let by_lock = RefreshSpec::default();
    assert_eq!(refresh(folder.path(), &by_lock).status, Status::Unchanged);
    assert!(content(folder.path()) == written);
    let requests: Vec<_> = server.requests.iter().take(3).collect();
    assert!(
        requests[0].starts_with("GET /openapi.json ") && requests[1].starts_with("GET /moved ")
    );
    assert!(
        !requests[0].contains("if-none-match") && requests[0].contains("accept-encoding: gzip")
    );
    assert!(requests[2].contains("if-none-match: \"v2\"\r\n"));
    assert!(requests[2].contains("if-modified-since: Tue, 24 Nov 2026 09:00:00 GMT\r\n"));

    let as_before = RefreshSpec {
        origin: Some(written_lock.origin),
        ..RefreshSpec::default()
    };
    assert_eq!(refresh(folder.path(), &as_before).status, Status::Unchanged);
    assert!(
        content(folder.path()) == written,
        "{LOCK} changed by an ETag alone"
    );
}
