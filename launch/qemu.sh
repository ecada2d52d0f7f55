#!/bin/sh
# Prints the path of a program of QEMU 10 or newer: qemu.sh [PROGRAM], qemu-system-aarch64 if none is named.
#
# That is the installed one where it is new enough. On Debian 12, which has 7.2, it comes from bookworm-backports: fetched
# with Debian's apt in a private state directory and unpacked in the user's cache; the host's packages and its apt sources
# stay as they are. Ends with status 1 and one line where there is none.
set -eu
program=${1:-qemu-system-aarch64}
least=10
mirror=${POLYVISOR_DEBIAN_MIRROR:-}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
cache=${XDG_CACHE_HOME:-$HOME/.cache}/polyvisor/qemu

fail() {
    echo "qemu.sh: $*" >&2
    exit 1
}

# Whether a program is new enough: "QEMU emulator version 10.0.2 (Debian ...)", "qemu-aarch64 version 10.0.2".
is_new() {
    major=$("$1" --version 2>/dev/null | sed -n '1s/.*version \([0-9]*\)\..*/\1/p')
    [ "${major:-0}" -ge $least ]
}

installed=$(command -v "$program" || true)
if [ -n "$installed" ] && is_new "$installed"; then
    echo "$installed"
    exit
fi
case $program in
    qemu-system-aarch64) package=qemu-system-arm ;;
    qemu-aarch64) package=qemu-user ;;
    *) fail "$program is not one of those that can be fetched: qemu-system-aarch64, qemu-aarch64" ;;
esac
wrapper=$cache/$package/$program
if [ -x "$wrapper" ] && is_new "$wrapper"; then
    echo "$wrapper"
    exit
fi
. /etc/os-release
[ "${VERSION_CODENAME:-}" = bookworm ] || fail "$program $least or newer is not installed (only Debian 12's is fetched)"
[ -n "$mirror" ] || mirror=$(apt-get update --print-uris 2>/dev/null |
    sed -n "s|^'\(.*\)/dists/bookworm/InRelease' .*|\1|p" | head -n 1)
[ -n "$mirror" ] || fail "this machine's apt knows no Debian mirror: set POLYVISOR_DEBIAN_MIRROR to the address of one"

echo "qemu.sh: fetching $package of bookworm-backports" >&2
mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/state/lists/partial" "$work/apt/archives/partial" "$work/$package/root"
for suite in bookworm bookworm-backports; do
    echo "deb [signed-by=$keyring] $mirror $suite main"
done >"$work/sources.list"

# Reads the host's list of installed packages, to leave out what is there, and writes nothing outside of the folder.
private() {
    "$@" -q -oDir::State="$work/state" -oDir::State::status=/var/lib/dpkg/status -oDir::Cache="$work/apt" \
        -oDir::Etc::sourcelist="$work/sources.list" -oDir::Etc::sourceparts=- -oAPT::Sandbox::User= \
        -oDir::Etc::preferences=- -oDir::Etc::preferencesparts=- -oAcquire::Languages=none \
        -oAPT::Update::Post-Invoke-Success::= -oAPT::Get::AllowUnauthenticated=false \
        --no-install-recommends </dev/null >"$work/log" 2>&1
}
complain() {
    grep -E '^[EW]: ' "$work/log" >&2 || cat "$work/log" >&2
    fail "$package of bookworm-backports cannot be had"
}
private apt-get update || complain
private apt-get install --simulate -t bookworm-backports "$package" || complain
# "Inst NAME [OLD] (NEW ...": the newer QEMU, and libraries that are not there. What QEMU's packages only suggest to have
# beside it (another package for emulated programs of the host) is not unpacked.
wanted=$(sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1=\2/p' "$work/log" | grep -v '^qemu-user-')
[ "$package" = qemu-user ] || wanted=$(echo "$wanted" | grep -v '^qemu-user')
# shellcheck disable=SC2086 # a word for each package
(cd "$work/apt" && private apt-get download $wanted) || complain
for file in "$work"/apt/*.deb; do
    dpkg-deb -x "$file" "$work/$package/root" || fail "cannot unpack $file"
done

# Modules of the installed QEMU are of another version and would be refused.
libraries=usr/lib/$(uname -m)-linux-gnu
cat >"$work/$package/$program" <<END
#!/bin/sh
root=\$(CDPATH='' cd -- "\$(dirname -- "\$(readlink -f -- "\$0")")" && pwd)/root
export QEMU_MODULE_DIR="\$root/$libraries/qemu"
export LD_LIBRARY_PATH="\$root/$libraries:\$root/lib/$(uname -m)-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
exec "\$root/usr/bin/$program" "\$@"
END
chmod +x "$work/$package/$program"
is_new "$work/$package/$program" || fail "what was fetched does not run: $("$work/$package/$program" --version 2>&1 | head -n 1)"
# Another process may have been faster; either result is as good.
rm -rf "${cache:?}/$package"
mv -T "$work/$package" "$cache/$package" 2>/dev/null || [ -x "$wrapper" ] || fail "cannot write $cache/$package"
echo "$wrapper"
