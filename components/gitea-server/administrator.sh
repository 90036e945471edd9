# shellcheck shell=bash
set -euo pipefail
# Makes the administrator, or resets one that an interrupted update left, and prints its password.
# Reads CONTAINER and ADMINISTRATOR.
gitea() { docker exec --user git "$CONTAINER" gitea "$@"; }
password=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
if gitea admin user list --admin | awk 'NR > 1 { print $2 }' | grep -qx "$ADMINISTRATOR"; then
  gitea admin user change-password --username "$ADMINISTRATOR" --password "$password" --must-change-password=false >&2
else
  gitea admin user create --admin --username "$ADMINISTRATOR" --password "$password" \
    --email "$ADMINISTRATOR@fluxlab.invalid" --must-change-password=false >&2
fi
printf %s "$password"
