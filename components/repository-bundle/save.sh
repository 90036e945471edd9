# shellcheck shell=bash
# shellcheck disable=SC2153 # REPOSITORY comes from the environment
set -euo pipefail
# Runs before a repository is deleted: saves it as a Git bundle in the state directory when anybody
# but the seed has committed to it. Reads CONTAINER, OWNER, REPOSITORY and SEED_EMAIL.
bundles=${FLUXLAB_STATE:-$PWD/.lab}/bundles
# Where Gitea keeps repositories; its names are in lower case there.
repository=/data/git/repositories/${OWNER,,}/${REPOSITORY,,}.git

in_gitea() { docker exec --user git "$CONTAINER" "$@"; }

exists=$(in_gitea sh -c "if test -d '$repository'; then echo yes; fi")
if [ -z "$exists" ]; then
  echo "$OWNER/$REPOSITORY is gone already: there is nothing to save" >&2
  exit 0
fi
authors=$(in_gitea git -C "$repository" log --all --format=%ae)
if ! grep -qvxF "$SEED_EMAIL" <<<"$authors" || [ -z "$authors" ]; then
  echo "nobody has committed to $OWNER/$REPOSITORY: there is nothing to save" >&2
  exit 0
fi
umask 077
mkdir -p "$bundles"
bundle=$bundles/$OWNER-$REPOSITORY-$(date -u +%Y%m%dT%H%M%SZ).bundle
trap 'rm -f "$bundle.part"' EXIT
in_gitea git -C "$repository" bundle create --quiet - --all >"$bundle.part"
mv "$bundle.part" "$bundle"
echo "people's commits to $OWNER/$REPOSITORY are saved: git clone $bundle" >&2
