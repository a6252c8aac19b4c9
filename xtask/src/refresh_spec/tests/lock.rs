//! What the lock says after a refresh: source, origin and validators.

use super::{
    super::Status,
    RefreshSpec, another, copy, from_file, refresh,
    server::{Server, json, response},
    upstream,
};
use crate::tracked_files::{LOCK, read_lock};

fn set_lock(root: &std::path::Path, source: &str, origin: &str, etag: Option<&str>) {
    let mut lock = read_lock(root).unwrap();
    lock.source = source.to_owned();
    lock.origin = origin.to_owned();
    lock.etag = etag.map(str::to_owned);
    std::fs::write(root.join(LOCK), lock.to_text().unwrap()).unwrap();
}

#[test]
fn origin_becomes_vendor_only_when_declared() {
    for (origin, from_source, told, expected) in [
        // Bytes that nobody vouches for, wherever they come from.
        ("reconstructed", true, None, "unconfirmed"),
        ("reconstructed", false, None, "unconfirmed"),
        ("vendor", false, None, "unconfirmed"),
        // Told once that the source is the vendor's, its later documents are.
        ("vendor", true, None, "vendor"),
        ("reconstructed", true, Some("vendor"), "vendor"),
        ("vendor", true, Some("reconstructed"), "reconstructed"),
    ] {
        let folder = copy();
        let server = Server::start(vec![json(another())]);
        let url = format!("{}/openapi.json", server.address);
        let source = if from_source {
            &url
        } else {
            "https://example.com/a.json"
        };
        set_lock(folder.path(), source, origin, None);
        let options = RefreshSpec {
            from: Some(url.clone()),
            origin: told.map(str::to_owned),
            ..RefreshSpec::default()
        };
        assert_eq!(refresh(folder.path(), &options).status, Status::Written);
        let lock = read_lock(folder.path()).unwrap();
        assert_eq!((lock.origin.as_str(), &lock.source), (expected, &url));
    }
}

#[test]
fn same_bytes_keep_their_origin() {
    let folder = copy();
    let before = read_lock(folder.path()).unwrap();
    let (_file, options) = from_file(upstream().as_bytes());
    assert_eq!(refresh(folder.path(), &options).status, Status::Unchanged);
    assert_eq!(read_lock(folder.path()).unwrap(), before);
}

#[test]
fn source_and_origin_apply_to_an_unchanged_document() {
    let folder = copy();
    let server = Server::start(vec![
        response("304 Not Modified", &[], b""),
        response("304 Not Modified", &[], b""),
    ]);
    let url = format!("{}/openapi.json", server.address);
    set_lock(folder.path(), &url, "reconstructed", Some("\"1\""));

    let vendor = RefreshSpec {
        origin: Some("vendor".to_owned()),
        ..RefreshSpec::default()
    };
    assert_eq!(refresh(folder.path(), &vendor).status, Status::Written);
    let lock = read_lock(folder.path()).unwrap();
    assert_eq!(lock.origin, "vendor");
    assert_eq!(lock.etag.as_deref(), Some("\"1\""));

    let moved = RefreshSpec {
        source: Some("https://example.com/openapi.json".to_owned()),
        ..RefreshSpec::default()
    };
    assert_eq!(refresh(folder.path(), &moved).status, Status::Written);
    let lock = read_lock(folder.path()).unwrap();
    assert_eq!(lock.source, "https://example.com/openapi.json");
    // It belongs to the URL that it came from.
    assert_eq!(lock.etag, None);
}

#[test]
fn unaccepted_hosts_are_refused_and_accepted_ones_remembered() {
    let folder = copy();
    let root = folder.path();
    let before = super::content(root);
    let moved = super::replaced("https://api.signicat.com/", "https://eu.example.com/");
    let (_file, options) = from_file(moved.as_bytes());
    let result = refresh(root, &options);
    assert_eq!(result.exit_code(), 5);
    let text = super::super::to_text(&result);
    for part in [
        "eu.example.com; before: api.signicat.com\n",
        "/servers/0/url: https://eu.example.com/reuseid: requests and access tokens would go to `eu.example.com`",
        " --accept-host eu.example.com, if the vendor has confirmed the hosts\n",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(super::content(root) == before);
    // Neither is it accepted with what breaks.
    let breaking = RefreshSpec {
        accept_breaking: true,
        ..options.clone()
    };
    assert_eq!(refresh(root, &breaking).exit_code(), 5);

    let accepting = RefreshSpec {
        accept_host: vec!["eu.example.com".to_owned()],
        ..options.clone()
    };
    let result = refresh(root, &accepting);
    assert_eq!(result.status, Status::Written);
    assert!(super::super::to_markdown(&result).starts_with("**Security:** "));
    assert_eq!(read_lock(root).unwrap().accepted_hosts, ["eu.example.com"]);
    assert_eq!(refresh(root, &options).status, Status::Unchanged);
}

#[test]
fn plain_http_cannot_be_accepted() {
    let folder = copy();
    let moved = super::replaced("https://api.signicat.com/", "http://api.signicat.com/");
    let (_file, options) = from_file(moved.as_bytes());
    let options = RefreshSpec {
        accept_host: vec!["api.signicat.com".to_owned()],
        ..options
    };
    let result = refresh(folder.path(), &options);
    assert_eq!(result.exit_code(), 5);
    assert!(
        result.next().starts_with("edit the servers in "),
        "{}",
        result.next()
    );
}
