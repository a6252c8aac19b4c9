//! JSON with duplicate keys refused: serde_json alone keeps the last without a word.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, error::Category};

use super::error::{LoadError, MAX_DEPTH, shown};

/// What the visitors find wrong travels beside serde's error, which is text only.
#[derive(Default)]
struct Found {
    duplicate: Option<String>,
    too_deep: bool,
}

pub(super) fn parse(text: &str) -> Result<Value, LoadError> {
    let found = RefCell::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node {
        found: &found,
        depth: 0,
    }
    .deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let found = found.into_inner();
        if let Some(key) = found.duplicate {
            return LoadError::DuplicateKey {
                line,
                column,
                key: shown(&key),
            };
        }
        // serde_json has a limit of its own, of the same 128 levels.
        if found.too_deep || error.to_string().starts_with("recursion limit") {
            return LoadError::Budget {
                line,
                column,
                what: "nested deeper than 128 levels",
            };
        }
        match error.classify() {
            Category::Eof => LoadError::Truncated { line, column },
            _ => {
                let text = error.to_string();
                let message = text.split(" at line ").next().unwrap_or_default();
                LoadError::Syntax {
                    line,
                    column,
                    message: shown(message),
                }
            }
        }
    })
}

#[derive(Clone, Copy)]
struct Node<'a> {
    found: &'a RefCell<Found>,
    depth: usize,
}

impl Node<'_> {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            self.found.borrow_mut().too_deep = true;
            return Err(E::custom("too deep"));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            array.push(item);
        }
        Ok(array.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                self.found.borrow_mut().duplicate = Some(key);
                return Err(A::Error::custom("duplicate key"));
            }
            let value = members.next_value_seed(inside)?;
            object.insert(key, value);
        }
        Ok(object.into())
    }
}
