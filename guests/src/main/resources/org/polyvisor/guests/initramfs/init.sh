#!/bin/sh
# First process of a Polyvisor guest: gets the machine ready, then hands over, to the system on the disk that root=
# names, or else to busybox's init, which runs the session.
export PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/root TERM="${TERM:-linux}" ENV=/etc/profile

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir /dev/pts /dev/shm
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /run
# From here on only what ends the machine goes to the console; dmesg has the rest.
echo 1 >/proc/sys/kernel/printk
hostname polyvisor

# What nobody waits for, the keys, comes later: type 18 (0x12) is the input device.
modprobe -q virtio_mmio
for alias in /sys/bus/virtio/devices/*/modalias; do
    [ -e "$alias" ] && read -r name <"$alias" && case "$name" in
        virtio:d00000012v*) ;;
        *) modprobe -q "$name" ;;
    esac
done

root= access=rw
read -r line </proc/cmdline
for word in $line; do
    case "$word" in
        root=/dev/*) root=${word#root=} ;;
        ro | rw) access=$word ;;
    esac
done
if [ -n "$root" ]; then
    if mount -o "$access" "$root" /mnt && [ -x /mnt/sbin/init ]; then
        # The system's service for the power key finds it ready; the system itself has no modules of this kernel.
        modprobe -q virtio_input
        modprobe -q evdev
        for folder in dev proc sys run; do
            mount -o move "/$folder" "/mnt/$folder"
        done
        exec switch_root /mnt /sbin/init
    fi
    echo "polyvisor: no system to start on $root; here is a shell instead."
fi

# Debian's busybox has no command called init, but this one is the same.
exec linuxrc
