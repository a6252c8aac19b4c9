use tempfile::TempDir;

use super::*;

const LIFETIME: Duration = Duration::from_secs(600);

fn store() -> (TempDir, FileTokenStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("token"));
    (folder, store)
}

fn names(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn another_process_reads_what_one_saved() {
    let (folder, store) = store();
    assert!(TokenStore::load(&store).await.unwrap().is_none());
    let token = AccessToken::bearer("canary", LIFETIME).unwrap();
    assert_eq!(TokenStore::save(&store, &token).await.unwrap(), 1);
    let other = FileTokenStore::new(&store.path);
    let stored = TokenStore::load(&other).await.unwrap().unwrap();
    assert_eq!((stored.token.secret(), stored.version), ("canary", 1));
    let left = stored.token.lifetime();
    assert!(left <= LIFETIME && left > LIFETIME - Duration::from_secs(30));
    assert_eq!(TokenStore::save(&other, &token).await.unwrap(), 2);
    assert_eq!(names(&folder), ["token"], "nothing else is left behind");
    assert!(!format!("{store:?}").contains("canary"));
}

#[test]
fn an_expired_or_invalidated_token_is_not_loaded() {
    let (_folder, store) = store();
    assert_eq!(store.save("t", Duration::ZERO).unwrap(), 1);
    assert!(store.load().unwrap().is_none());
    assert_eq!(store.save("t", LIFETIME).unwrap(), 2);
    store.invalidate(1).unwrap();
    assert!(store.load().unwrap().is_some(), "another version");
    store.invalidate(2).unwrap();
    assert!(store.load().unwrap().is_none());
    assert_eq!(store.save("t", LIFETIME).unwrap(), 3, "versions only grow");
}

#[test]
fn one_process_holds_the_lease_until_it_saves_or_the_lease_runs_out() {
    let (_folder, store) = store();
    let ten_seconds = Duration::from_secs(10);
    assert!(store.lease(ten_seconds).unwrap());
    assert!(!store.lease(ten_seconds).unwrap());
    store.save("t", LIFETIME).unwrap();
    assert!(store.lease(Duration::ZERO).unwrap());
    assert!(store.lease(ten_seconds).unwrap(), "the other one ran out");
    fs::write(store.lease_path(), "half of a lea").unwrap();
    assert!(store.lease(ten_seconds).unwrap(), "a broken lease is none");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_file_and_any_other_file_is_replaced() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, store) = store();
    let mode = || fs::metadata(&store.path).unwrap().permissions().mode() & 0o777;
    store.save("t", LIFETIME).unwrap();
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&store.path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(store.load().is_err());
    assert!(store.save("u", LIFETIME).unwrap() > 1);
    assert_eq!(mode(), 0o600);
    assert_eq!(store.load().unwrap().unwrap().token.secret(), "u");
}

#[test]
fn a_broken_file_is_an_error_that_does_not_quote_it() {
    let (_folder, store) = store();
    store.save("t", LIFETIME).unwrap();
    for broken in ["", "canary", "{\"version\":\"canary\"}", "[\"canary\"]"] {
        fs::write(&store.path, broken).unwrap();
        let error = store.load().err().unwrap();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    assert!(store.save("t", LIFETIME).is_ok());
    assert!(store.load().unwrap().is_some());
}
