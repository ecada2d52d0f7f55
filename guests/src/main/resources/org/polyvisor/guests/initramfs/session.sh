#!/bin/sh
# What happens on the console: a shell, or the one command that the kernel command line names (polyvisor.run=,
# percent-encoded). When that ends, the machine is switched off.
export ENV=/etc/profile
# A console on a device whose driver is a module was not there when the kernel opened one for the first process.
exec </dev/console >/dev/console 2>&1
cd /root

run=
read -r line </proc/cmdline
for word in $line; do
    case "$word" in
        polyvisor.run=*) run=$(printf '%b' "$(echo "${word#*=}" | sed 's/%/\\x/g')") ;;
    esac
done

if [ -n "$run" ]; then
    setsid cttyhack sh -c "$run"
    echo "polyvisor: exit status $?"
else
    read -r _ total _ </proc/meminfo
    echo
    echo "Polyvisor: $(uname -sr), $(nproc) CPU, $((total / 1024)) MB. Leave with exit or poweroff."
    echo
    setsid cttyhack sh -l
fi
sync
poweroff -f
