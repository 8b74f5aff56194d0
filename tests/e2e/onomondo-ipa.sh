#!/bin/sh
# onomondo-ipa, an IPA by others that speaks SGP.32 v1.0.1, with the card in the reader; the eIM is
# ours, with an SM-DP+ behind it (tests/interop/esipa-eim.c). The IPA does not emulate anything: the
# card is the IoT eUICC.

ipa=${SOFTEUICC_ONOMONDO_IPA:-$(command -v onomondo-ipa || true)}
[ -n "$ipa" ] || {
	echo "SKIP: no onomondo-ipa on the PATH or in SOFTEUICC_ONOMONDO_IPA"
	exit 77
}

. "$(dirname "$0")/lib.sh"

port=8000
eim_pid=
stop_all() {
	[ -z "$eim_pid" ] || kill "$eim_pid" 2>/dev/null || true
	stop_run
}
trap stop_all EXIT
log=$E2E_WORK/eim.log
cd "$E2E_WORK"

# Runs the IPA until the eIM has nothing left; each STEP is one eIM Package.
steps() {
	"$ESIPA_EIM" serve key.der $port pki "$SAMPLE" "$@" >"$log" 2>&1 &
	eim_pid=$!
	for _ in 1 2 3 4 5 6 7 8; do
		sleep 0.3
		kill -0 $eim_pid 2>/dev/null || break
		timeout 60 "$ipa" -r 0 -S -y 1 >>ipa.log 2>&1 || true
	done
	kill $eim_pid 2>/dev/null || true
	wait $eim_pid || {
		cat "$log"
		fail "the eIM is not content"
	}
}

# after STEP RESULTS: what the eUICC answered to a step.
after() {
	check_equal "$1" "$(sed -n "/^step $1\$/,/results/s/^verified results //p" "$log")" "$2"
}

iccid=5A0A988899790000000010F4
other=8003654F4D
"$SOFTEUICC" init --state "$state" --persona sgp32-v1.0.1
"$SOFTEUICC" pki --state "$state" --export pki
"$ESIPA_EIM" associate key.der 127.0.0.1:$port init.ber eim.der
key=$(od -An -v -tx1 init.ber | tr -d ' \n' | tr a-f A-F | sed 's/.*A55BA0/A55BA0/')
insert

"$ipa" -r 0 -S -f init.ber >>ipa.log 2>&1
check "the eIM is associated" sh -c "'$SOFTEUICC' show --state '$state' | grep -q 'associationToken: 1'"

steps data download psmo=BF2D065C045A9F7095 psmo=A30C$iccid psmo=BF2D045C029F70 \
	psmo=A40C$iccid psmo=A600 psmo=A7028000 psmo=A50C$iccid psmo=A50C$iccid eco=AB00 \
	eco=A862$other$key eco=A862$other$key eco=AA0B${other}8104612E6262 eco=A905$other \
	eco=A905$other

check "the eUICC's certificates verify" grep -q "^certificates verified, token 1$" "$log"
check "so do the notifications" grep -q "^notification verified$" "$log"
after psmo=BF2D065C045A9F7095 BF2D17A015E313${iccid}9F700100950102
after psmo=A30C$iccid 830100
after psmo=BF2D045C029F70 BF2D08A006E3049F700101
after psmo=A40C$iccid 840100
check "getRAT" grep -q "^verified results A61D301B800205" "$log"
after psmo=A7028000 870100
check "delete" grep -q "^verified results 850100$" "$log"
check "delete of what is gone" grep -q "^verified results 850101$" "$log"
after eco=AB00 AB1CA01A3018801365696D2E696E7465726F702E6578616D706C65840102
check "addEim" grep -q "^verified results A803020100$" "$log"
check "addEim again" grep -q "^verified results A803020107$" "$log"
after eco=AA0B${other}8104612E6262 8A0100
check "deleteEim" grep -q "^verified results 890100$" "$log"
check "deleteEim of what is gone" grep -q "^verified results 890101$" "$log"
check "everything is acknowledged" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -qx 'packageResults: none'"

"$ipa" -r 0 -S -m >>ipa.log 2>&1
check "memory reset" sh -c "'$SOFTEUICC' show --state '$state' | grep -qx 'eims: none'"
