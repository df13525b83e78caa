#!/usr/bin/env bash
# Approve exactly the connection of one private endpoint, and wait until Azure says so.
# Called again it does nothing; it ends badly if nobody asks, if another asks, or if the approval cannot be proved.
set -euo pipefail

target="$1"      # the resource being connected to
endpoint="$2"    # the requester's private endpoint
reason="$3"      # why, for whoever reads the connection later

private-endpoint approve "$target" \
  --private-endpoint-id "$endpoint" \
  --description "$reason" \
  --wait-for-connection "${WAIT_FOR_CONNECTION:-10m}"
