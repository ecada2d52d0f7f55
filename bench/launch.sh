#!/bin/sh
# Runs a program of the bench module: launch.sh CLASS ARGUMENTS. Builds first what is older than its sources.
set -eu
class=$1
shift
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
if [ -r "$root/launch/jdk.sh" ]; then
    . "$root/launch/jdk.sh"
fi

stamp=$root/bench/target/launch/complete
if [ ! -e "$stamp" ] ||
    [ -n "$(find "$root/pom.xml" "$root"/guests/src/main "$root"/bench/src/main -newer "$stamp" | head -n 1)" ]; then
    echo "bench: building" >&2
    mkdir -p "$(dirname "$stamp")"
    : >"$stamp.started"
    (cd "$root" && ./mvnw -q -B -Dlaunch -DskipTests -Dspotless.check.skip -pl bench -am package </dev/null >"$stamp.log" 2>&1) || {
        cat "$stamp.log" >&2
        echo "bench: the build failed" >&2
        exit 2
    }
    mv "$stamp.started" "$stamp"
fi
out=$root/bench/target/launch
[ -d "$out/modules" ] || out=$root/bench/target
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 "-Dpolyvisor.root=$root" \
    -p "$out/modules:$out/classes" -m "polyvisor.bench/org.polyvisor.bench.$class" "$@"
