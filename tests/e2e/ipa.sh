#!/bin/sh
# softeuicc ipa and softeuicc eim, which the card knows from manufacture on.

. "$(dirname "$0")/lib.sh"

port=8000
iccid=8988999700000000014
eim_pid=
stop_all() {
	[ -z "$eim_pid" ] || kill "$eim_pid" 2>/dev/null || true
	stop_run
}
trap stop_all EXIT
cd "$E2E_WORK"

eim() {
	"$SOFTEUICC" eim --key key.der --state "$state" "$@"
}

# serve PACKAGES OPERATION...: the eIM's operations; so many packages with the eUICC's data
serve() {
	packages=$1
	shift
	: >eim.log
	eim serve --listen 127.0.0.1:$port --timeout 60 "$@" >eim.log 2>&1 &
	eim_pid=$!
	wait_until grep -q " listens on port $port" eim.log || fail "the eIM does not start"
	check_equal "softeuicc ipa" "$(timeout 60 "$SOFTEUICC" ipa --eim http://127.0.0.1:$port)" \
		"$packages eIM packages handled"
	wait $eim_pid || {
		cat eim.log
		fail "the eIM is not content"
	}
	eim_pid=
}

eim associate --endpoint 127.0.0.1:$port --output eim.der
cp key.der same.der
eim associate --endpoint 127.0.0.1:$port --output again.der --initial init.ber
check "the key stays" cmp key.der same.der
check "and so what cards get" cmp eim.der again.der
"$SOFTEUICC" init --state "$state" --eim eim.der
"$SOFTEUICC" install --state "$state" "$SAMPLE"
insert
check "show tells of the eIM" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -q 'eimId: eim.softeuicc.example'"

serve 5 list enable="$iccid" list-eims unset-fallback
eid=$(lpa info --json | sed -n 's/.*"eid": *"\([0-9]*\)".*/\1/p')
check "the certificates lead to the CI" grep -q "^data: certificates verified, EID $eid" eim.log
check "the profile is listed" grep -q "^list: verified, listProfileInfoResult: .*disabled" eim.log
check "and enabled" grep -qx "enable=$iccid: verified, enableResult: ok (0)" eim.log
check "the eIM lists itself" grep -q '^list-eims: verified, .*"eim.softeuicc.example"' eim.log
check "no fallback attribute" grep -q "^unset-fallback: verified, .*: noFallbackAttribute (2)$" eim.log

# Later the counter goes on, or the card would call it a replay.
serve 2 disable="$iccid+delete=$iccid"
check "two operations in a package" grep -qx \
	"disable=$iccid+delete=$iccid: verified, disableResult: ok (0), deleteResult: ok (0)" eim.log
check "everything is acknowledged" sh -c \
	"'$SOFTEUICC' show --state '$state' | grep -qx 'packageResults: none'"
! "$SOFTEUICC" ipa --eim http://127.0.0.1:$port >/dev/null 2>&1 || fail "nobody listens any more"

for wrong in enable=12 enable list=1 psmo=A list+list-eims nothing download; do
	! eim serve "$wrong" 2>/dev/null || fail "$wrong is no operation"
done
! eim serve --timeout 1 --listen 127.0.0.1:$port list >eim.log 2>&1 || fail "there was no IPA"

eject TERM
echo "$checks checks passed"
