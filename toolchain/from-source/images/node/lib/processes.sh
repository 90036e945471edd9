# shellcheck shell=bash
# Starting components, waiting for them with a limit, and stopping all when one ends.

declare -A processes=()

# Usage: start NAME COMMAND...; the output goes to /var/log/NAME.log
start() {
  local name=$1
  shift
  "$@" >"/var/log/$name.log" 2>&1 &
  processes[$name]=$!
}

# Usage: show_log NAME
show_log() {
  [[ ! -f /var/log/$1.log ]] || tail -n 20 "/var/log/$1.log" >&2
}

# Usage: wait_for SECONDS NAME COMMAND...; fails when NAME ends or the limit is reached
wait_for() {
  local limit=$1 name=$2 deadline
  shift 2
  deadline=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "${processes[$name]}" 2>/dev/null; then
      show_log "$name"
      fail "$name ended before it was ready"
    elif ((SECONDS >= deadline)); then
      show_log "$name"
      fail "$name was not ready within $limit s ($*)"
    fi
    sleep 0.1
  done
}

# Docker gives a container ten seconds, of which draining the node takes some.
stop_all() {
  local tenths=0
  trap - TERM INT
  kill "${processes[@]}" 2>/dev/null || true
  while kill -0 "${processes[@]}" 2>/dev/null && ((tenths++ < 15)); do
    sleep 0.1
  done
  kill -KILL "${processes[@]}" 2>/dev/null || true
  exit 0
}

# A node without one of its components is worse than none: it ends and Docker starts it again.
wait_for_first_end() {
  local status=0 name
  wait -n "${processes[@]}" || status=$?
  for name in "${!processes[@]}"; do
    if ! kill -0 "${processes[$name]}" 2>/dev/null; then
      show_log "$name"
      warn "$name ended with status $status"
    fi
  done
  kill "${processes[@]}" 2>/dev/null || true
  fail "a component ended"
}
