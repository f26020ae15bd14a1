#!/bin/sh
# Write the locks in requirements/ anew; pins that still fit are kept. Pass --upgrade to take newer ones.
set -eu
cd "$(dirname "$0")/.."
folder="${LOCK_FOLDER:-requirements}"

lock() {
    out="$folder/$1"
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o "$out" "$@"
}

lock uv.txt requirements/uv.in "$@"
lock node.txt requirements/node.in "$@"
lock run.txt pyproject.toml -c requirements/intel-mac.in "$@"
lock dev.txt pyproject.toml --group dev -c requirements/intel-mac.in -c "$folder/run.txt" "$@"
