//! Compares the tables of modules in ARCHITECTURE.md with the code.

use std::{collections::BTreeSet, fs};

use crate::workspace;

/// The modules in the tables of one section: the names in backticks of the first column.
fn documented(page: &str, folder: &str) -> BTreeSet<String> {
    let heading = format!("### `{folder}/`");
    let sections = page.split("\n## ").flat_map(|part| part.split("\n### "));
    let section = sections
        .map(|section| format!("### {section}"))
        .find(|section| section.starts_with(&heading))
        .unwrap_or_default();
    let cells = section.lines().filter_map(|line| {
        let cell = line.strip_prefix("| `")?.split(" | ").next()?;
        Some(format!("`{cell}"))
    });
    let names = cells.flat_map(|cell| {
        let names = cell.split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect::<Vec<_>>()
    });
    names.collect()
}

/// The top-level modules of a crate. Modules of tests alone are not listed.
fn existing(folder: &str) -> BTreeSet<String> {
    let path = workspace::root().join(folder);
    let files = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let modules = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let names = modules.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    names
        .filter(|name| !["lib", "main"].contains(&name.as_str()))
        .collect()
}

#[test]
fn tables_of_modules_match_the_code() {
    /// Compiled for tests alone.
    const TESTS: [&str; 5] = [
        "architecture",
        "lint_tests",
        "mutations",
        "rewrites",
        "roles_tests",
    ];
    let page = fs::read_to_string(workspace::root().join("ARCHITECTURE.md")).unwrap();
    for folder in [
        "src",
        "generated/src",
        "openapi-track/src",
        "emulator/src",
        "fleet/src",
        "xtask/src",
    ] {
        let mut existing = existing(folder);
        existing.retain(|name| folder != "xtask/src" || !TESTS.contains(&name.as_str()));
        assert_eq!(
            documented(&page, folder),
            existing,
            "ARCHITECTURE.md, {folder}"
        );
    }
}
