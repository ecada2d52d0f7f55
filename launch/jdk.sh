# Finds a JDK 25 or newer; sourced by the scripts beside it. Sets JAVA_HOME or ends the script with status 2.

JDK_PACKAGE=openjdk-25-jdk-headless

# Whether a folder holds a JDK that is new enough.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ "${version:-0}" -ge 25 ]
}

search_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
        return 0
    fi
    on_path=$(command -v javac || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for folder in "$on_path" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/*; do
        if [ -n "$folder" ] && is_jdk "$folder"; then
            JAVA_HOME=$folder
            return 0
        fi
    done
    return 1
}

can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# Whether apt knows a package; asks Debian for its lists if they were never fetched.
apt_offers() {
    if ! apt-cache show "$1" >/dev/null 2>&1; then
        apt-get -qq update >&2 || return 1
        apt-cache show "$1" >/dev/null 2>&1
    fi
}

find_jdk() {
    search_jdk && return
    if can_install && apt_offers $JDK_PACKAGE; then
        echo "polyvisor: installing Debian's $JDK_PACKAGE (some 140 MB)" >&2
        # What dpkg tells is of no use here; what goes wrong is told on standard error.
        DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install -y --no-install-recommends $JDK_PACKAGE >/dev/null </dev/null || true
        search_jdk && return
    fi
    echo "polyvisor: no JDK 25 found: install one (Debian 13: apt install $JDK_PACKAGE) or let JAVA_HOME name one" >&2
    exit 2
}

find_jdk
export JAVA_HOME
