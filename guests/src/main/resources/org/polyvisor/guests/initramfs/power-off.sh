#!/bin/sh
# What the power key does: programs end, file systems are let go, and the machine is switched off.
kill -TERM -1
sleep 0.2
kill -KILL -1
umount -a -r
sync
poweroff -f
