//! Finds the line and column of places in a document's text.
//!
//! Computed only when there is something to report, so that loading does not need the time.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, Span};

use crate::{finding::Position, pointer::join};

/// Positions of the values at `pointers`, each of its key where it has one. A pointer that the text does not
/// have is left out.
pub fn positions(text: &str, pointers: &[&str]) -> HashMap<String, Position> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wanted: HashMap<&str, ()> = pointers.iter().map(|pointer| (*pointer, ())).collect();
    let mut found = HashMap::new();
    if text.trim_start().starts_with(['{', '[']) {
        let mut scan = Json {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
            start: 0,
            wanted: &wanted,
            found: &mut found,
        };
        scan.value(String::new(), None, 0);
    } else {
        yaml(text, &wanted, &mut found);
    }
    found
}

/// Walks JSON that is known to be valid.
struct Json<'a, 'w> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    /// Where the line starts.
    start: usize,
    wanted: &'w HashMap<&'w str, ()>,
    found: &'w mut HashMap<String, Position>,
}

impl Json<'_, '_> {
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.start = self.at + 1;
                }
                b' ' | b'\t' | b'\r' | b',' | b':' => {}
                other => return Some(*other),
            }
            self.at += 1;
        }
        None
    }

    fn here(&self) -> Position {
        let line = self.bytes.get(self.start..self.at).unwrap_or_default();
        // UTF-8 continuation bytes are not columns of their own.
        let column = line
            .iter()
            .filter(|byte| !(0x80..0xc0).contains(*byte))
            .count()
            + 1;
        Position {
            line: self.line,
            column,
        }
    }

    fn text(&mut self) -> String {
        let from = self.at;
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'\\' => 2,
                b'"' => break,
                _ => 1,
            };
        }
        self.at += 1;
        let raw = self
            .bytes
            .get(from..self.at.min(self.bytes.len()))
            .unwrap_or_default();
        serde_json::from_slice(raw).unwrap_or_default()
    }

    fn value(&mut self, pointer: String, key: Option<Position>, depth: usize) {
        let Some(first) = self.peek() else {
            return;
        };
        if self.wanted.contains_key(pointer.as_str()) {
            let here = self.here();
            self.found.insert(pointer.clone(), key.unwrap_or(here));
        }
        if depth > crate::load::MAX_DEPTH {
            self.at = self.bytes.len();
            return;
        }
        match first {
            b'{' => {
                self.at += 1;
                while self.peek() == Some(b'"') {
                    let key = self.here();
                    let name = self.text();
                    self.value(join(&pointer, name), Some(key), depth + 1);
                }
                self.at += 1;
            }
            b'[' => {
                self.at += 1;
                let mut n = 0;
                while self.peek().is_some_and(|byte| byte != b']') {
                    self.value(join(&pointer, n), None, depth + 1);
                    n += 1;
                }
                self.at += 1;
            }
            b'"' => drop(self.text()),
            _ => {
                while self
                    .bytes
                    .get(self.at)
                    .is_some_and(|byte| !b",]} \t\r\n".contains(byte))
                {
                    self.at += 1;
                }
                if self.bytes.get(self.at).is_none() {
                    self.at = self.bytes.len();
                }
            }
        }
    }
}

/// One level of a YAML document.
enum Level {
    Mapping {
        pointer: String,
        key: Option<(String, Position)>,
    },
    Sequence {
        pointer: String,
        next: usize,
    },
}

fn yaml(text: &str, wanted: &HashMap<&str, ()>, found: &mut HashMap<String, Position>) {
    let position = |span: Span| Position {
        line: span.start.line(),
        column: span.start.col() + 1,
    };
    let mut levels: Vec<Level> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        match event {
            Event::MappingEnd | Event::SequenceEnd => {
                levels.pop();
                continue;
            }
            Event::Scalar(..)
            | Event::Alias(_)
            | Event::MappingStart(..)
            | Event::SequenceStart(..) => {}
            _ => continue,
        }
        let (pointer, place) = match levels.last_mut() {
            None => (String::new(), position(span)),
            Some(Level::Sequence { pointer, next }) => {
                let item = join(pointer, *next);
                *next += 1;
                (item, position(span))
            }
            Some(Level::Mapping { pointer, key }) => match key.take() {
                Some((name, place)) => (join(pointer, name), place),
                None => {
                    if let Event::Scalar(name, ..) = event {
                        *key = Some((name.into_owned(), position(span)));
                    }
                    continue;
                }
            },
        };
        if wanted.contains_key(pointer.as_str()) {
            found.insert(pointer.clone(), place);
        }
        match event {
            Event::MappingStart(..) => levels.push(Level::Mapping { pointer, key: None }),
            Event::SequenceStart(..) => levels.push(Level::Sequence { pointer, next: 0 }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_lines_and_columns_in_json_and_yaml() {
        let json = "{\n  \"a\": [1, {\"ä\\\"/\": \"x\"}],\n  \"b\": {}\n}";
        let yaml = "a:\n  - 1\n  - 'ä\"/': x\nb: {}\n";
        for (text, expected) in [
            (json, [(2, 3), (2, 8 + 1), (2, 13), (3, 3)]),
            (yaml, [(1, 1), (2, 5), (3, 5), (4, 1)]),
        ] {
            let pointers = ["/a", "/a/0", "/a/1/ä\"~1", "/b", "/none"];
            let found = positions(text, &pointers);
            for (pointer, (line, column)) in pointers.iter().zip(expected) {
                assert_eq!(
                    found.get(*pointer),
                    Some(&Position { line, column }),
                    "{pointer} in {text}"
                );
            }
            assert_eq!(found.len(), 4);
        }
    }
}
