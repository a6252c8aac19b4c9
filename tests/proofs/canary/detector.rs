//! Finds canaries in a text: as they are, in base64, hex, percent form, or as a list of bytes.
//!
//! Base64 is looked for at each of the three places that a value can have within a longer one, for a secret
//! is mostly encoded together with what stands before it.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// The least length of a canary: a shorter one is found by chance.
const SHORTEST: usize = 8;

struct Form {
    canary: String,
    name: &'static str,
    text: String,
    any_case: bool,
}

#[derive(Default)]
pub struct Detector(Vec<Form>);

impl Detector {
    pub fn add(&mut self, canary: &str, value: &str) {
        assert!(value.len() >= SHORTEST, "{canary} is too short a canary");
        for (name, any_case, text) in forms(value) {
            let text = if any_case {
                text.to_ascii_lowercase()
            } else {
                text
            };
            if !self.0.iter().any(|form| form.text == text) {
                self.0.push(Form {
                    canary: canary.to_owned(),
                    name,
                    text,
                    any_case,
                });
            }
        }
    }

    /// What was found, with a little of its surroundings.
    pub fn find(&self, text: &str) -> Vec<String> {
        let lower = text.to_ascii_lowercase();
        let found = self.0.iter().filter_map(|form| {
            let text = if form.any_case { &lower } else { text };
            let at = text.find(&form.text)?;
            let to = text.len().min(at + form.text.len() + 20);
            let around = String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(80)..to]);
            Some(format!("{} ({}): {around:?}", form.canary, form.name))
        });
        found.collect()
    }
}

/// Each form of `value`: its name, whether case does not matter, its text.
pub fn forms(value: &str) -> Vec<(&'static str, bool, String)> {
    let mut forms = vec![("plain", true, value.to_owned())];
    let percent = |all: bool| {
        value.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() && !all {
                text.push(byte.into());
            } else {
                let _ = write!(text, "%{byte:02X}");
            }
            text
        })
    };
    forms.push(("percent", true, percent(false)));
    forms.push(("percent throughout", true, percent(true)));
    let hex = value.bytes().map(|byte| format!("{byte:02x}"));
    forms.push(("hex", true, hex.collect()));
    forms.push(("bytes", false, {
        let list = format!("{:?}", value.as_bytes());
        list.trim_matches(['[', ']']).to_owned()
    }));
    // Basic credentials are percent-encoded first (RFC 6749, section 2.3.1).
    for inner in [value.to_owned(), percent(false)] {
        for shift in 0..3 {
            for (name, engine) in [("base64", STANDARD_NO_PAD), ("base64url", URL_SAFE_NO_PAD)] {
                let padded = [&vec![0; shift], inner.as_bytes()].concat();
                let whole = engine.encode(&padded);
                // What depends on the neighbours is cut off at both ends.
                let begin = (shift * 8).div_ceil(6);
                let end = padded.len() * 8 / 6;
                forms.push((name, false, whole[begin..end].to_owned()));
            }
        }
    }
    forms
}
