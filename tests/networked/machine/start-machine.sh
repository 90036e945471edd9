#!/usr/bin/env bash
# First process of a machine in the box. Runs in network, mount, process and host name namespaces of
# its own, in which it makes a machine out of the distribution in $DISTRIBUTION and of what is in
# $PLACE: changes (an overlay), home, docker. With its end, everything in the machine ends.
set -euo pipefail
: "${DISTRIBUTION:?}" "${PLACE:?}"

root=$PLACE/root
mkdir -p "$PLACE"/{changes,work,root,home,docker}
mount --make-rprivate /
mount -t overlay overlay "$root" \
  -o "lowerdir=$DISTRIBUTION,upperdir=$PLACE/changes,workdir=$PLACE/work"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
# Docker's layers are overlays themselves, which cannot lie on one.
mkdir -p "$root/var/lib/docker" "$root/home" "$root/old"
mount --bind "$PLACE/docker" "$root/var/lib/docker"
mount --bind "$PLACE/home" "$root/home"

cd "$root"
pivot_root . old
umount --lazy /old
rmdir /old
hostname box
echo started
# Bash takes over the processes that lose their parent, and waits for them.
while :; do
  sleep 3600 &
  wait $!
done
