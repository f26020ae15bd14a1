#!/bin/sh
# Check that the locks follow pyproject.toml, hold no address, and have wheels for every supported machine.
set -eu
cd "$(dirname "$0")/.."

if grep -n "://" requirements/*; then
    echo "A lock names an address (above); run \`make lock\`." >&2
    exit 1
fi

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cp requirements/*.txt "$fresh"
LOCK_FOLDER="$fresh" scripts/lock.sh
for lock in uv node run dev; do
    # Only the pins are compared: a release may gain files for a new Python long after it was locked.
    grep "==" "requirements/$lock.txt" > "$fresh/have"
    grep "==" "$fresh/$lock.txt" > "$fresh/want"
    if ! diff "$fresh/have" "$fresh/want"; then
        echo "requirements/$lock.txt does not follow pyproject.toml; run \`make lock\`." >&2
        exit 1
    fi
done

# Both ends of the supported Pythons, on each kind of machine; nothing is installed.
check_wheels() {
    .venv/bin/uv pip install --quiet --dry-run --target "$fresh/none" --no-deps --require-hashes \
        --only-binary :all: --python-platform "$1" --python-version "$2" \
        -r requirements/dev.txt -r requirements/uv.txt -r requirements/node.txt || {
        echo "No wheels of the locked versions for $1 with Python $2 (above)." >&2
        exit 1
    }
    echo "locks: wheels for $1 with Python $2"
}
for machine in x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-apple-darwin aarch64-apple-darwin; do
    check_wheels "$machine" 3.11
    check_wheels "$machine" 3.13
done
