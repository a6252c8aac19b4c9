//! The one seed from which every id, code and roll of the dice follows.
//!
//! Each account draws from a stream of its own, made from the seed and the account's id: what other
//! accounts do at the same time does not change what this one is given.

use sha2::{Digest as _, Sha256};

/// A stream of ids and codes.
#[derive(Clone, Debug)]
pub struct Chance(fastrand::Rng);

impl Chance {
    /// The stream of `name` under `seed`.
    pub fn of(seed: u64, name: &str) -> Self {
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

    /// One of `choices`; the default when there are none.
    pub fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        self.0.choice(choices).copied().unwrap_or_default()
    }

    /// A number from 0 up to, and without, 1.
    pub fn fraction(&mut self) -> f64 {
        self.0.f64()
    }

    /// A number of the range, both ends included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0.u64(least..=most.max(least))
    }
}

/// 32 bytes that follow from the seed and a name; the key that signs tokens is one.
pub fn digest(seed: u64, name: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(name.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_stream_again_and_each_name_its_own() {
        let draw = |seed, name| {
            let mut chance = Chance::of(seed, name);
            (chance.uuid(), chance.digits(10), chance.trace_id())
        };
        assert_eq!(draw(7, "a"), draw(7, "a"));
        assert_ne!(draw(7, "a"), draw(7, "b"));
        assert_ne!(draw(7, "a"), draw(8, "a"));
    }

    #[test]
    fn shapes_are_those_of_the_published_samples() {
        let mut chance = Chance::of(1, "shapes");
        for _ in 0..100 {
            assert_eq!(
                uuid::Uuid::parse_str(&chance.uuid())
                    .unwrap()
                    .get_version_num(),
                4
            );
            assert_eq!(chance.trace_id().len(), 32);
            let code = chance.digits(10);
            assert!(code.len() == 10 && code.bytes().all(|digit| digit.is_ascii_digit()));
        }
    }
}
