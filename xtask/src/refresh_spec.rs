//! `cargo xtask refresh-spec --from FILE`: takes in a new version of the vendor's document.
//!
//! The document is checked, prepared and generated from before anything is written, so one that is unusable
//! leaves the work tree as it was.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::Context as _;
use openapi_track::{compare, load, lock::Lock};

use crate::{
    bindings::judge,
    set::{self, BINDINGS, DOCUMENT, LOCK, Set, UPSTREAM},
};

/// Take in a new version of the vendor's document.
#[derive(clap::Args)]
pub struct RefreshSpec {
    /// The new document, JSON or YAML.
    #[arg(long)]
    from: PathBuf,
    /// Where it came from; the lock's source when left out.
    #[arg(long)]
    source: Option<String>,
    /// `vendor` for the vendor's own file; the lock's origin when left out.
    #[arg(long)]
    origin: Option<String>,
    /// Exit code 1, and nothing written, when anything would change.
    #[arg(long)]
    check: bool,
}

/// Exit code for a document that cannot be used.
const UNUSABLE: u8 = 2;

impl RefreshSpec {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let root = set::root();
        let code = self.refresh(&root)?;
        if code.changed {
            update_snapshots(&root)?;
        }
        Ok(ExitCode::from(code.exit))
    }

    /// Everything but the snapshots, which a test run writes.
    fn refresh(&self, root: &Path) -> anyhow::Result<Code> {
        let upstream = fs::read(&self.from).with_context(|| self.from.display().to_string())?;
        let mut set = match Set::make(root, &upstream) {
            Ok(set) => set,
            Err(reason) => {
                eprintln!("{}: unusable: {reason:#}", self.from.display());
                eprintln!(
                    "nothing was changed; next: mend spec/overlay.yaml, or take in another document"
                );
                return Ok(Code {
                    exit: UNUSABLE,
                    changed: false,
                });
            }
        };
        let old_lock =
            Lock::parse(&fs::read_to_string(root.join(LOCK)).context(LOCK)?).context(LOCK)?;
        let (source, origin) = (
            self.source
                .clone()
                .unwrap_or_else(|| old_lock.source.clone()),
            self.origin
                .clone()
                .unwrap_or_else(|| old_lock.origin.clone()),
        );
        // The same bytes from the same place are no news: the time alone changes nothing.
        let same =
            old_lock.holds(&upstream) && old_lock.source == source && old_lock.origin == origin;
        if !same {
            let lock = Set::lock(&upstream, source, origin)?;
            set.files.push((UPSTREAM, upstream));
            set.files.push((LOCK, lock.into_bytes()));
        }
        for warning in &set.warnings {
            println!("{warning}");
        }
        let stale = set.stale(root);
        if stale.is_empty() {
            println!("nothing changed");
            return Ok(Code {
                exit: 0,
                changed: false,
            });
        }
        report(root, &set)?;
        if self.check {
            println!("would change: {}", stale.join(", "));
            println!(
                "next: cargo xtask refresh-spec --from {}",
                self.from.display()
            );
            return Ok(Code {
                exit: 1,
                changed: false,
            });
        }
        set.write(root)?;
        println!("written: {}", stale.join(", "));
        println!("next: cargo test --workspace, then read the diff of the snapshots");
        Ok(Code {
            exit: 0,
            changed: true,
        })
    }
}

struct Code {
    exit: u8,
    changed: bool,
}

/// Says what the change does to the wire and to Rust code.
fn report(root: &Path, set: &Set) -> anyhow::Result<()> {
    let new = |path| {
        set.files
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, content)| content)
    };
    let old = fs::read(root.join(DOCUMENT)).context(DOCUMENT)?;
    if let (Some(document), Some(bindings)) = (new(DOCUMENT), new(BINDINGS)) {
        let mut report = compare::wire(&load::parse(&old)?, &load::parse(document)?);
        let old = fs::read_to_string(root.join(BINDINGS)).context(BINDINGS)?;
        judge(
            &mut report,
            Ok(old),
            Ok(String::from_utf8(bindings.clone())?),
        );
        print!("{}", report.text());
    }
    Ok(())
}

