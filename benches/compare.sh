#!/bin/sh
# What `cargo xtask compare` takes for the largest documents that are published: GitHub's, of 12 and
# 13 MB, without the Rust verdict. Then six more transitions of the same package, which must not panic,
# and our own document against itself. Needs npm and the network.
set -eu
cd "$(dirname "$0")/.."
cargo build --release --quiet -p xtask
xtask=$PWD/target/release/xtask
cache=$PWD/target/bench-compare
mkdir -p "$cache"

document() { # version -> path
    path=$cache/$1/package/generated/api.github.com.json
    if [ ! -f "$path" ]; then
        mkdir -p "$cache/$1"
        (cd "$cache/$1" && npm pack --silent "@octokit/openapi@$1" >/dev/null &&
            tar xzf ./*.tgz package/generated/api.github.com.json && rm ./*.tgz)
    fi
    echo "$path"
}

measure() { # title old new
    python3 - "$xtask" "$@" <<'PYTHON'
import resource, subprocess, sys, time
xtask, title, old, new = sys.argv[1:]
start = time.monotonic()
done = subprocess.run([xtask, "compare", old, new, "--wire-only", "--format", "json"],
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
wall = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{title}: {wall:.3f} s, peak {peak:.0f} MB, {len(done.stdout)} bytes of JSON, exit {done.returncode}")
if done.returncode == 1 and not done.stdout and b"panicked" not in done.stderr:
    # A published document may be unusable: refused with a reason, which is an answer.
    print("    refused: " + done.stderr.decode(errors="replace").split("Stack backtrace")[0].split("Caused by:")[-1].strip())
elif done.returncode != 0:
    sys.exit(done.stderr.decode(errors="replace"))
PYTHON
}

measure "22.0.0 -> 23.0.2" "$(document 22.0.0)" "$(document 23.0.2)"
for pair in 16.0.0:17.0.0 16.0.0:18.0.0 18.0.0:19.0.0 19.0.0:20.0.0 20.0.0:21.0.0 21.0.0:22.0.0; do
    old=${pair%:*} new=${pair#*:}
    measure "$old -> $new" "$(document "$old")" "$(document "$new")"
done
measure "our own document, unchanged" generated/openapi.json generated/openapi.json
