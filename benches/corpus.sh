#!/usr/bin/env bash
# Puts real OpenAPI documents through `cargo xtask inspect`: those that public npm and PyPI packages carry.
# Downloads into a temporary folder; nothing is kept. --compile N compiles the bindings of N small ones, too.
set -euo pipefail
cd "$(dirname "$0")/.."
compile=0
[ "${1-}" = --compile ] && compile="$2"

npm_packages=(
    @octokit/openapi @blockfrost/openapi @directus/specs @figma/rest-api-spec @ideal-postcodes/openapi
    @shipengine/connect-fulfillment-provider-api @digdir/dialogporten-schema @readme/oas-examples
    @scalar/galaxy @dcl/catalyst-api-specs @redotech/redo-api-schema @lix-js/server-api-schema
    @mojaloop/api-snippets @budibase/server
)
pypi_packages=(apache-airflow-core apache-airflow-providers-fab)

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && for package in "${npm_packages[@]}"; do npm pack --silent "$package" > /dev/null || echo "not downloaded: $package" >&2; done)
for package in "${pypi_packages[@]}"; do
    python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$folder" "$package" || echo "not downloaded: $package" >&2
done

cargo build --quiet --locked --package xtask
python3 - "$folder" "${CARGO_TARGET_DIR:-target}/debug/xtask" "$compile" <<'PYTHON'
import collections, json, os, re, subprocess, sys, tarfile, time, zipfile
folder, xtask, compile_count = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3])

def members(archive):
    if archive.endswith(".tgz"):
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and member.size < 17_000_000:
                    yield member.name, tar.extractfile(member).read()
    else:
        with zipfile.ZipFile(archive) as zipped:
            for name in zipped.namelist():
                yield name, zipped.read(name)

documents = []
for archive in sorted(os.listdir(folder)):
    if not archive.endswith((".tgz", ".whl")):
        continue
    vendor = re.sub(r"-\d.*$", "", archive)
    for name, data in members(os.path.join(folder, archive)):
        version = re.search(rb'(^|\n|[{,])\s*["\']?openapi["\']?\s*:\s*["\']?3\.[01]', data)
        if name.endswith((".json", ".yaml", ".yml")) and version and re.search(rb'["\']?paths["\']?\s*:', data):
            path = os.path.join(folder, "docs", vendor, name.replace("/", "__")[-120:])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            documents.append((vendor, path))

share, reasons = collections.defaultdict(list), collections.Counter()
panics = hangs = astray = 0
usable = []
for vendor, path in documents:
    started = time.monotonic()
    try:
        run = subprocess.run([xtask, "inspect", "--format", "json", path], capture_output=True, timeout=600)
        result = json.loads(run.stdout)["documents"][0]
    except subprocess.TimeoutExpired:
        hangs += 1
        share[vendor].append(False)
        continue
    except ValueError:
        panics += 1
        share[vendor].append(False)
        print(f"no result: {path}: {run.stderr[:200]!r}")
        continue
    decide = [finding for finding in result["findings"] if finding["severity"] == "decide"]
    panics += any(finding["code"] == "generator-failed" for finding in decide)
    astray += sum("position" not in finding for finding in result["findings"])
    share[vendor].append(result["usable"])
    if result["usable"]:
        usable.append((os.path.getsize(path), path))
    for code in {finding["code"] for finding in decide}:
        reasons[code] += 1
    if os.path.getsize(path) > 5_000_000:
        print(f"{os.path.basename(path)}: {time.monotonic() - started:.0f} s")

passed = sum(map(sum, share.values()))
print(f"documents: {passed} of {len(documents)} ({passed / len(documents):.1%})")
print(f"counting vendors equally: {sum(sum(all) / len(all) for all in share.values()) / len(share):.1%} of {len(share)} vendors")
print(f"panics: {panics}, hangs: {hangs}, findings without a place in the document: {astray}")
for code, count in reasons.most_common():
    print(f"refused for {code}: {count}")
if compile_count:
    sample = [path for _, path in sorted(usable)][:: max(1, len(usable) // compile_count)][:compile_count]
    run = subprocess.run([xtask, "inspect", "--compile", "--format", "json", *sample], capture_output=True)
    results = json.loads(run.stdout)["documents"]
    print(f"compiled: {sum(result['usable'] for result in results)} of {len(results)}")
PYTHON
