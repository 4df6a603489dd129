#!/bin/sh
# Sees to a browser for the tests: the one that is there, else Debian's package where it can be had.
for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ -n "$NETCOOP_CHROMIUM" ]; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        as_root="sudo -n"
    fi
    echo "No Chromium here: installing Debian's package ..."
    if $as_root apt-get update -qq >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null 2>&1; then
        exit 0
    fi
fi
# The tests go on and say once more, at their end, what was not tested.
echo "!!! NO CHROMIUM: the maps and reports will NOT be opened in a browser." >&2
echo "!!! Install Chromium or Chrome, or set NETCOOP_CHROMIUM to its path." >&2
