#!/bin/sh
# openiotrsp, an eIM by others in Go, and `softeuicc ipa` over HTTPS and PC/SC: all its operations on
# profiles and eIMs, whose results that eIM verifies, and downloads from an SM-DP+, which is ours. Then
# the verifier looks at what the card has said.
#
# Go and its modules are fetched and built before the namespace, which has no network. Where there is no
# such module to be had, SOFTEUICC_OPENIOTRSP may name a copy of its source.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

build() (
	wants_go "$here/openiotrsp/go.mod"
	cp -r "$here/openiotrsp" "$binaries/source"
	cd "$binaries/source"
	if [ -n "${SOFTEUICC_OPENIOTRSP-}" ]; then
		go mod edit -replace "github.com/openiotrsp/openiotrsp=$SOFTEUICC_OPENIOTRSP"
		export GOFLAGS=-mod=mod
	fi
	go mod download 2>"$binaries/download.err" ||
		skip "the modules cannot be had: $(tail -n 1 "$binaries/download.err")"
	go build -o "$binaries/openiotrsp" .
	build_verifier "$binaries/verifier"
)

if [ -z "${INTEROP_BINARIES-}" ]; then
	binaries=$(mktemp -d)
	trap 'rm -rf "$binaries"' EXIT
	build
	result=0
	INTEROP_BINARIES=$binaries "$here/../e2e/ns.sh" "$here/openiotrsp.sh" || result=$?
	exit $result
fi

. "$here/../e2e/lib.sh"
cd "$E2E_WORK"

"$INTEROP_BINARIES/openiotrsp" configure .
"$SOFTEUICC" init --state "$state" --persona sgp32-v1.2 --eim eim.der
for name in operator ims fallback; do
	"$SOFTEUICC" install --state "$state" --metadata $name.metadata "$(dirname "$SAMPLE")/$name.der"
done
insert --verbose
"$SOFTEUICC" pki --state "$state" --export pki
SOFTEUICC_EID=$("$SOFTEUICC" list --state "$state" --json | sed -n 's/.*"eid": "\([0-9]*\)".*/\1/p')
export SOFTEUICC SOFTEUICC_EID SOFTEUICC_READER="$reader" SOFTEUICC_STATE="$state" \
	SOFTEUICC_CI="$E2E_WORK/pki/CERT_CI_ECDSA_NIST.der"
"$SOFTEUICC" smdpp --state "$state" --profile "$(dirname "$SAMPLE")/testnet.der" >smdpp.log 2>&1 &
smdpp_pid=$!
trap 'kill $smdpp_pid 2>/dev/null || true; stop_run' EXIT
wait_until grep -q "^LPA:1" smdpp.log || fail "the SM-DP+ does not start"
SOFTEUICC_CODE=$(head -n 1 smdpp.log)
export SOFTEUICC_CODE
"$INTEROP_BINARIES/openiotrsp" run . || fail "openiotrsp"
check "openiotrsp leads the card through its operations" true
check "all notifications are acknowledged, and results but those that it cannot read" \
	sh -c '"$1" show --state "$2" >show.txt && grep -qx "notifications: none" show.txt &&
		[ "$(grep -c "^  - sequence:" show.txt)" = 2 ]' - "$SOFTEUICC" "$state"
eject TERM
check "the verifier finds no fault in what the card has said" "$INTEROP_BINARIES/verifier" -ci pki \
	-want certificates,EuiccPackageResult,EuiccPackageErrorSigned,otherSignedNotification -refused "" \
	"$run_log"
echo "$checks checks passed"
