# shellcheck shell=bash
set -euo pipefail
# Prints the lab's identity, then the checkout and the state directory as labels can have them, a
# line each. Reads VOLUME.
# Prints nothing for a lab from before labs had one: a new label would mean a new volume.
if labels=$(docker volume inspect --format '{{json .Labels}}' "$VOLUME" 2>/dev/null) &&
  [[ $labels != *'"fluxlab.identity"'* ]]; then
  exit 0
fi
identity=$(od -An -N 8 -t x1 /dev/urandom | tr -d ' \n')
# An update that is killed may leave things with these labels, and no state that knows them.
state=${FLUXLAB_STATE:-$PWD/.lab}
mkdir -p "$state"
echo "$identity" >>"$state/identities"
encode() {
  local text=${1//%/%25}
  text=${text//,/%2C}
  text=${text//@/%40}
  printf '%s\n' "${text//$'\n'/%0A}"
}
echo "$identity"
encode "$PWD"
encode "$(realpath "$state")"
