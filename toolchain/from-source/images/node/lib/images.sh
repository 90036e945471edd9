# shellcheck shell=bash
# Import of the image archives that k3d mounts into the node.

readonly archive_directory=/var/lib/rancher/k3s/agent/images
# Beside containerd's own store, so that both are lost or kept together.
readonly imported_directory=/var/lib/containerd/imported-archives

# Usage: import_archive FILE; does nothing when the same file was imported before
import_archive() {
  local stamp
  stamp=$imported_directory/$(basename "$1")-$(stat -c %s-%Y "$1")
  [[ ! -e $stamp ]] || return 0
  ctr images import "$1" >/dev/null || return 1
  touch "$stamp"
}

# Two at a time: importing is partly reading and hashing, partly writing.
import_images() {
  local archive status=0 running=0
  mkdir -p "$imported_directory"
  for archive in "$archive_directory"/*.{tar,tar.gz,tgz,tar.zst}; do
    [[ -f $archive ]] || continue
    if ((running == 2)); then
      wait -n || status=1
      running=1
    fi
    import_archive "$archive" &
    running=$((running + 1))
  done
  while ((running > 0)); do
    wait -n || status=1
    running=$((running - 1))
  done
  return "$status"
}
