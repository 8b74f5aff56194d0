#!/bin/sh
# lpac, an LPA by others, with the card in the reader; the SM-DP+ is ours and speaks with lpac
# through its standard input and output (tests/interop/lpac-smdpp.c).

lpac=${SOFTEUICC_LPAC:-$(command -v lpac || true)}
[ -n "$lpac" ] || {
	echo "SKIP: no lpac on the PATH or in SOFTEUICC_LPAC"
	exit 77
}

. "$(dirname "$0")/lib.sh"

export LPAC_APDU=pcsc LPAC_HTTP=stdio
export LPAC_APDU_PCSC_DRV_NAME="$reader"
answer=$E2E_WORK/answer
pki=$E2E_WORK/pki

# lpac ends with status 0 and the code 0 for success.
lpac_ok() {
	"$lpac" "$@" >"$answer" 2>"$E2E_WORK/lpac.err" && grep -q '"code": *0[,}]' "$answer"
}

lpac_check() {
	lpac_ok "$@" || {
		cat "$answer" "$E2E_WORK/lpac.err"
		fail "lpac $*"
	}
	checks=$((checks + 1))
	echo "ok $checks - lpac $*"
}

lpac_refused() {
	! lpac_ok "$@" || fail "lpac $* should have been refused"
	checks=$((checks + 1))
	echo "ok $checks - lpac $* is refused"
}

# expect PATTERN: in lpac's last answer.
expect() {
	grep -q "$1" "$answer" || {
		cat "$answer"
		fail "no $1 in lpac's answer"
	}
}

download() {
	"$LPAC_SMDPP" --pki "$pki" --profile "$SAMPLE" -- "$lpac" profile download \
		-s smdpp.test.softeuicc.example -m "$(basename "$SAMPLE" .der)" "$@" \
		>"$answer" 2>"$E2E_WORK/lpac.err"
}

insert
"$SOFTEUICC" pki --state "$state" --export "$pki"

lpac_check chip info
eid=$("$SOFTEUICC" list --state "$state" --json | sed -n 's/.*"eid": "\([0-9]*\)".*/\1/p')
expect "\"eidValue\": *\"$eid\""
expect '"profileVersion"'

lpac_check chip defaultsmdp smdpp.example.com
lpac_check chip info
expect 'smdpp.example.com'

lpac_check profile list
expect '"data": *\[\]'
download && grep -q '"message": *"success"' "$answer" || {
	cat "$answer" "$E2E_WORK/lpac.err"
	fail "lpac profile download"
}
check "lpac profile download" true
lpac_check profile list
expect '"profileState": *"disabled"'
iccid=$(sed -n 's/.*"iccid": *"\([0-9]*\)".*/\1/p' "$answer" | head -n 1)
aid=$(sed -n 's/.*"isdpAid": *"\([0-9A-Fa-f]*\)".*/\1/p' "$answer" | head -n 1)
check "profile $iccid with AID $aid" [ -n "$iccid" -a ${#aid} -eq 32 ]

lpac_check profile nickname "$iccid" "My profile"
lpac_check profile list
expect '"profileNickname": *"My profile"'
lpac_check profile nickname "$iccid"

lpac_check profile enable "$iccid"
lpac_check profile list
expect '"profileState": *"enabled"'
imsi=$(lpa imsi) || fail "no IMSI after lpac has enabled the profile"
check "IMSI $imsi" [ ${#imsi} -ge 14 ]
lpac_refused profile enable "$iccid"
lpac_refused profile delete "$iccid"
lpac_check profile disable "$aid"
lpac_refused profile disable "$iccid"

lpac_check notification list
expect '"profileManagementOperation": *"install"'
expect '"profileManagementOperation": *"enable"'
"$LPAC_SMDPP" --pki "$pki" -- "$lpac" notification process -a -r \
	>"$answer" 2>"$E2E_WORK/lpac.err" || {
	cat "$answer" "$E2E_WORK/lpac.err"
	fail "lpac notification process"
}
# The first one is the installation result: only the process that served the download can verify it.
! grep 'NOT VERIFIED' "$E2E_WORK/lpac.err" | grep -v 'notification 1 ' ||
	fail "a notification's signature does not verify"
check "lpac notification process -a -r, enable and disable verified" \
	[ "$(grep -c ' verified' "$E2E_WORK/lpac.err")" -eq 2 ]
lpac_check notification list
expect '"data": *\[\]'

lpac_check profile delete "$iccid"
lpac_check profile list
expect '"data": *\[\]'
lpac_check notification list
seq=$(sed -n 's/.*"seqNumber": *\([0-9]*\).*/\1/p' "$answer" | head -n 1)
lpac_check notification remove "$seq"
lpac_refused notification remove "$seq"

download || fail "lpac profile download, a second time"
lpac_check chip purge yes
lpac_check profile list
expect '"data": *\[\]'

eject TERM
echo "$checks checks passed"
