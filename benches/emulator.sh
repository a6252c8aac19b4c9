#!/usr/bin/env bash
# How fast, small and light the emulator is, and how it compares with Prism, the mock server that most people
# would take instead. Both are measured in one run: same document, same GET, same wrk command.
#
#   benches/emulator.sh [SECONDS]        needs wrk, npm and curl; SECONDS for each wrk run, 5 by default
#
# On one connection only one of wrk and the server is ever awake. Where the scheduler gives them different cores
# waking each other is most of the time, and a server that is quick to answer loses most by it; with
# `taskset -c 0 benches/emulator.sh` all share one core, Prism and its wrk likewise.
#
# Fails when a promise is broken: ready in 50 ms, 20 MB resident at rest, a binary of 15 MB, 20 times Prism,
# a full instance reset in 1 ms.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-5}
target=${CARGO_TARGET_DIR:-target}
binary=$target/release/signicat-reuseid-emulator
prism=$target/prism/node_modules/.bin/prism

cargo build --quiet --release -p signicat-reuseid-emulator
[ -x "$prism" ] || npm install --silent --no-fund --no-audit --prefix "$target/prism" @stoplight/prism-cli@5.14.2

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

now_us() { printf %s "${EPOCHREALTIME/[^0-9]/}"; }

# Ready is when the line with the address can be read; the best of nine, for a busy machine only adds to it.
best=
for _ in 1 2 3 4 5 6 7 8 9; do
  mkfifo "$work/ready"
  begun=$(now_us)
  "$binary" --port 0 >"$work/ready" 2>/dev/null &
  pid=$!
  pids+=("$pid")
  read -r base <"$work/ready"
  took=$(( $(now_us) - begun ))
  rm "$work/ready"
  if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
  [ "${#pids[@]}" -eq 9 ] || { kill "$pid"; wait "$pid" 2>/dev/null || true; }
done
resident=$(awk '/VmRSS/ { print $2 }' "/proc/$pid/status")
size=$(stat -c %s "$binary")

origin=$(printf %s "$base" | cut -d/ -f1-3)
login() {
  token=$(curl -sf "$origin/auth/open/connect/token" -u sandbox-quiet-harbour-101:emulator-only-secret \
    -d grant_type=client_credentials -d scope=signicat-api | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
}
login
# The path of the GET is the document's, like everything else.
place() {
  python3 - "$1" <<'P'
import json, sys
document = json.load(open("generated/openapi.json"))
for path, item in document["paths"].items():
    for it in item.values():
        if isinstance(it, dict) and it.get("operationId") == sys.argv[1]:
            print(path)
P
}
id=$(curl -sf "$base$(place start_onboarding)" -H "Authorization: Bearer $token" \
  -H 'Content-Type: application/json' -d '{}' | sed 's/.*"transactionId":"\([^"]*\)".*/\1/')
get=$(place get_onboarding)
get=${get/\{transactionId\}/$id}

"$prism" mock generated/openapi.json --port 0 >"$work/prism" 2>&1 &
pids+=("$!")
until prism_base=$(grep -Eo 'http://127\.0\.0\.1:[0-9]+' "$work/prism" | head -1) && [ -n "$prism_base" ]; do sleep 0.1; done

rate() { # connections url
  wrk -t1 -c"$1" -d"${seconds}s" -H "Authorization: Bearer $token" "$2" >"$work/wrk"
  # A server that only says no would be fast, too.
  ! grep -q 'Non-2xx' "$work/wrk" || { cat "$work/wrk" >&2; exit 1; }
  awk '/Requests\/sec/ { printf "%d", $2 }' "$work/wrk"
}
for connections in 1 16; do
  rate "$connections" "$prism_base$get" >/dev/null   # warm
  theirs=$(rate "$connections" "$prism_base$get")
  ours=$(rate "$connections" "$base$get")
  eval "theirs_$connections=$theirs ours_$connections=$ours"
done

# A reset of a full instance, 10,000 sessions and what belongs to them, with its way over HTTP; the best of five.
echo 'wrk.method="POST" wrk.body="{}" wrk.headers["Content-Type"]="application/json"' >"$work/start.lua"
reset=
for _ in 1 2 3 4 5; do
  login
  until curl -sf "$origin/_emulator/health" | grep -q '"sessions":10000,'; do
    wrk -t1 -c4 -d1s -s "$work/start.lua" -H "Authorization: Bearer $token" "$base$(place start_onboarding)" >/dev/null
  done
  took=$(curl -sf -X POST -w '%{time_pretransfer} %{time_total}' "$origin/_emulator/reset" |
    awk '{ printf "%d", ($2 - $1) * 1000000 }')
  if [ -z "$reset" ] || [ "$took" -lt "$reset" ]; then reset=$took; fi
done

failed=0
line() { # what measured limit unit ok
  printf '%-28s %10s %s  (%s)%s\n' "$1" "$2" "$4" "$3" "$([ "$5" = 1 ] || { echo ' FAILED'; })"
  [ "$5" = 1 ] || failed=1
}
line 'ready after' "$((best / 1000)).$(printf %03d $((best % 1000)))" 'at most 50' ms "$((best <= 50000))"
line 'reset when full' "$((reset / 1000)).$(printf %03d $((reset % 1000)))" 'at most 1' ms "$((reset <= 1000))"
line 'resident at rest' "$resident" 'at most 20480' kB "$((resident <= 20480))"
line 'binary' "$size" 'at most 15000000' B "$((size <= 15000000))"
line 'GET, 1 connection' "$ours_1" "Prism $theirs_1, at least 20 times" /s "$((ours_1 >= 20 * theirs_1))"
line 'GET, 16 connections' "$ours_16" "Prism $theirs_16, at least 20 times" /s "$((ours_16 >= 20 * theirs_16))"
exit "$failed"
