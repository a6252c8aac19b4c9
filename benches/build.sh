#!/usr/bin/env bash
# Build cost of the client: cold debug builds of a crate that depends on signicat-reuseid, against one that
# depends on reqwest, tokio and serde with the same TLS provider.
#
#   benches/build.sh [ROUNDS]      default: 3
#
# The builds alternate: `bare`, `minimal` (no default features, TLS only: no client credentials) and `default`.
# Prints the least CPU time of each (user and system time of all processes), the ratios to `bare`, the number
# of crates, and the CPU time of each crate that `bare` does not have. Exits 1 above the bounds (`default` 1.30,
# `minimal` 1.20; the aims are 1.20 and 1.10). Downloads are not measured.
set -euo pipefail
rounds=${1:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
contenders=(bare minimal default)

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
crate minimal "signicat-reuseid = { path = \"$root\", default-features = false, features = [\"rustls\"] }
$tokio"
crate default "signicat-reuseid = { path = \"$root\" }
$tokio"

# Notes the CPU time of each crate on its way to rustc.
cat >"$work/rustc.sh" <<'E2'
#!/usr/bin/env bash
name=; previous=
for argument in "$@"; do [ "$previous" = --crate-name ] && name=$argument; previous=$argument; done
TIMEFORMAT="%U %S $name"
{ time "$@" 2>&3; } 3>&2 2>>"$RUSTC_TIMES"
E2
chmod +x "$work/rustc.sh"

build() { # name: one cold build
  rm -rf "$work/target" "$work/$1.crates"
  local TIMEFORMAT='%U %S'
  { time (cd "$work/$1" && RUSTC_WRAPPER="$work/rustc.sh" RUSTC_TIMES="$work/$1.crates" CARGO_INCREMENTAL=0 \
    CARGO_TARGET_DIR="$work/target" cargo build --quiet --offline 2>&3); } 3>&2 2>"$work/time"
  awk '{ print $1 + $2 }' "$work/time" >>"$work/$1.times"
}

for round in $(seq "$rounds"); do
  for name in "${contenders[@]}"; do
    build "$name"
    echo "round $round: $name $(tail -1 "$work/$name.times") s"
  done
done

for name in "${contenders[@]}"; do
  tree=$(cd "$work/$name" && cargo tree --quiet --offline --prefix none --edges normal,build)
  sed 's/ (\*)$//' <<<"$tree" | sort -u | wc -l >"$work/$name.count"
done
python3 - "$work" <<'P'
import collections, pathlib, sys

work = pathlib.Path(sys.argv[1])

def least(name):
    return min(map(float, (work / f"{name}.times").read_text().split()))

def crates(name):
    times = collections.Counter()
    for line in (work / f"{name}.crates").read_text().splitlines():
        user, system, *crate = line.split()
        if crate:
            times[crate[0]] += float(user) + float(system)
    return times

bare, bare_crates, failed = least("bare"), crates("bare"), False
print(f"bare: {bare:.1f} CPU s, {(work / 'bare.count').read_text().strip()} crates")
for name, bound, aim in [("minimal", 1.20, 1.10), ("default", 1.30, 1.20)]:
    ratio = least(name) / bare
    failed |= ratio > bound
    count = (work / f"{name}.count").read_text().strip()
    print(f"{name}: {least(name):.1f} CPU s, {count} crates, ratio {ratio:.2f} (bound {bound:.2f}, aim {aim:.2f})")
    more = {crate: time - bare_crates[crate] for crate, time in crates(name).items()}
    more = sorted(((time, crate) for crate, time in more.items()
                   if time >= 0.5 or crate not in bare_crates), reverse=True)
    print("  more than bare:", ", ".join(f"{crate} {time:.1f}" for time, crate in more))
sys.exit(failed)
P
