#!/bin/sh
# See that the journeys have Chromium and Chinese fonts: the system's, else Debian's packages, else Playwright's.
set -eu
cd "$(dirname "$0")/.."

has_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" > /dev/null && return 0
    done
    [ -d "/Applications/Google Chrome.app" ]
}

has_fonts() {
    [ "$(uname)" = Darwin ] && return 0 # macOS brings PingFang
    command -v fc-list > /dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]
}

install_from_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || return 1
    echo "installing from Debian's packages: $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

# Ubuntu's package named chromium only points to a snap; there Playwright's own is the better one.
debian_browser() { grep -qs '^ID=debian' /etc/os-release && install_from_debian chromium; }

has_fonts || install_from_debian fontconfig fonts-noto-cjk || {
    echo "No Chinese font was found: characters on screenshots will be boxes." >&2
    echo "Install one (Debian, Ubuntu: apt install fonts-noto-cjk) for screenshots people can read." >&2
}
has_browser || debian_browser || .venv/bin/playwright install chromium
