#!/bin/sh
# Sees to a Java for the Spark tests: the one that is there, else Debian's package.
if [ -x "$JAVA_HOME/bin/java" ] || command -v java >/dev/null 2>&1; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        as_root="sudo -n"
    fi
    echo "No Java here: installing Debian's package ..."
    if $as_root apt-get update -qq >/dev/null 2>&1 &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null 2>&1; then
        exit 0
    fi
fi
# The tests go on and say once more what was not tested.
echo "!!! NO JAVA: the ties will NOT be made on Spark." >&2
echo "!!! Install Java 17, or set JAVA_HOME." >&2
