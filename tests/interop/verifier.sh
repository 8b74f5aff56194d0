#!/bin/sh
# The verifier has a session with a card of its own, through the reader's side of vpcd's protocol and
# `softeuicc smdpp`, then checks every signature of the card and spoils each signed answer. It needs
# Go and nothing else: no module, no network, no pcscd.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

wants_go "$here/verifier/go.mod"
binaries=$(mktemp -d)
trap 'rm -rf "$binaries"' EXIT
build_verifier "$binaries/verifier"
"$binaries/verifier" -softeuicc "$SOFTEUICC" -profile "$SAMPLE"
