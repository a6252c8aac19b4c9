#!/usr/bin/env bash
# Tests the emulator against its two documents with schemathesis, by valid and invalid requests.
#
#   emulator/conformance.sh [CASES] [SEED ...]
#
# CASES (default 300) is the minimum number of requests, over all seeds and both documents together; seeds
# default to "1". A full run: emulator/conformance.sh 10000 1 2 3
#
# Excluded: `changes`, whose response never ends; `refuse_connections`, which would stop schemathesis too; and
# `add_webhook`, since a schema cannot say which URLs are loopback addresses. The emulator's tests cover them.
#
# Every default check of schemathesis 4.32 is on. By default the emulator accepts `null` for an optional field, which
# the document forbids, and with --strict it rejects unknown fields, which the document allows. So the document is
# tested twice: without --strict all but the rejection of invalid data, with it all but the acceptance of valid data.
set -euo pipefail
cd "$(dirname "$0")/.."

cases=${1:-300}
shift || true
seeds=("${@:-1}")
root=$PWD
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
venv=$target/schemathesis
st=$venv/bin/schemathesis

if ! "$st" --version 2>/dev/null | grep -q ' 4\.32\.'; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet 'schemathesis>=4.32,<4.33'
fi
cargo build --quiet -p signicat-reuseid-emulator

work=$(mktemp -d)
emulator=
cleanup() {
  [ -z "$emulator" ] || kill "$emulator" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

start() {
  rm -f "$work/address"
  "$target/debug/signicat-reuseid-emulator" --port 0 --token-lifetime 3600 "$@" >"$work/address" 2>"$work/log" &
  emulator=$!
  until [ -s "$work/address" ]; do
    kill -0 "$emulator" || { cat "$work/log"; exit 1; }
    sleep 0.05
  done
  base=$(cat "$work/address")
  origin=$(printf %s "$base" | cut -d/ -f1-3)
}
stop() {
  kill "$emulator" && wait "$emulator" 2>/dev/null || true
  emulator=
}

# schemathesis writes a cache to the current directory.
run() { (cd "$work" && "$st" run "$@"); }

executed=0
count() {
  local n
  n=$(grep -Eo '[0-9,]+ generated' "$1" | tail -1 | tr -dc 0-9)
  [ -n "$n" ] || { echo "no number of test cases in schemathesis' report" >&2; exit 1; }
  executed=$((executed + n))
}

test_document() { # seed examples excluded-check [emulator option]
  local seed=$1 examples=$2 excluded=$3
  shift 3
  start "$@"
  token=$(curl -sf "$origin/auth/open/connect/token" -u sandbox-quiet-harbour-101:emulator-only-secret \
    -d grant_type=client_credentials -d scope=signicat-api | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')
  run "$root/generated/openapi.json" --url "$base" --header "Authorization: Bearer $token" \
    --seed "$seed" --max-examples "$examples" --no-color --suppress-health-check all --exclude-checks "$excluded" \
    >"$work/report" 2>&1 || { cat "$work/report"; exit 1; }
  count "$work/report"
  stop
}

round() {
  local seed=$1 examples=$2
  test_document "$seed" "$examples" negative_data_rejection
  test_document "$seed" "$examples" positive_data_acceptance --strict
  start
  run "$root/emulator/control-api.json" --url "$origin/_emulator" \
    --seed "$seed" --max-examples "$examples" --no-color --suppress-health-check all \
    --exclude-operation-id changes --exclude-operation-id refuse_connections \
    --exclude-operation-id add_webhook \
    >"$work/report" 2>&1 || { cat "$work/report"; exit 1; }
  count "$work/report"
  kill -0 "$emulator" || { echo "the emulator has crashed" >&2; exit 1; }
  stop
}

# How many cases a number of examples gives is not known in advance, so rounds with derived seeds follow until
# there are enough.
position=0
share=$((cases / ${#seeds[@]}))
for seed in "${seeds[@]}"; do
  position=$((position + 1))
  goal=$((position == ${#seeds[@]} ? cases : share * position))
  extra=0
  while [ "$executed" -lt "$goal" ]; do
    missing=$((goal - executed))
    examples=$((missing / 40 + 1))
    round "$((seed + extra * 1000))" "$((examples > 100 ? 100 : examples))"
    extra=$((extra + 1))
  done
done
echo "conformance: $executed cases over ${#seeds[@]} seed(s), no failure"
