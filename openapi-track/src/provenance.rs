//! Maps places of a changed document to places in the original document.

use crate::pointer::join;

/// How an overlay moved the places of a document, in order.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    edits: Vec<Edit>,
}

#[derive(Clone, Debug)]
enum Edit {
    /// An item of an array was removed, so that the items after it moved.
    RemovedItem { array: String, index: usize },
    /// An overlay action added the value at this pointer.
    Added { pointer: String, action: usize },
}

/// Where a place comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Pointer into the original document.
    pub pointer: String,
    /// The overlay action that added the place below `pointer`, from 1.
    pub action: Option<usize>,
}

impl Edits {
    pub(crate) fn removed_item(&mut self, array: &str, index: usize) {
        self.edits.push(Edit::RemovedItem {
            array: array.to_owned(),
            index,
        });
    }

    pub(crate) fn added(&mut self, pointer: String, action: usize) {
        self.edits.push(Edit::Added { pointer, action });
    }

    /// Where `pointer` of the changed document was before.
    pub fn origin(&self, pointer: &str) -> Origin {
        let mut origin = Origin {
            pointer: pointer.to_owned(),
            action: None,
        };
        for edit in self.edits.iter().rev() {
            match edit {
                Edit::Added { pointer, action } => {
                    if is_within(&origin.pointer, pointer) {
                        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                        origin = Origin {
                            pointer: parent.to_owned(),
                            action: Some(*action),
                        };
                    }
                }
                Edit::RemovedItem { array, index } => {
                    let Some(rest) = origin
                        .pointer
                        .strip_prefix(array.as_str())
                        .and_then(|rest| rest.strip_prefix('/'))
                    else {
                        continue;
                    };
                    let (item, inside) = rest
                        .split_once('/')
                        .map_or((rest, None), |(item, inside)| (item, Some(inside)));
                    if let Some(n) = item.parse::<usize>().ok().filter(|n| n >= index) {
                        let moved = join(array, n + 1);
                        origin.pointer = inside
                            .map_or_else(|| moved.clone(), |inside| format!("{moved}/{inside}"));
                    }
                }
            }
        }
        origin
    }
}

fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_followed_back_through_all_edits() {
        let mut edits = Edits::default();
        edits.removed_item("/p", 1);
        edits.added("/p/2".into(), 2);
        edits.added("/a/b".into(), 3);
        edits.removed_item("/p", 0);
        for (now, before, action) in [
            ("/p/0/x", "/p/2/x", None),
            ("/p/1", "/p", Some(2)),
            ("/a/b/c", "/a", Some(3)),
            ("/a/bc", "/a/bc", None),
            ("/q/0", "/q/0", None),
        ] {
            assert_eq!(
                edits.origin(now),
                Origin {
                    pointer: before.into(),
                    action
                },
                "{now}"
            );
        }
    }
}
