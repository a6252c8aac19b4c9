//! Writes snapshot files in insta's format, so that a refresh writes the file that the test compares with.

use std::{fs, path::Path};

/// The end of the header that insta puts before the content.
const HEADER_END: &str = "\n---\n";

/// The snapshot at `path` with new content and the header that insta gave it.
pub fn text(root: &Path, path: &str, content: &str) -> Vec<u8> {
    let old = fs::read_to_string(root.join(path)).unwrap_or_default();
    let header = match old.find(HEADER_END) {
        Some(end) => old.get(..end).unwrap_or_default(),
        None => "---\nsource: xtask/src/inventory.rs",
    };
    format!("{header}{HEADER_END}{}\n", content.trim_end()).into_bytes()
}
