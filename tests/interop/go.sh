#!/bin/sh
# euicc-go, an LPA by others in Go, with the card in the reader over PC/SC, and `softeuicc smdpp`
# over HTTPS; then the verifier looks at all that the card has signed.
#
# Go and its modules are fetched and built before the namespace, which has no network.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

build() (
	wants_go "$here/go/go.mod"
	cd "$here/go"
	go mod download 2>"$binaries/download.err" ||
		skip "the modules cannot be had: $(tail -n 1 "$binaries/download.err")"
	go test -c -o "$binaries/lpa-test" .
	build_verifier "$binaries/verifier"
)

if [ -z "${INTEROP_BINARIES-}" ]; then
	binaries=$(mktemp -d)
	trap 'rm -rf "$binaries"' EXIT
	build
	result=0
	INTEROP_BINARIES=$binaries "$here/../e2e/ns.sh" "$here/go.sh" || result=$?
	exit $result
fi

. "$here/../e2e/lib.sh"

signed="euiccSigned1,euiccSigned2,ProfileInstallationResult,pending ProfileInstallationResult"
signed="$signed,otherSignedNotification,euiccCancelSessionSigned"

smdpp_pids=
stop_all() {
	[ -z "$smdpp_pids" ] || kill $smdpp_pids 2>/dev/null || true
	stop_run
}
trap stop_all EXIT

# serve PORT [OPTION...]: an SM-DP+; its activation code is in $activation_code.
serve() {
	port=$1
	shift
	"$SOFTEUICC" smdpp --state "$state" --profile "$SAMPLE" --listen "127.0.0.1:$port" "$@" \
		>"$E2E_WORK/smdpp.$port.log" 2>&1 &
	smdpp_pids="$smdpp_pids $!"
	wait_until grep -q '^LPA:' "$E2E_WORK/smdpp.$port.log" ||
		{ cat "$E2E_WORK/smdpp.$port.log"; fail "softeuicc smdpp does not start"; }
	activation_code=$(head -n 1 "$E2E_WORK/smdpp.$port.log")
}

insert --verbose
"$SOFTEUICC" pki --state "$state" --export "$E2E_WORK/pki"
export SOFTEUICC_READER="$reader" SOFTEUICC_CI="$E2E_WORK/pki/CERT_CI_ECDSA_NIST.der"
SOFTEUICC_EID=$("$SOFTEUICC" list --state "$state" --json | sed -n 's/.*"eid": "\([0-9]*\)".*/\1/p')
serve 8443
SOFTEUICC_ACTIVATION_CODE=$activation_code
SOFTEUICC_CONFIRMATION_CODE=4711
serve 8444 --confirmation-code "$SOFTEUICC_CONFIRMATION_CODE" --session-keys
SOFTEUICC_ACTIVATION_CODE_CC=$activation_code
export SOFTEUICC_EID SOFTEUICC_ACTIVATION_CODE SOFTEUICC_ACTIVATION_CODE_CC \
	SOFTEUICC_CONFIRMATION_CODE

"$INTEROP_BINARIES/lpa-test" -test.v || {
	cat "$E2E_WORK"/smdpp.*.log
	fail "euicc-go"
}
check "euicc-go leads the card through its life" true
check "the SM-DP+ has verified all notifications" \
	sh -c 'grep -q "signature verified" "$1" && ! grep "NOT verified" "$1"' - \
	"$E2E_WORK/smdpp.8443.log"
for pid in $smdpp_pids; do
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	check_equal "SIGTERM ends softeuicc smdpp cleanly" "$status" 0
done
smdpp_pids=
eject TERM
check "the verifier finds no fault in what the card has said" \
	"$INTEROP_BINARIES/verifier" -ci "$E2E_WORK/pki" -want "$signed" -refused 6A80 "$run_log"
echo "$checks checks passed"
