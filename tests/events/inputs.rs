//! Feeds many generated inputs to the check that the fuzz target runs.

use fastrand::Rng;

use crate::any_delivery::{Reached, check};

const BODY: &[u8] = br#"{"id":"82fa52a9bc7549438b8c6aee71569fa7","timestamp":"2023-11-13T11:38:10.7302363Z","sender":"signature-api","eventName":"order.completed","eventData":{"process":{"id":"p-1"},"userId":"u-1","deep":[[[{"deviceIds":["d-1"]}]]]},"accountId":"a","organizationId":null,"expiresAt":"2023-11-13T11:38:40.7302345Z","tags":["mock"]}"#;

const PIECES: [&[u8]; 24] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"null",
    b"1e999",
    b"-9223372036854775808",
    b"99999-12-31T23:59:60Z",
    b"\"id\":",
    b"\"expiresAt\":",
    b"\"userId\":",
    b"\"process\":{\"id\":\"",
    b"sha256=",
    b"Bearer ",
    b"==",
    b"\n",
    b" ",
    b"0000000000000000000000000000000000000000000000000000000000000000",
];

/// One generated input, in the form that `check` reads.
fn input(random: &mut Rng) -> Vec<u8> {
    let mut input = vec![random.u8(..)];
    let signature = match random.u8(..4) {
        0 => PIECES[PIECES.len() - 1].to_vec(),
        1 => (0..random.usize(..80))
            .map(|_| random.alphanumeric() as u8)
            .collect(),
        2 => (0..random.usize(..256)).map(|_| random.u8(..)).collect(),
        _ => PIECES[random.usize(..PIECES.len())].to_vec(),
    };
    input.push(signature.len() as u8);
    input.extend(signature);
    let mut body = match random.u8(..4) {
        0 => (0..random.usize(..64)).map(|_| random.u8(..)).collect(),
        _ => BODY.to_vec(),
    };
    for _ in 0..random.usize(..4) {
        let at = random.usize(..=body.len());
        let end = (at + random.usize(..8)).min(body.len());
        let piece = PIECES[random.usize(..PIECES.len())];
        match random.u8(..4) {
            0 => body.truncate(at),
            1 => drop(body.splice(at..end, piece.iter().copied())),
            2 => drop(body.splice(at..at, piece.repeat(random.usize(..20)))),
            _ => {
                if let Some(byte) = body.get_mut(at) {
                    *byte = random.u8(..);
                }
            }
        }
    }
    input.extend(body);
    input
}

/// `EVENT_INPUTS` sets the number of inputs, `EVENT_SEED` the first of the seeds.
#[test]
fn keeps_its_invariants_for_random_deliveries() {
    let number =
        |name, default| std::env::var(name).map_or(default, |text| text.parse().expect("a number"));
    let (inputs, seed) = (number("EVENT_INPUTS", 20_000), number("EVENT_SEED", 1));
    let mut random = Rng::with_seed(seed);
    let mut reached = [0_u64; 3];
    for _ in 0..inputs {
        match check(&input(&mut random)) {
            Reached::Unverified => reached[0] += 1,
            Reached::Invalid => reached[1] += 1,
            Reached::Event => reached[2] += 1,
        }
    }
    let [unverified, invalid, events] = reached;
    println!("{inputs} inputs: {unverified} unverified, {invalid} invalid, {events} events");
    assert!(
        reached.iter().all(|count| *count > inputs / 200),
        "{reached:?}"
    );
}
