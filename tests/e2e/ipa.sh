#!/bin/sh
# softeuicc ipa and an eIM (tests/interop/esipa-eim.c) that the card knows from manufacture on.

. "$(dirname "$0")/lib.sh"

port=8000
eim_pid=
stop_all() {
	[ -z "$eim_pid" ] || kill "$eim_pid" 2>/dev/null || true
	stop_run
}
trap stop_all EXIT
cd "$E2E_WORK"

"$ESIPA_EIM" associate key.der 127.0.0.1:$port init.ber eim.der
"$SOFTEUICC" init --state "$state" --eim eim.der
"$SOFTEUICC" pki --state "$state" --export pki
insert
check "show tells of the eIM" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -q 'eimId: eim.interop.example'"

"$ESIPA_EIM" serve key.der $port pki "$SAMPLE" data psmo=BF2D035C015A eco=AB00 psmo=A900 >eim.log 2>&1 &
eim_pid=$!
sleep 0.5
check_equal "softeuicc ipa" "$("$SOFTEUICC" ipa --eim http://127.0.0.1:$port)" \
	"4 eIM packages executed"
wait $eim_pid || {
	cat eim.log
	fail "the eIM is not content"
}
check "an empty list of profiles" grep -q "^verified results BF2D02A000$" eim.log
check "no fallback attribute" grep -q "^verified results 8E0102$" eim.log
check "everything is acknowledged" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -qx 'packageResults: none'"
! "$SOFTEUICC" ipa --eim http://127.0.0.1:$port 2>/dev/null || fail "nobody listens any more"

eject TERM
echo "$checks checks passed"
