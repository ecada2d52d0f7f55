#!/bin/sh
# Runs a program of the bench module: launch.sh CLASS ARGUMENTS. Builds the module where sources are newer.
set -eu
class=$1
shift
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
. "$root/launch/jdk.sh"

out=$root/bench/target/launch
stamp=$out/complete
if [ ! -e "$stamp" ] ||
    [ -n "$(find "$root/pom.xml" "$root"/*/src/main -newer "$stamp" | head -n 1)" ]; then
    echo "bench: building" >&2
    mkdir -p "$out"
    : >"$stamp.started"
    (cd "$root" && ./mvnw -q -B -Dlaunch -pl bench -am package </dev/null >"$out/build.log" 2>&1) || {
        cat "$out/build.log" >&2
        echo "bench: the build failed" >&2
        exit 2
    }
    mv "$stamp.started" "$stamp"
fi
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 "-Dpolyvisor.root=$root" \
    --enable-native-access=polyvisor.host \
    -p "$out/modules:$out/classes" -m "polyvisor.bench/org.polyvisor.bench.$class" "$@"
