#!/bin/sh
# softeuicc ipa and softeuicc eim, which the card knows from manufacture on.

. "$(dirname "$0")/lib.sh"

port=8000
iccid=8988999700000000014
eim_pid=
smdpp_pid=
stop_all() {
	[ -z "$eim_pid" ] || kill "$eim_pid" 2>/dev/null || true
	[ -z "$smdpp_pid" ] || kill "$smdpp_pid" 2>/dev/null || true
	stop_run
}
trap stop_all EXIT
cd "$E2E_WORK"

eim() {
	"$SOFTEUICC" eim --key key.der --state "$state" "$@"
}

# meet PACKAGES OPERATION...: the eIM's operations; so many packages with the eUICC's data. Its exit
# status is in $eim_status.
meet() {
	packages=$1
	shift
	: >eim.log
	eim serve --listen 127.0.0.1:$port --timeout 60 "$@" >eim.log 2>&1 &
	eim_pid=$!
	wait_until grep -q " listens on port $port" eim.log || fail "the eIM does not start"
	timeout 60 "$SOFTEUICC" ipa --eim http://127.0.0.1:$port --state "$state" >ipa.log 2>&1 ||
		true
	check_equal "softeuicc ipa" "$(tail -n 1 ipa.log)" "$packages eIM packages handled"
	eim_status=0
	wait $eim_pid || eim_status=$?
	eim_pid=
}

# The same, and everything is in order.
serve() {
	meet "$@"
	[ $eim_status -eq 0 ] || {
		cat eim.log ipa.log
		fail "the eIM is not content"
	}
}

# smdpp OPTION...: an SM-DP+ with the sample, until stop_smdpp
smdpp() {
	: >smdpp.log
	"$SOFTEUICC" smdpp --listen 127.0.0.1:8443 --profile "$SAMPLE" "$@" >smdpp.log 2>&1 &
	smdpp_pid=$!
	wait_until grep -q "^LPA:1" smdpp.log || fail "the SM-DP+ does not start"
}

stop_smdpp() {
	kill $smdpp_pid
	wait $smdpp_pid 2>/dev/null || true
	smdpp_pid=
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

# ---- profiles from an SM-DP+ itself, over HTTPS

code='LPA:1$localhost:8443$operator'
smdpp --state "$state"
check_equal "the SM-DP+ has an activation code" "$(head -n 1 smdpp.log)" "$code"
serve 3 "download=$code" list
check "the eIM verifies the card's result" grep -qxF \
	"download=$code: verified, profileInstallationResult: ICCID $iccid, successResult" eim.log
check "the IPA tells of it" grep -qx "download from localhost:8443: $iccid installed" ipa.log
check "the profile is disabled" grep -q "^list: verified, listProfileInfoResult: .*disabled" eim.log
check "the SM-DP+ has the card's signed result" grep -q \
	"handleNotification  *204: notification [0-9]*, installation, signature verified" smdpp.log
check "the card has nothing left to tell" [ -z "$(lpa notifications)" ]

# Not twice; what the SM-DP+ says is passed on, and it gets the card's reason.
meet 2 "download=$code"
check "the profile is there already" grep -q \
	"^download=.*: verified, profileInstallationResult: ICCID $iccid, .*IccidAlreadyExists" eim.log
meet 2 'download=1$localhost:8443$other'
check_equal "the eIM is told so" "$eim_status" 1
check "a wrong matching id" grep -q '^download from localhost:8443: the SM-DP+ refused: .*(8.2.6, 3.8)$' ipa.log
check "an error for the eIM" grep -qx 'download=.*: profileDownloadError: undefinedError (127)' eim.log
check "the session is cancelled" grep -q 'cancelSession  *200$' smdpp.log
meet 2 'download=1$127.0.0.1:8443$operator'
check "another name than in the certificate" grep -q "^download.*cannot reach the SM-DP+: .*SSL" ipa.log
serve 3 "delete=$iccid" "default-dp=localhost:8443"
meet 2 download-default
check "the card's own SM-DP+ has nothing for it" grep -q '(8.2.6, 3.8)$' ipa.log
stop_smdpp
meet 2 "download=$code"
check "nobody there" grep -q "^download.*cannot reach the SM-DP+: .*connect" ipa.log

# An SM-DP+ below another CI: the card says so, if the IPA does not.
"$SOFTEUICC" pki other-pki
smdpp --pki other-pki
meet 2 "download=$code"
check "its TLS certificate is not trusted" grep -q "^download.*cannot reach the SM-DP+: .*certificate" ipa.log
! lpa download "$code" --pki other-pki 2>lpa.log || fail "the card trusts another CI"
check "nor is its CI by the card" grep -q 'refused: .*(8.8.4, 3.7)$' lpa.log
stop_smdpp

# Enabled at once, where the card is told to; an LPA finds the server as well.
smdpp --state "$state" --confirmation-code 1234
meet 3 immediate "download=$code"
check "an IPA has no confirmation code" grep -q '(8.2.7, 2.2)$' ipa.log
stop_smdpp
smdpp --state "$state"
serve 2 "download=$code"
check "immediate enabling" grep -qx "download from .*: $iccid installed and enabled" ipa.log
check "the IMSI is there" lpa imsi
serve 3 no-immediate "disable=$iccid+delete=$iccid"
check_equal "an LPA with the code" "$(lpa download "$code" --state "$state")" "$iccid"
check "has told the SM-DP+" sh -c "grep -c 'installation, signature verified' smdpp.log | grep -qx 2"
check "lpa delete" lpa delete "$iccid"
! lpa download 'LPA:2$x$y' 2>/dev/null || fail "that is no activation code"
stop_smdpp
waiting=$(lpa notifications)
check "the SM-DP+ has not been told of that" [ -n "$waiting" ]
"$SOFTEUICC" pki --state "$state" --export own-pki
check "a download from another SM-DP+" lpa download "$SAMPLE" --pki own-pki
check_equal "which is not told either" "$(lpa notifications)" "$waiting"

# ---- and through the eIM, where the card knows that this one wants it

"$SOFTEUICC" init --state "$state" --eim "$(
	eim associate --indirect --endpoint 127.0.0.1:$port --output indirect.der && echo indirect.der
)" indirect
eject TERM
insert --card indirect
serve 2 --profile "$SAMPLE" download
check "the eIM has the notification" grep -qx "download: notification verified" eim.log
check "the IPA tells of that too" grep -qx "download: $iccid installed" ipa.log
check_equal "the profile is there" "$(lpa list | cut -d ' ' -f 1)" "$iccid"

for wrong in enable=12 enable list=1 psmo=A list+list-eims nothing download download=x; do
	! eim serve "$wrong" 2>/dev/null || fail "$wrong is no operation"
done
! eim serve --timeout 1 --listen 127.0.0.1:$port list >eim.log 2>&1 || fail "there was no IPA"

eject TERM
echo "$checks checks passed"
