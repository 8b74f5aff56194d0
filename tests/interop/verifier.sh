#!/bin/sh
# The verifier has sessions with cards of its own, through the reader's side of vpcd's protocol and
# `softeuicc smdpp`: as an LPA, and as an IPA with eIMs for each version of SGP.32. Then it checks every
# answer and every signature of the card, and spoils each answer. Its own tests show that it finds
# sessions with something wrong. It needs Go and nothing else: no module, no network, no pcscd.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

wants_go "$here/verifier/go.mod"
binaries=$(mktemp -d)
trap 'rm -rf "$binaries"' EXIT
build_verifier "$binaries/verifier"
(cd "$here/verifier" && GOPROXY=off go test -count=1 .)
for persona in default sgp22 sgp32-v1.2 sgp32-v1.3 sgp32-v1.0.1; do
	echo "--- $persona"
	"$binaries/verifier" -softeuicc "$SOFTEUICC" -persona $persona -profile "$SAMPLE"
done
