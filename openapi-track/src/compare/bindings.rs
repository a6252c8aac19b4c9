//! The Rust verdict: which public items of two texts of generated bindings differ.
//!
//! No rule here knows OpenAPI. Whatever a change of the document does to the bindings shows in their items,
//! fields and signatures, and in which builder fields start unset.

mod item_change;
mod reader;
mod signature;

use super::verdict::RustLevel;
pub use item_change::ItemChange;
use reader::{MUST_BE_SET, PublicItems, read};

/// Every public item with its signature, a line each, in the order of the paths.
///
/// # Errors
/// A text that is not Rust.
pub fn public_items(bindings: &str) -> Result<Vec<String>, syn::Error> {
    let items = read(bindings)?.into_iter();
    Ok(items
        .map(|(path, item)| format!("{path}: {}", item.signature))
        .collect())
}

/// Every public item that differs.
///
/// # Errors
/// A text that is not Rust.
pub fn changes(old: &str, new: &str) -> Result<Vec<ItemChange>, syn::Error> {
    if old == new {
        return Ok(Vec::new());
    }
    let (old, new) = (read(old)?, read(new)?);
    let mut found = Vec::new();
    for (path, before) in &old {
        let (level, text) = match new.get(path) {
            Some(after) if after.signature == before.signature => continue,
            Some(after) => (
                RustLevel::Major,
                format!("{} -> {}", before.signature, after.signature),
            ),
            // A setter that had to be called and no longer has to be.
            None if before.signature == MUST_BE_SET => {
                (RustLevel::Minor, format!("{MUST_BE_SET} -> removed"))
            }
            None if parent_missing(&new, path, &old) => continue,
            None => (RustLevel::Major, format!("{} -> removed", before.signature)),
        };
        found.push(ItemChange {
            path: path.clone(),
            level,
            text: format!("{path}: {text}"),
        });
    }
    for (path, after) in new.iter().filter(|(path, _)| !old.contains_key(*path)) {
        if !parent_missing(&old, path, &new) {
            let level = if after.addition_breaks {
                RustLevel::Major
            } else {
                RustLevel::Minor
            };
            let text = format!("{path}: added, {}", after.signature);
            found.push(ItemChange {
                path: path.clone(),
                level,
                text,
            });
        }
    }
    Ok(found)
}

/// Whether an item is missing only because the type it belongs to is, which is reported instead.
fn parent_missing(other: &PublicItems, path: &str, own: &PublicItems) -> bool {
    let parent = match path
        .strip_prefix("impl ")
        .and_then(|rest| rest.rsplit_once(" for "))
    {
        Some((_, subject)) => subject.split('<').next().unwrap_or(subject).trim(),
        None => match path.trim_end_matches(" (required)").rsplit_once("::") {
            Some((parent, _)) => parent,
            None => return false,
        },
    };
    own.contains_key(parent) && !other.contains_key(parent)
}
