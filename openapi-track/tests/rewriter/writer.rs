//! A document as text, with keys and white space as the seed has them: JSON or block YAML.

use serde_json::{Map, Value};

/// The document's bytes; every other seed writes YAML.
pub fn written(document: &Value, seed: u64) -> Vec<u8> {
    let mut writer = Writer {
        random: fastrand::Rng::with_seed(seed),
        out: String::new(),
    };
    if seed.is_multiple_of(2) {
        writer.json(document);
    } else {
        writer.yaml(document, 0);
    }
    writer.out.into_bytes()
}

struct Writer {
    random: fastrand::Rng,
    out: String,
}

impl Writer {
    fn shuffled<'a>(&mut self, members: &'a Map<String, Value>) -> Vec<(&'a String, &'a Value)> {
        let mut members: Vec<_> = members.iter().collect();
        self.random.shuffle(&mut members);
        members
    }

    fn space(&mut self) {
        let space = ["", " ", "\n", "\n  ", "\t"];
        self.out += space[self.random.usize(..space.len())];
    }

    fn json(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                self.out.push('{');
                for (n, (name, member)) in self.shuffled(members).into_iter().enumerate() {
                    self.out += if n == 0 { "" } else { "," };
                    self.space();
                    self.out += &Value::from(name.as_str()).to_string();
                    self.space();
                    self.out.push(':');
                    self.space();
                    self.json(member);
                }
                self.space();
                self.out.push('}');
            }
            Value::Array(items) => {
                self.out.push('[');
                for (n, item) in items.iter().enumerate() {
                    self.out += if n == 0 { "" } else { "," };
                    self.space();
                    self.json(item);
                }
                self.out.push(']');
            }
            scalar => self.out += &scalar.to_string(),
        }
    }

    /// After a key or a dash; deeper lines are indented by the seed.
    fn yaml(&mut self, value: &Value, indent: usize) {
        let deeper = indent + self.random.usize(1..4);
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (name, member) in self.shuffled(members) {
                    self.line(indent);
                    // A bare word where it is one, for keys are not quoted in real documents.
                    let bare = name.chars().all(|c| c.is_ascii_alphanumeric());
                    self.out += &if bare {
                        name.clone()
                    } else {
                        Value::from(name.as_str()).to_string()
                    };
                    self.out.push(':');
                    self.yaml(member, deeper);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for item in items {
                    self.line(indent);
                    self.out.push('-');
                    self.yaml(item, deeper);
                }
            }
            flow => {
                self.out.push(' ');
                self.out += &flow.to_string();
            }
        }
    }

    fn line(&mut self, indent: usize) {
        if self.random.u8(..10) == 0 {
            self.out += "  # a comment";
        }
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}
