#!/bin/sh
# onomondo-ipa, an IPA by others that speaks SGP.32 v1.0.1, with the card in the reader; the eIM is
# ours, with an SM-DP+ behind it (softeuicc eim). The IPA does not emulate anything: the
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

eim() {
	"$SOFTEUICC" eim --key key.der --state "$state" "$@"
}

# Runs the IPA until the eIM has nothing left; each STEP is one eIM Package.
steps() {
	eim serve --listen 127.0.0.1:$port --profile "$SAMPLE" --v1.0.1 --timeout 120 "$@" >"$log" 2>&1 &
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

# after OPERATION RESULT: what the eUICC answered to it, the first time.
after() {
	check_equal "$1" "$(sed -n "s/^$1: verified, //p" "$log" | head -n 1)" "$2"
}

# again OPERATION RESULT: the second time.
again() {
	check_equal "$1 again" "$(sed -n "s/^$1: verified, //p" "$log" | sed -n 2p)" "$2"
}

iccid=8988999700000000014
other=8003654F4D
"$SOFTEUICC" init --state "$state" --persona sgp32-v1.0.1
eim associate --endpoint 127.0.0.1:$port --initial init.ber
key=$(od -An -v -tx1 init.ber | tr -d ' \n' | tr a-f A-F | sed 's/.*A55BA0/A55BA0/')
insert

timeout 60 "$ipa" -r 0 -S -f init.ber >>ipa.log 2>&1
check "the eIM is associated" sh -c "'$SOFTEUICC' show --state '$state' | grep -q 'associationToken: 1'"

steps download list enable=$iccid psmo=BF2D045C029F70 disable=$iccid rat immediate \
	delete=$iccid delete=$iccid list-eims eco=A862$other$key eco=A862$other$key \
	eco=AA0B${other}8104612E6262 delete-eim=eOM delete-eim=eOM

check "the eUICC's certificates verify" grep -q "^data: certificates verified, EID .*, token 1$" "$log"
check "and the download's notification" grep -qx "download: notification verified" "$log"
check "so do the notifications" grep -qx "notification verified" "$log"
after enable=$iccid "enableResult: ok (0)"
after disable=$iccid "disableResult: ok (0)"
check "getRAT" grep -q "^rat: verified, getRATResult: .*pprIds" "$log"
after immediate "configureImmediateEnableResult: ok (0)"
after delete=$iccid "deleteResult: ok (0)"
again delete=$iccid "deleteResult: iccidOrAidNotFound (1)"
after eco=A862$other$key "addEimResult: addEimResultCode: ok (0)"
again eco=A862$other$key "addEimResult: addEimResultCode: commandError (7)"
after eco=AA0B${other}8104612E6262 "updateEimResult: ok (0)"
after delete-eim=eOM "deleteEimResult: ok (0)"
again delete-eim=eOM "deleteEimResult: eimNotFound (1)"
check "everything is acknowledged" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -qx 'packageResults: none'"

timeout 60 "$ipa" -r 0 -S -m >>ipa.log 2>&1
check "memory reset" sh -c "'$SOFTEUICC' show --state '$state' | grep -qx 'eims: none'"
