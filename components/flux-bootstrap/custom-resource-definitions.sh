# shellcheck shell=bash
set -euo pipefail
# Applies the CustomResourceDefinitions that stand, compressed, on standard input, waits until the API
# serves them, and prints of each "NAME UID GENERATION". Reads CLUSTER and TOOLS.
KUBECONFIG=${FLUXLAB_STATE:-$PWD/.lab}/kubeconfigs/$CLUSTER
PATH=$PATH${TOOLS:+:$TOOLS}
export KUBECONFIG

# Somebody may have applied others by hand, with flux or kubectl: those of the lab count.
applied=$(base64 --decode | gzip --decompress | kubectl apply --server-side --force-conflicts \
  --field-manager fluxlab --filename - --output name)
mapfile -t names <<<"$applied"
kubectl wait --for condition=Established --timeout 60s "${names[@]}" >/dev/null
kubectl get "${names[@]}" --no-headers --output \
  custom-columns=NAME:.metadata.name,UID:.metadata.uid,GENERATION:.metadata.generation
