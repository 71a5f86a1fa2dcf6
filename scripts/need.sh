#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Where it may not, it says what to install and stops.
set -euo pipefail

# Debian 12's own Node.js is 18; the tests keep to it.
NODE=18

arabic_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=ar family)" ]
    else
        find /usr/share/fonts \( -iname 'Noto*Arabic*' -o -iname 'DejaVuSans.ttf' -o -iname 'Amiri*' \) 2>/dev/null | grep -q .
    fi
}

postgresql() {
    find /usr/lib/postgresql /usr/pgsql-* -name initdb 2>/dev/null | grep -q . ||
        [ -x "$(pg_config --bindir 2>/dev/null)/initdb" ]
}

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
[ -x "${GUICHET_CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
arabic_font || missing+=(fonts-noto-core)
postgresql || missing+=(postgresql)

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "the tests need what these Debian packages bring, and this machine lacks it. Install them first:" >&2
        echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    echo "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
if [ "$major" -lt "$NODE" ]; then
    echo "the browser tests need Node.js $NODE or later; this is $(node --version)" >&2
    exit 1
fi
