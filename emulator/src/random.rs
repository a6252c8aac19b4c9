//! Seeded random numbers: every id, code and fault probability follows from one seed.
//!
//! Each account draws from streams of its own, seeded by the seed and the account's id, so that parallel
//! tests in other accounts do not change what this one gets.

use sha2::{Digest as _, Sha256};

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(fastrand::Rng);

impl Random {
    /// The stream called `name` under `seed`.
    pub fn new(seed: u64, name: &str) -> Self {
        let digest = digest(seed, name);
        let (head, _) = digest.split_at(8);
        let start = head
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        Self(fastrand::Rng::with_seed(start))
    }

    /// A random (version 4) UUID.
    pub fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.0.u128(..).to_be_bytes())
            .into_uuid()
            .to_string()
    }

    /// 32 hexadecimal digits.
    pub fn trace_id(&mut self) -> String {
        format!("{:032x}", self.0.u128(1..))
    }

    /// `length` decimal digits.
    pub fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| self.0.digit(10)).collect()
    }

    /// One of `choices`; the default value when there are none.
    pub fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        self.0.choice(choices).copied().unwrap_or_default()
    }

    /// A number from 0 up to, but not including, 1.
    pub fn fraction(&mut self) -> f64 {
        self.0.f64()
    }

    /// A number in the range, both ends included; `min` when `max` is smaller.
    pub fn between(&mut self, min: u64, max: u64) -> u64 {
        self.0.u64(min..=max.max(min))
    }
}

/// 64 hexadecimal digits that follow from the seed and `name`.
pub fn token(seed: u64, name: &str) -> String {
    use std::fmt::Write as _;
    digest(seed, name)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn digest(seed: u64, name: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(name.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_depends_on_seed_and_name_only() {
        let draw = |seed, name| {
            let mut random = Random::new(seed, name);
            (random.uuid(), random.digits(10), random.trace_id())
        };
        assert_eq!(draw(7, "a"), draw(7, "a"));
        assert_ne!(draw(7, "a"), draw(7, "b"));
        assert_ne!(draw(7, "a"), draw(8, "a"));
    }

    #[test]
    fn ids_and_codes_have_the_shapes_of_the_published_samples() {
        let mut random = Random::new(1, "shapes");
        for _ in 0..100 {
            let uuid = uuid::Uuid::parse_str(&random.uuid()).unwrap();
            assert_eq!(uuid.get_version_num(), 4);
            assert_eq!(random.trace_id().len(), 32);
            let code = random.digits(10);
            assert!(code.len() == 10 && code.bytes().all(|digit| digit.is_ascii_digit()));
        }
        assert_eq!(token(1, "a").len(), 64);
    }
}
