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
fn origin_becomes_vendor_only_when_told_so() {
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
