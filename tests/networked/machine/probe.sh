#!/usr/bin/env bash
# Tries what a machine in the box is made with, below the directory $1, and says what does not work.
set -euo pipefail
place=$(mktemp -d "$1/probe.XXXXXX")
group=/sys/fs/cgroup/fbox-probe-$$
trap 'rm -rf "$place"; rmdir "$group" 2>/dev/null || true' EXIT
mkdir "$place"/{lower,changes,work,root}
[[ -e /sys/fs/cgroup/cgroup.controllers ]] || group=/sys/fs/cgroup/pids/fbox-probe-$$
mkdir "$group"

# shellcheck disable=SC2016 # The inner shell reads its own arguments.
unshare --net --mount --pid --ipc --uts --fork bash -euc '
  mount --make-rprivate /
  mount -t overlay overlay "$1/root" -o "lowerdir=$1/lower,upperdir=$1/changes,workdir=$1/work"
  mkdir "$1/root/proc" "$1/root/sys"
  mount -t proc proc "$1/root/proc"
  mount -t sysfs sysfs "$1/root/sys"
  ip link add probe type bridge
  ip link add one type veth peer name other
' probe "$place"
