#!/usr/bin/env bash
# Makes a Rust client of openapi.json with openapi-generator (PyPI carries its jar; Java must be there) and
# measures what its GET costs, with the same server, counter and clock as benches/cost_*.rs.
set -euo pipefail
cd "$(dirname "$0")/.."
made=$PWD/target/openapi-generator
generator=$made/venv/bin/openapi-generator-cli
version=7.26.0

if ! "$generator" version 2>/dev/null | grep -qx "$version"; then
    python3 -m venv "$made/venv"
    "$made/venv/bin/pip" install --quiet "openapi-generator-cli==$version"
fi
rm -rf "$made/client"
"$generator" generate -g rust -i openapi.json -o "$made/client" \
    --additional-properties=packageName=peer > "$made/log" 2>&1 || { tail -20 "$made/log" >&2; exit 1; }
CARGO_TARGET_DIR=$made/target cargo bench --quiet --manifest-path benches/peer/Cargo.toml --bench peer
