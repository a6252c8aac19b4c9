//! What an address may answer with: twenty-four answers that are no document, each refused in its own words
//! with its own exit code and the work tree untouched, and the answers that are one.

use std::{io::Write as _, time::Duration};

use flate2::{Compression, write::GzEncoder};
use openapi_track::load::MAX_BYTES;

use super::{
    RefreshSpec, another, content, copy, holds, refresh, replaced,
    server::{Answer, Server, answer, json},
    upstream,
};
use crate::{
    refresh_spec::Ending,
    set::{LOCK, lock},
};

const JSON: &str = "content-type: application/json";
const UNUSABLE: u8 = 2;
const NOT_FETCHED: u8 = 3;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bad() -> Vec<(Vec<Answer>, u8, &'static str)> {
    let redirect = |to: &str| answer("302 Found", &[&format!("location: {to}")], b"");
    let cut_short = |body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\n{JSON}\r\ncontent-length: {}\r\n\r\n",
            body.len() + 100
        );
        Answer::Bytes([head.as_bytes(), body].concat())
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
        // There is no document.
        (
            vec![answer("404 Not Found", &[JSON], b"{}")],
            NOT_FETCHED,
            "404 Not Found",
        ),
        (
            vec![answer("503 Service Unavailable", &[], b"")],
            NOT_FETCHED,
            "503 Service Unavailable",
        ),
        (
            vec![answer("206 Partial Content", &[JSON], half)],
            NOT_FETCHED,
            "206 Partial Content",
        ),
        (
            vec![answer("304 Not Modified", &[], b"")],
            NOT_FETCHED,
            "304 Not Modified, but nothing was asked",
        ),
        (
            vec![answer(
                "200 OK",
                &["content-type: text/html; charset=utf-8"],
                good.as_bytes(),
            )],
            NOT_FETCHED,
            "`text/html`, neither JSON nor YAML",
        ),
        (
            vec![answer(
                "200 OK",
                &["content-type: application/pdf"],
                b"%PDF",
            )],
            NOT_FETCHED,
            "`application/pdf`",
        ),
        (
            vec![answer("200 OK", &[JSON, "content-encoding: br"], b"x")],
            NOT_FETCHED,
            "coded as `br`",
        ),
        (
            vec![answer("200 OK", &zipped, &packed[..packed.len() / 2])],
            NOT_FETCHED,
            "cannot be decompressed",
        ),
        (
            vec![answer("200 OK", &zipped, &gzip(&vec![b' '; MAX_BYTES + 1]))],
            NOT_FETCHED,
            "longer than 16777216 bytes",
        ),
        (
            vec![Answer::Bytes(
                format!("HTTP/1.1 200 OK\r\n{JSON}\r\ncontent-length: 16777217\r\n\r\n").into(),
            )],
            NOT_FETCHED,
            "longer than 16777216 bytes",
        ),
        (vec![cut_short(half)], NOT_FETCHED, "the connection broke"),
        (
            vec![Answer::Bytes(Vec::new())],
            NOT_FETCHED,
            "the connection broke",
        ),
        (
            vec![Answer::Silence],
            NOT_FETCHED,
            "no whole answer within 300ms",
        ),
        (
            vec![redirect("http://192.0.2.1/a.json")],
            NOT_FETCHED,
            "a redirect is not followed: http://192.0.2.1/a.json is not https",
        ),
        (
            (0..6).map(|n| redirect(&format!("/{n}"))).collect(),
            NOT_FETCHED,
            "a redirect is not followed: it is number 6, the limit is 5",
        ),
        // There is one, and it is unusable.
        (
            vec![answer(
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
            "the reference `#/nowhere` leads nowhere",
        ),
        (
            vec![json(replaced(
                "\"externalRef\": {}",
                "\"externalRef\": {\"$ref\": \"other.yaml#/a\"}",
            ))],
            UNUSABLE,
            "the reference `other.yaml#/a` leads out of the document",
        ),
        (
            vec![json(replaced(
                "\"openapi\": \"3.1.0\",",
                "\"openapi\": \"3.1.0\", \"openapi\": \"3.1.0\",",
            ))],
            UNUSABLE,
            "line 2 column 31: the key `openapi` stands here twice",
        ),
        (
            vec![answer(
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
fn each_bad_download_is_refused_in_its_own_words_and_changes_nothing() {
    let folder = copy();
    let before = content(folder.path());
    for (answers, exit, said) in bad() {
        let silent = matches!(answers[..], [Answer::Silence]);
        let server = Server::start(answers);
        let asked = RefreshSpec {
            from: Some(format!("{}/openapi.json", server.address)),
            ..RefreshSpec::default()
        };
        let time = if silent { 300 } else { 20_000 };
        let outcome = asked
            .refresh(folder.path(), &holds, Duration::from_millis(time))
            .unwrap();
        let text = outcome.text();
        assert!(text.contains(said), "`{said}` is not in: {text}");
        assert_eq!(outcome.exit(), exit, "{text}");
        assert!(text.lines().last().unwrap().starts_with("next: "), "{text}");
        assert!(content(folder.path()) == before, "changed by {said}");
    }
}

#[test]
fn an_unsafe_or_silent_address_is_refused_without_a_request() {
    let folder = copy();
    for (from, said) in [
        ("http://example.com/openapi.json", "only https is taken"),
        ("ftp://example.com/openapi.json", "is not an address"),
        (
            "https://name:secret@example.com/",
            "carries a name or a password",
        ),
        ("/nowhere/openapi.json", "/nowhere/openapi.json: "),
    ] {
        let asked = RefreshSpec {
            from: Some(from.to_owned()),
            ..RefreshSpec::default()
        };
        let outcome = refresh(folder.path(), &asked);
        assert!(outcome.text().contains(said), "{}", outcome.text());
        assert_eq!(outcome.exit(), NOT_FETCHED);
    }
}

#[test]
fn a_good_download_is_taken_and_the_next_asks_whether_it_is_still_the_same() {
    let folder = copy();
    let etag = "etag: \"v2\"";
    let modified = "last-modified: Tue, 24 Nov 2026 09:00:00 GMT";
    let server = Server::start(vec![
        answer("301 Moved Permanently", &["location: /moved"], b""),
        answer(
            "200 OK",
            &[JSON, etag, modified, "content-encoding: gzip"],
            &gzip(another().as_bytes()),
        ),
        answer("304 Not Modified", &[], b""),
        // The same bytes under another tag are no news.
        answer("200 OK", &[JSON, "etag: \"v3\""], another().as_bytes()),
    ]);
    let source = format!("{}/openapi.json", server.address);
    let asked = RefreshSpec {
        from: Some(source.clone()),
        ..RefreshSpec::default()
    };
    let outcome = refresh(folder.path(), &asked);
    assert_eq!(outcome.ending, Ending::Written, "{}", outcome.text());
    let taken = lock(folder.path()).unwrap();
    assert_eq!(taken.source, source);
    assert_eq!(taken.etag.as_deref(), Some("\"v2\""));
    assert_eq!(
        taken.last_modified.as_deref(),
        Some("Tue, 24 Nov 2026 09:00:00 GMT")
    );
    assert!(taken.holds(another().as_bytes()));

    // From here on the lock's source is asked, which is the vendor's.
    let written = content(folder.path());
    let by_lock = RefreshSpec::default();
    assert_eq!(
        refresh(folder.path(), &by_lock).ending,
        Ending::NothingChanged
    );
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
        origin: Some(taken.origin),
        ..RefreshSpec::default()
    };
    assert_eq!(
        refresh(folder.path(), &as_before).ending,
        Ending::NothingChanged
    );
    assert!(
        content(folder.path()) == written,
        "{LOCK} changed by a tag alone"
    );
}
