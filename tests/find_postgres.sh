#!/bin/sh
# Sees to a PostgreSQL server for the tests: the one that is there, else Debian's package.
# The tests start a server of their own from it, in a folder of their own.
for program in "$NETCOOP_POSTGRES/initdb" "$(command -v initdb)" /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$program" ]; then
        exit 0
    fi
done
if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        as_root="sudo -n"
    fi
    echo "No PostgreSQL here: installing Debian's package ..."
    # Only the programs are wanted, not a server that runs from now on.
    if $as_root apt-get update -qq >/dev/null 2>&1 &&
        $as_root mkdir -p /etc/postgresql-common/createcluster.d &&
        echo "create_main_cluster = false" |
        $as_root tee /etc/postgresql-common/createcluster.d/netcoop.conf >/dev/null &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends postgresql >/dev/null 2>&1; then
        exit 0
    fi
fi
# The tests go on and say once more what was not tested.
echo "!!! NO POSTGRESQL: reading records from it will NOT be tested." >&2
echo "!!! Install PostgreSQL, or set NETCOOP_POSTGRES to the folder of initdb." >&2
