//! YAML 1.2 by its core schema, from saphyr's events: `no` is a text and `012` is twelve.
//!
//! Duplicate keys are refused with their place. Aliases are copied, within a budget, so that a small text
//! cannot unfold into a large document.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};
use serde_json::{Map, Number, Value};

use super::error::{LoadError, MAX_DEPTH, shown};

/// Most values that all aliases together may add.
const MAX_ALIASED: usize = 1_000_000;

pub(super) fn parse(text: &str) -> Result<Value, LoadError> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        aliased: 0,
    };
    let mut document = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return document.ok_or(LoadError::Empty),
            Event::DocumentStart(_) if document.is_some() => {
                return Err(syntax(span, "a second document begins".into()));
            }
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            event => document = Some(reader.value(event, span, 0)?),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, (Value, usize)>,
    aliased: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), LoadError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(scan_error(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, LoadError> {
        if depth > MAX_DEPTH {
            return Err(budget(span, "nested deeper than 128 levels"));
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                (
                    if plain {
                        scalar(&text)
                    } else {
                        Value::String(text.into_owned())
                    },
                    anchor,
                )
            }
            Event::SequenceStart(anchor, _) => (self.sequence(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(depth)?, anchor),
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor);
                let (value, size) =
                    known.ok_or_else(|| syntax(span, "an alias to nothing".into()))?;
                self.aliased = self.aliased.saturating_add(*size);
                if self.aliased > MAX_ALIASED {
                    return Err(budget(
                        span,
                        "the aliases expand to more than 1000000 values",
                    ));
                }
                (value.clone(), 0)
            }
            _ => return Err(syntax(span, "a value is missing".into())),
        };
        if anchor != 0 {
            let size = size(&value);
            self.anchors.insert(anchor, (value.clone(), size));
        }
        Ok(value)
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, LoadError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items.into()),
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, LoadError> {
        let mut members = Map::new();
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(members.into()),
                // Keys are texts in JSON; the response code 200 is one that YAML writes as a number.
                // A key like any other in YAML 1.2, and surely not meant so.
                Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" => {
                    let message = "YAML 1.2 has no merge key `<<`; write the members out";
                    return Err(syntax(span, message.into()));
                }
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(syntax(span, "a key that is not a scalar".into())),
            };
            if members.contains_key(&key) {
                let (line, column) = place(span);
                return Err(LoadError::DuplicateKey {
                    line,
                    column,
                    key: shown(&key),
                });
            }
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth + 1)?;
            members.insert(key, value);
        }
    }
}

/// A plain scalar by the core schema of YAML 1.2, section 10.3.
fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    let radix = |prefix, radix| {
        let digits: &str = text.strip_prefix(prefix)?;
        let plain = digits.chars().all(|c| c.is_digit(radix));
        u64::from_str_radix(digits, radix).ok().filter(|_| plain)
    };
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return number.into();
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let begins = digits
        .trim_start_matches('.')
        .starts_with(|c: char| c.is_ascii_digit());
    if !begins
        || !digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))
    {
        return text.into();
    }
    if let Ok(number) = text.parse::<i64>() {
        return number.into();
    }
    if let Ok(number) = text.parse::<u64>() {
        return number.into();
    }
    let number = text.parse::<f64>().ok().and_then(Number::from_f64);
    number.map_or_else(|| text.into(), Value::Number)
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum::<usize>(),
        _ => 0,
    }
}

fn place(span: Span) -> (usize, usize) {
    (span.start.line(), span.start.col() + 1)
}

fn syntax(span: Span, message: String) -> LoadError {
    let (line, column) = place(span);
    LoadError::Syntax {
        line,
        column,
        message,
    }
}

fn budget(span: Span, what: &'static str) -> LoadError {
    let (line, column) = place(span);
    LoadError::Budget { line, column, what }
}

fn scan_error(error: &ScanError) -> LoadError {
    let marker = error.marker();
    // saphyr has a limit of its own on nesting.
    if error.info().contains("recursion limit") {
        let what = "nested deeper than 128 levels";
        return LoadError::Budget {
            line: marker.line(),
            column: marker.col() + 1,
            what,
        };
    }
    LoadError::Syntax {
        line: marker.line(),
        column: marker.col() + 1,
        message: shown(error.info()),
    }
}
