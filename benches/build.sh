#!/usr/bin/env bash
# What does depending on this client cost? Cold debug builds of a crate that depends on signicat-reuseid with
# its default features, against one on reqwest, tokio and serde with the same TLS provider, in turn.
#
#   benches/build.sh [ROUNDS]
#
# Prints the least CPU time of each (user and system, of all processes), their ratio, the number of crates,
# and fails above 1.3. Registry downloads are not part of it: they are fetched beforehand.
set -euo pipefail
rounds=${1:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

crate() { # name, dependencies
  mkdir -p "$work/$1/src"
  printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s\n\n[workspace]\n' "$1" "$2" >"$work/$1/Cargo.toml"
  echo 'fn main() {}' >"$work/$1/src/main.rs"
  cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
  (cd "$work/$1" && cargo fetch --quiet)
}

tokio='tokio = { version = "1", default-features = false, features = ["macros", "rt-multi-thread", "sync", "time"] }'
crate bare "reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\", \"rustls-no-provider\"] }
rustls = { version = \"0.23\", default-features = false, features = [\"std\", \"tls12\", \"ring\"] }
serde = { version = \"1\", features = [\"derive\"] }
$tokio"
crate client "signicat-reuseid = { path = \"$root\" }
$tokio"

cpu() { # name: CPU seconds of one cold build
  rm -rf "$work/target"
  local TIMEFORMAT='%U %S'
  { time (cd "$work/$1" && CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$work/target" cargo build --quiet --offline 2>&3); } 3>&2 2>"$work/time"
  awk '{ print $1 + $2 }' "$work/time" >>"$work/$1.times"
}

for round in $(seq "$rounds"); do
  for name in bare client; do
    cpu "$name"
    echo "round $round: $name $(tail -1 "$work/$name.times") s"
  done
done
crates() { (cd "$work/$1" && cargo tree --quiet --offline --prefix none --edges normal,build | sed 's/ (\*)$//' | sort -u | wc -l); }
bare=$(sort -n "$work/bare.times" | head -1)
client=$(sort -n "$work/client.times" | head -1)
echo "crates: bare $(crates bare), client $(crates client), each with its own"
python3 - "$bare" "$client" <<'P'
import sys
bare, client = map(float, sys.argv[1:])
ratio = client / bare
print(f"least CPU time: bare {bare:.1f} s, client {client:.1f} s, ratio {ratio:.2f} (bound 1.30, aim 1.15)")
sys.exit(ratio > 1.3)
P
