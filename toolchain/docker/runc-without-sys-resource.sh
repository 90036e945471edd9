#!/bin/sh
# An OCI runtime for machines that lack CAP_SYS_RESOURCE themselves: a privileged container asks for
# every capability there is, and runc refuses what it cannot give. This takes the missing one out of
# the bundle (create, run) or the process description (exec) and then is runc.
set -eu

description=
previous=
for argument in "$@"; do
  case $previous in
    --bundle | -b) description=$argument/config.json ;;
    --process | -p) description=$argument ;;
  esac
  case $argument in
    --bundle=*) description=${argument#*=}/config.json ;;
    --process=*) description=${argument#*=} ;;
  esac
  previous=$argument
done

if [ -n "$description" ]; then
  sed --null-data --in-place \
    -e 's/"CAP_SYS_RESOURCE"[[:space:]]*,//g' \
    -e 's/,[[:space:]]*"CAP_SYS_RESOURCE"//g' \
    -e 's/"CAP_SYS_RESOURCE"//g' \
    "$description"
fi
exec runc "$@"
