#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests: prints its URL, keeps it while its own standard input is open, and then
# stops it and deletes its files. So it ends with whoever started it, however that ended.
#
# Each line it reads is an order, answered with "ok" when it is done:
#   restart   ends every connection, stops, starts again
#   crash     kills every process at once, as a power cut does, and starts again
#   stop      stops as `restart` does
#   start     starts again
#   pause     every process stands still (SIGSTOP)
#   resume    they go on
# Needs: PostgreSQL 13 or later. As root it runs under another account, as PostgreSQL demands.
set -euo pipefail

bin=$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1) || true
[ -n "$bin" ] || bin=$(pg_config --bindir 2>/dev/null) || true
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is missing: install it (apt-get install postgresql), or set GUICHET_TEST_POSTGRES" >&2
    exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/guichet-postgres.XXXXXX")
data=$folder/data
as=()
if [ "$(id -u)" -eq 0 ]; then
    account=postgres
    id "$account" >/dev/null 2>&1 || account=nobody
    as=(runuser -u "$account" --)
    chown "$account" "$folder"
fi
# What these programs write, bar our own answers, goes into a file that is shown where something fails. Their standard
# input is closed to them: it is ours, and its end means the end.
control() {
    (cd "$folder" && "${as[@]}" "$@") </dev/null >>"$folder/log" 2>&1
}

start() {
    control "$bin/pg_ctl" --pgdata="$data" --wait --timeout=60 --log="$folder/server.log" start
}
stop() {
    control "$bin/pg_ctl" --pgdata="$data" --wait --timeout=60 --mode=fast stop
}
# Everyone in the server's family: its children end where it ends.
family() {
    local first
    first=$(head -n 1 "$data/postmaster.pid") || return 1
    echo "$first"
    pgrep --parent "$first" || true
}
signal() {
    family | xargs --no-run-if-empty kill "-$1" 2>/dev/null || true
}
crash() {
    local first all one
    first=$(head -n 1 "$data/postmaster.pid")
    # The parent stands still before its children are counted: one born after that would outlive it, and hold the
    # memory that a new server asks for.
    kill -STOP "$first"
    until [[ $(ps -o state= -p "$first") =~ ^(T|$) ]]; do sleep 0.01; done
    all=$(family)
    # The parent first: it would otherwise mend what its children left.
    for one in $all; do kill -KILL "$one" 2>/dev/null || true; done
    for one in $all; do while kill -0 "$one" 2>/dev/null; do sleep 0.01; done; done
    start
}
end() {
    trap - EXIT INT TERM
    if [ -e "$data/postmaster.pid" ]; then
        signal CONT
        stop || signal QUIT
    fi
    rm -rf "$folder"
}
broken() {
    cat "$folder/log" "$folder/server.log" >&2 2>/dev/null || true
    echo "PostgreSQL does not $1" >&2
    exit 1
}
trap end EXIT
trap 'exit 1' INT TERM

# Anybody on this machine reaches the port: a password keeps them out. SCRAM would cost an unoptimised program a second
# for each connection.
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "$password" >"$folder/password"
[ ${#as[@]} -eq 0 ] || chown "$account" "$folder/password"
control "$bin/initdb" --pgdata="$data" --username=guichet --pwfile="$folder/password" --auth=md5 \
    --encoding=UTF8 --no-locale || broken "initialise"
rm -f "$folder/password"
cat >>"$data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 200
fsync = on
synchronous_commit = on
log_min_messages = warning
SETTINGS

# A port is free or it is not: whoever asks first has it.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 10000))
    echo "port = $port" >>"$data/postgresql.conf"
    if start; then break; fi
    port=
done
[ -n "$port" ] || broken "start"
echo "postgres://guichet:$password@127.0.0.1:$port/postgres"

while read -r order; do
    case $order in
        restart) { stop && start; } || broken restart ;;
        crash) crash || broken restart ;;
        stop) stop || broken stop ;;
        start) start || broken start ;;
        pause) signal STOP ;;
        resume) signal CONT ;;
        *) echo "restart, crash, stop, start, pause and resume are the orders, \"$order\" is not" >&2 && exit 1 ;;
    esac
    echo ok
done
