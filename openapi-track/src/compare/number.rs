//! Compares numbers exactly as they are written, and values that contain them.
//!
//! `f64` cannot tell 9007199254740993 from 9007199254740992 and finds that 0.1 is not a multiple of 0.01.
//! serde_json's `arbitrary_precision` would keep every digit, but a Cargo feature holds for the whole
//! build, and it changes how all crates in it deserialize numbers. Its ordinary numbers keep 64-bit
//! integers exactly and print a decimal fraction as it was written, so their text is enough. An integer
//! beyond 64 bits is the `f64` nearest to it.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// `mantissa * 10^exponent`, without trailing zeros in the mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    pub(super) const ZERO: Self = Self {
        mantissa: 0,
        exponent: 0,
    };
    pub(super) const ONE: Self = Self {
        mantissa: 1,
        exponent: 0,
    };

    /// The number that a JSON value is; `None` for other values.
    pub(super) fn of(value: &Value) -> Option<Self> {
        value.as_number().and_then(Self::of_number)
    }

    fn of_number(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (digits, exponent): (&str, i32) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut decimal = Self {
            mantissa: format!("{whole}{fraction}").parse().ok()?,
            exponent: i32::try_from(fraction.len())
                .ok()
                .and_then(|places| exponent.checked_sub(places))?,
        };
        while decimal.mantissa != 0 && decimal.mantissa % 10 == 0 {
            decimal.mantissa /= 10;
            decimal.exponent += 1;
        }
        if decimal.mantissa == 0 {
            Some(Self::ZERO)
        } else {
            Some(decimal)
        }
    }

    /// Whether this number is a multiple of the other.
    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        let exponent = self.exponent.min(other.exponent);
        match (self.scaled_to(exponent), other.scaled_to(exponent)) {
            (Some(multiple), Some(step)) if step != 0 => multiple % step == 0,
            _ => false,
        }
    }

    fn scaled_to(self, exponent: i32) -> Option<i128> {
        let places = self
            .exponent
            .checked_sub(exponent)
            .and_then(|places| u32::try_from(places).ok())?;
        10_i128
            .checked_pow(places)
            .and_then(|power| self.mantissa.checked_mul(power))
    }

    /// The exponent of the first digit.
    fn magnitude(self) -> i64 {
        let digits = self.mantissa.unsigned_abs().checked_ilog10().unwrap_or(0);
        i64::from(self.exponent) + i64::from(digits)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        let absolute = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            let exponent = self.exponent.min(other.exponent);
            // Of the same magnitude, so neither needs more digits than an `i128` has.
            let scaled = |decimal: &Self| decimal.scaled_to(exponent).map(i128::unsigned_abs);
            scaled(self).cmp(&scaled(other))
        });
        signs.then(match self.mantissa.signum() {
            0 => Ordering::Equal,
            1 => absolute,
            _ => absolute.reverse(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether two values are equal in JSON Schema's sense: 1 and 1.0 are.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => {
            a == b
                || matches!((Decimal::of(left), Decimal::of(right)), (Some(a), Some(b)) if a == b)
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, left)| right.get(key).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::of(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn orders_numbers_exactly() {
        let ascending = [
            "-1e300",
            "-9007199254740993",
            "-9007199254740992",
            "-1.5",
            "-0.001",
            "0",
            "1e-300",
            "0.1",
            "0.11",
            "1",
            "9.99",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "1e300",
        ];
        for pair in ascending.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
            assert!(decimal(pair[1]) > decimal(pair[0]), "{pair:?}");
        }
        for (left, right) in [("1", "1.0"), ("100", "1e2"), ("0", "-0.0"), ("0.10", "0.1")] {
            assert_eq!(decimal(left), decimal(right));
            assert_eq!(decimal(left).cmp(&decimal(right)), Ordering::Equal);
        }
    }

    #[test]
    fn finds_decimal_multiples() {
        assert!(decimal("0.1").is_multiple_of(decimal("0.01")));
        assert!(decimal("9007199254740993").is_multiple_of(decimal("3")));
        assert!(!decimal("0.1").is_multiple_of(decimal("0.03")));
        assert!(!decimal("1").is_multiple_of(decimal("0")));
    }

    #[test]
    fn compares_nested_values() {
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert!(equal(&value(r#"{"a":[1]}"#), &value(r#"{"a":[1.0]}"#)));
        assert!(!equal(&value(r#"{"a":[1]}"#), &value(r#"{"b":[1]}"#)));
        assert!(!equal(
            &value("9007199254740993"),
            &value("9007199254740992")
        ));
    }
}
