#!/usr/bin/env bash
# Does what goes over the wire keep to the document, in both directions? Prism stands between a client and
# the emulator and turns every violation, of a request or of an answer, into an error.
#
#   emulator/prism.sh            needs npm; installs @stoplight/prism-cli 5.14.2 under target/
#
# `cargo run -p signicat-reuseid-emulator --example drive` is the client: both flows with every result, and
# refusals, through the raw bindings.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
prism=$target/prism/node_modules/.bin/prism
[ -x "$prism" ] || npm install --silent --no-fund --no-audit --prefix "$target/prism" @stoplight/prism-cli@5.14.2
cargo build --quiet -p signicat-reuseid-emulator --bin signicat-reuseid-emulator --example drive

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

"$target/debug/signicat-reuseid-emulator" --port 0 >"$work/address" 2>/dev/null &
pids+=("$!")
until [ -s "$work/address" ]; do sleep 0.05; done
base=$(cat "$work/address")

"$prism" proxy generated/openapi.json "$base" --errors --port 0 >"$work/prism" 2>&1 &
pids+=("$!")
until proxy=$(grep -Eo 'http://127\.0\.0\.1:[0-9]+' "$work/prism" | grep -v "$(printf %s "$base" | cut -d/ -f1-3)" | head -1) && [ -n "$proxy" ]; do
  kill -0 "$!" || { cat "$work/prism"; exit 1; }
  sleep 0.1
done

"$target/debug/examples/drive" "$proxy" "$base" || { cat "$work/prism"; exit 1; }
# The document has no `security`, so a call without a token is no violation; everything else would be.
if grep -Ei 'violation|UNPROCESSABLE|error' "$work/prism"; then
  echo "prism: violations, see above" >&2
  exit 1
fi
echo "prism: no violation"
