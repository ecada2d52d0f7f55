#!/bin/sh
# Completes a Debian system whose packages are unpacked but not configured. Runs once, in the guest, with the system as
# its root. Leaves "done" in /var/lib/polyvisor/outcome if all went well.
here=/var/lib/polyvisor
info=/var/lib/dpkg/info
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true DEBCONF_NOWARNINGS=yes

# No service shall start while the system is being put together.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

# dpkg would have run these while it unpacked.
export DPKG_MAINTSCRIPT_NAME=preinst DPKG_MAINTSCRIPT_ARCH=arm64 DPKG_ADMINDIR=/var/lib/dpkg DPKG_ROOT=
while read -r package; do
    if [ -x "$info/$package.preinst" ]; then
        DPKG_MAINTSCRIPT_PACKAGE=${package%%:*} "$info/$package.preinst" install ||
            echo "polyvisor: preinst of $package failed"
    fi
done <"$here/order"
unset DPKG_MAINTSCRIPT_NAME DPKG_MAINTSCRIPT_ARCH DPKG_ADMINDIR DPKG_ROOT

dpkg --force-unsafe-io --configure --pending || dpkg --force-unsafe-io --configure --pending || exit 1
[ -z "$(dpkg --audit)" ] || exit 1

rm -f /usr/sbin/policy-rc.d
# An empty password: whoever has the console has the machine. It is the owner's to set another.
passwd -d root || exit 1
# Every copy of the disk shall get an identity of its own.
: >/etc/machine-id
rm -f /var/lib/dbus/machine-id "$here/order" "$here/second-stage"
sync
echo done >"$here/outcome"
