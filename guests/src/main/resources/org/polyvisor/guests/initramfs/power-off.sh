#!/bin/sh
# What the power key does: programs end, file systems are let go, and the machine is switched off.
kill -TERM -1
sleep 0.2
kill -KILL -1
# A program that was killed may keep its files for a moment.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    busy=
    for place in $(sed -n 's|^/dev/[^ ]* \([^ ]*\) .*|\1|p' /proc/mounts); do
        umount -r "$place" 2>/dev/null || busy=$place
    done
    [ -z "$busy" ] && break
    sleep 0.1
done
umount -a -r
sync
poweroff -f