/// The snapshots of the document and the bindings are written by the tests that compare them.
fn update_snapshots(root: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .env("INSTA_UPDATE", "always")
        .args(["test", "--quiet", "--package", "xtask", "snapshot"])
        .status()
        .context("the snapshot tests")?;
    anyhow::ensure!(
        status.success(),
        "the snapshot tests could not be run; next: cargo test --package xtask"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{generate, set::OVERLAY};

    const FILES: [&str; 5] = [UPSTREAM, LOCK, OVERLAY, DOCUMENT, BINDINGS];

    /// A copy of the set in a folder of its own.
    fn copy() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in FILES {
            let to = folder.path().join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(set::root().join(file), to).unwrap();
        }
        folder
    }

    fn content(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        found
    }

    fn refresh(root: &Path, document: &[u8]) -> u8 {
        let from = tempfile::NamedTempFile::new().unwrap();
        fs::write(from.path(), document).unwrap();
        let command = RefreshSpec {
            from: from.path().to_path_buf(),
            source: None,
            origin: None,
            check: false,
        };
        command.refresh(root).unwrap().exit
    }

    #[test]
    fn an_unusable_document_is_refused_and_the_work_tree_stays_as_it_was() {
        let good = fs::read_to_string(set::root().join(UPSTREAM)).unwrap();
        let dangling = good.replacen(
            "\"externalRef\": {}",
            "\"externalRef\": {\"$ref\": \"#/nowhere\"}",
            1,
        );
        let duplicate = good.replacen(
            "\"openapi\": \"3.1.0\",",
            "\"openapi\": \"3.1.0\", \"openapi\": \"3.1.0\",",
            1,
        );
        assert!(dangling != good && duplicate != good);
        let folder = copy();
        let before = content(folder.path());
        for bad in [
            "<!doctype html><title>Sign in</title>".as_bytes(),
            &good.as_bytes()[..good.len() / 2],
            br#"{"swagger": "2.0", "paths": {"/a": {}}}"#,
            dangling.as_bytes(),
            duplicate.as_bytes(),
            b"\xff\xfe",
            b"",
        ] {
            assert_eq!(refresh(folder.path(), bad), UNUSABLE);
            assert!(content(folder.path()) == before, "the work tree changed");
        }
    }

    #[test]
    fn the_same_document_changes_nothing_and_another_changes_the_set() {
        let folder = copy();
        let before = content(folder.path());
        let good = fs::read_to_string(set::root().join(UPSTREAM)).unwrap();
        assert_eq!(refresh(folder.path(), good.as_bytes()), 0);
        assert!(content(folder.path()) == before);

        let new = good.replacen(
            "\"externalRef\": {}",
            "\"externalRef\": {}, \"locale\": {\"type\": \"string\"}",
            1,
        );
        assert_eq!(refresh(folder.path(), new.as_bytes()), 0);
        let changed = content(folder.path());
        let of =
            |file: &str| String::from_utf8(changed[&folder.path().join(file)].clone()).unwrap();
        assert!(of(DOCUMENT).contains("\"locale\"") && of(BINDINGS).contains("pub locale:"));
        assert!(
            Lock::parse(&of(LOCK))
                .unwrap()
                .holds(of(UPSTREAM).as_bytes())
        );
        assert!(generate::run(folder.path(), true).unwrap() == ExitCode::SUCCESS);
    }

    #[test]
    fn a_changed_file_is_found_by_the_check() {
        let folder = copy();
        let path = folder.path().join(BINDINGS);
        fs::write(&path, fs::read_to_string(&path).unwrap() + " ").unwrap();
        assert!(generate::run(folder.path(), true).unwrap() == ExitCode::from(1));
        assert!(generate::run(folder.path(), false).unwrap() == ExitCode::SUCCESS);
        assert!(generate::run(folder.path(), true).unwrap() == ExitCode::SUCCESS);
    }
}
