#!/bin/sh
# Runs a program of the bench module: launch.sh CLASS ARGUMENTS. Builds first what is older than its sources.
set -eu
class=$1
shift
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
. "$root/launch/jdk.sh"

stamp=$root/bench/target/launch/complete
if [ ! -e "$stamp" ] ||
    [ -n "$(find "$root/pom.xml" "$root"/guests/src/main "$root"/bench/src/main -newer "$stamp" | head -n 1)" ]; then
    echo "bench: building" >&2
    mkdir -p "$(dirname "$stamp")"
    : >"$stamp.started"
    (cd "$root" && ./mvnw -q -B -Dlaunch -pl bench -am package </dev/null >"$stamp.log" 2>&1) || {
        cat "$stamp.log" >&2
        echo "bench: the build failed" >&2
        exit 2
    }
    mv "$stamp.started" "$stamp"
fi
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 "-Dpolyvisor.root=$root" \
    -p "$root/bench/target/modules" -m "polyvisor.bench/org.polyvisor.bench.$class" "$@"
