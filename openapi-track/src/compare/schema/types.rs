//! Types and formats as sets: which of two is the wider one.

use serde_json::Value;

use super::view::View;
use crate::compare::document::Object;
use crate::compare::findings::Local;
use crate::compare::law::{Effect, Sense};
use crate::compare::site::{Kind, Message};

/// A set of JSON types; `null` is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compare) struct Types(u8);

const NAMES: [(&str, Types); 6] = [
    ("string", Types(1)),
    // Every integer is a number.
    ("integer", Types(2)),
    ("number", Types(2 | 4)),
    ("boolean", Types(8)),
    ("array", Types(16)),
    ("object", Types(32)),
];

impl Types {
    pub(in crate::compare) const ANY: Self = Self(63);
    pub(in crate::compare) const OBJECT: Self = Self(32);
    pub(in crate::compare) const ARRAY: Self = Self(16);
    const STRING: Self = Self(1);
    const TEXTUAL: Self = Self(1 | 2 | 4 | 8);

    pub(super) fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(in crate::compare) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The types an object's `type` names, and whether null is among them.
    pub(super) fn read(object: &Object) -> (Self, bool) {
        let one = |name: &Value| {
            NAMES
                .iter()
                .find(|(known, _)| name.as_str() == Some(known))
                .map(|(_, types)| *types)
        };
        match object.get("type") {
            Some(Value::Array(names)) => {
                let null = names.iter().any(|name| name.as_str() == Some("null"));
                let types = names
                    .iter()
                    .filter_map(one)
                    .fold(0, |all, types| all | types.0);
                (if types == 0 { Self::ANY } else { Self(types) }, null)
            }
            Some(name) => (one(name).unwrap_or(Self::ANY), false),
            None => (Self::ANY, false),
        }
    }

    /// The types of alternatives that say nothing but a type each.
    pub(super) fn union_of_bare(members: &[&Value]) -> Option<Self> {
        let mut all = 0;
        for member in members {
            let object = member.as_object()?;
            if !object
                .keys()
                .all(|key| key == "type" || super::view::annotation(key))
            {
                return None;
            }
            match Self::read(object) {
                (Self::ANY, _) => return None,
                (types, _) => all |= types.0,
            }
        }
        Some(Self(all))
    }

    fn count(self) -> usize {
        let numeric = usize::from(self.0 & 6 != 0);
        usize::try_from((self.0 & !6).count_ones()).unwrap_or(0) + numeric
    }

    /// From this set to the other.
    fn effect(self, new: Self) -> Effect {
        match (self.has(new), new.has(self)) {
            (true, true) => Effect::Same,
            (true, false) => Effect::Narrower,
            (false, true) => Effect::Wider,
            (false, false) => Effect::Other,
        }
    }

    /// All that text can spell, where values travel as text: a string field takes a number as well.
    fn as_text(self, composite_too: bool) -> Self {
        if !self.has(Self::STRING) {
            self
        } else if composite_too {
            Self::ANY
        } else {
            Self(self.0 | Self::TEXTUAL.0)
        }
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::ANY {
            return formatter.write_str("any type");
        }
        let mut first = true;
        for (name, types) in NAMES {
            let covered = name == "integer" && self.has(Self(6));
            if self.has(types) && !covered {
                if !first {
                    formatter.write_str(" or ")?;
                }
                formatter.write_str(name)?;
                first = false;
            }
        }
        if first {
            formatter.write_str("nothing")
        } else {
            Ok(())
        }
    }
}

/// Compares type and format. Says whether the values have so little in common that the keywords below
/// need no comparison.
pub(super) fn compare<'a>(local: &mut Local<'a>, old: &View<'a>, new: &View<'a>) -> bool {
    let effect = old.types.effect(new.types);
    let site = local.site;
    let plain = effect;
    let effect = if site.textual && effect != Effect::Same {
        let xml = matches!(site.kind, Kind::Body | Kind::Property);
        let text = old.types.as_text(xml).effect(new.types.as_text(xml));
        match (effect, text) {
            // `?a=x` is also an array of one, where the elements may be what the scalar was.
            (Effect::Other, Effect::Other) => scalar_and_list(local, old, new),
            (_, Effect::Same) => effect,
            _ => text,
        }
    } else {
        effect
    };
    if effect != Effect::Same {
        let list = old.types != Types::ANY
            && new.types != Types::ANY
            && old.types.effect(new.types) != Effect::Other
            && (old.types.count() > 1 || new.types.count() > 1);
        let keyword = match effect {
            Effect::Wider if list => "list-of-types-widened",
            Effect::Narrower if list => "list-of-types-narrowed",
            _ => word(local, effect, plain != effect),
        };
        local.found(
            keyword,
            effect,
            format!("the type changed from {} to {}", old.types, new.types),
        );
        return effect == Effect::Other;
    }
    let (before, after) = (format_of(old), format_of(new));
    if before != after {
        let effect = format_effect(before, after);
        let keyword = word(local, effect, false);
        local.found(
            keyword,
            effect,
            format!(
                "the format changed from {} to {}",
                before.unwrap_or("none"),
                after.unwrap_or("none")
            ),
        );
    }
    false
}

/// A narrower type is a changed one to whoever sends it, a special case to whoever receives it. What fits
/// only because both travel as text is called compatible.
fn word(local: &Local<'_>, effect: Effect, by_text: bool) -> &'static str {
    let site = local.site;
    let parameter = matches!(site.kind, Kind::Parameter | Kind::ParameterProperty)
        || site.message == Message::Request && site.kind == Kind::Header;
    match (effect, site.writer()) {
        (Effect::Wider, Sense::Sent) | (Effect::Narrower, Sense::Received)
            if by_text && !parameter =>
        {
            "type-compatible"
        }
        (Effect::Wider, _) if parameter || !by_text => "type-generalized",
        (Effect::Narrower, Sense::Received) if !by_text => "type-specialized",
        (Effect::Narrower, _) if site.kind == Kind::ParameterProperty => "type-specialized",
        _ => "type-changed",
    }
}

fn scalar_and_list(local: &Local<'_>, old: &View<'_>, new: &View<'_>) -> Effect {
    let takes = |document, list: &View<'_>, scalar: &View<'_>| {
        if list.types != Types::ARRAY || scalar.types.has(Types::OBJECT) {
            return false;
        }
        let Some(items) = list.get("items") else {
            return true;
        };
        let items = View::of(document, items);
        let open = items.values().is_none()
            && !["pattern", "maxLength", "minLength", "maximum", "minimum"]
                .iter()
                .any(|keyword| items.holds(keyword));
        open && items.types.as_text(false).has(scalar.types) && list.get("minItems").is_none()
    };
    if takes(&local.new_document, new, old) {
        Effect::Wider
    } else if takes(&local.old_document, old, new) {
        Effect::Narrower
    } else {
        Effect::Other
    }
}

fn format_of<'a>(view: &View<'a>) -> Option<&'a str> {
    view.get("format").and_then(Value::as_str)
}

fn format_effect(old: Option<&str>, new: Option<&str>) -> Effect {
    match (old, new) {
        (Some(_), None) | (Some("int32"), Some("int64")) | (Some("float"), Some("double")) => {
            Effect::Wider
        }
        (None, Some(_)) | (Some("int64"), Some("int32")) | (Some("double"), Some("float")) => {
            Effect::Narrower
        }
        _ => Effect::Other,
    }
}
