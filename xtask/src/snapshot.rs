//! A snapshot file as insta writes it, so that a refresh writes the very file that the test compares with.

use std::{fs, path::Path};

/// The end of the head that insta puts before the content.
const HEAD_END: &str = "\n---\n";

/// The snapshot at `path` with other content; its head stays, for insta alone decides on that.
pub fn text(root: &Path, path: &str, content: &str) -> Vec<u8> {
    let old = fs::read_to_string(root.join(path)).unwrap_or_default();
    let head = match old.find(HEAD_END) {
        Some(end) => old.get(..end).unwrap_or_default(),
        None => "---\nsource: xtask/src/inventory.rs",
    };
    format!("{head}{HEAD_END}{}\n", content.trim_end()).into_bytes()
}
