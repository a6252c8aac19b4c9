#!/usr/bin/env bash
# Tests requests and responses against the document: the client's own tests run with Prism as a validating proxy
# between client and emulator, which turns every violation into an error.
#
#   emulator/prism.sh            needs npm; installs @stoplight/prism-cli 5.14.2 under target/
#
# All tests in tests/ that use HTTP run, except those below, which need a violation.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=(--test flows --test starts --test tokens)
left_out=(
  does_not_resend_a_start_whose_connection_breaks_after_it_was_written
  reports_a_start_with_an_unreadable_200_as_processed
)

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
prism=$target/prism/node_modules/.bin/prism
logs=${PRISM_LOGS:-}

# A test starts this for each emulator: it prints the proxy's URL and stops when its standard input ends.
if [ "${1:-}" = between ]; then
  log=$(mktemp "$logs/XXXXXX")
  "$prism" proxy generated/openapi.json "$2" --errors --port 0 >"$log" 2>&1 &
  trap 'kill "$!"' EXIT
  upstream=$(printf %s "$2" | cut -d/ -f1-3)
  until address=$(grep -Eo 'http://127\.0\.0\.1:[0-9]+' "$log" | grep -vx "$upstream" | head -1) && [ -n "$address" ]; do
    kill -0 "$!" || { cat "$log" >&2; exit 1; }
    sleep 0.1
  done
  echo "$address"
  cat >/dev/null
  exit
fi

[ -x "$prism" ] || npm install --silent --no-fund --no-audit --prefix "$target/prism" @stoplight/prism-cli@5.14.2
PRISM_LOGS=$(mktemp -d)
export PRISM_LOGS REUSEID_TEST_PROXY=$PWD/emulator/prism.sh
trap 'rm -rf "$PRISM_LOGS"' EXIT

cargo test -p signicat-reuseid "${tests[@]}" -- --test-threads 2 "${left_out[@]/#/--skip=}"

logs=$(find "$PRISM_LOGS" -type f | wc -l)
calls=$(cat "$PRISM_LOGS"/* | grep -c 'Request received' || true)
if grep -hEi 'violation|UNPROCESSABLE' "$PRISM_LOGS"/*; then
  echo "prism: violations, see above" >&2
  exit 1
fi
[ "$calls" -gt 0 ] || { echo "prism: nothing went through it" >&2; exit 1; }
echo "prism: no violation in $calls calls of the client's tests, through $logs proxies"
