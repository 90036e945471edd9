# shellcheck shell=bash
# Log lines in the form of k3s, which k3d reads.

log() { printf 'time="%s" level=info msg="%s"\n' "$(date -u +%FT%TZ)" "$*"; }

warn() { printf 'time="%s" level=warning msg="%s"\n' "$(date -u +%FT%TZ)" "$*" >&2; }

fail() {
  printf 'time="%s" level=fatal msg="%s"\n' "$(date -u +%FT%TZ)" "$*" >&2
  exit 1
}
