#!/bin/sh
# A card's life in the reader: first run, EID, download, enable, IMSI, sudden death, second run.

. "$(dirname "$0")/lib.sh"

insert

# An ATR must offer T=0 and is the card's own: what the reader has is what the card gave.
atr=$("$PCSC_APDU" "$reader" | head -n 1)
case $atr in
3B* | 3F*) check "ATR $atr" true ;;
*) fail "no ATR: \"$atr\"" ;;
esac

eid=$(lpa info --json | sed -n 's/.*"eid": *"\([0-9]\{32\}\)".*/\1/p')
check "EID over PC/SC: $eid" [ ${#eid} -eq 32 ]
listed=$("$SOFTEUICC" list --state "$state" --json | sed -n 's/.*"eid": "\([0-9]*\)".*/\1/p')
check_equal "the store has the same EID" "$listed" "$eid"

# A card speaks T=0 as it is: 61xx for a response, 6Cxx for a wrong Le, 6E00 or 6D00 for nonsense.
answers=$("$PCSC_APDU" "$reader" 00A40004023F00 | tail -n 1)
case $answers in
61*) check "SELECT MF answers 61xx" true ;;
*) fail "SELECT MF answers $answers" ;;
esac

check "no IMSI without a profile" sh -c '! "$1" lpa imsi 2>/dev/null' - "$SOFTEUICC"
check "no profile yet" [ -z "$(lpa list)" ]

pki=$E2E_WORK/pki
check "export the PKI" "$SOFTEUICC" pki --state "$state" --export "$pki"
iccid=$(lpa download "$SAMPLE" --pki "$pki") || fail "download"
check "downloaded profile $iccid" [ ${#iccid} -ge 18 ]
lpa list --json | grep -q '"state": "disabled"' || fail "the new profile is not disabled"
check "its notification was delivered" [ -z "$(lpa notifications)" ]
check "the same profile is refused the second time" \
	sh -c '! "$1" lpa download "$2" --pki "$3" 2>/dev/null' - "$SOFTEUICC" "$SAMPLE" "$pki"

check "enable" lpa enable "$iccid"
check "enabling leaves a notification" [ -n "$(lpa notifications)" ]
imsi=$(lpa imsi) || fail "read the IMSI"
check "IMSI $imsi" [ ${#imsi} -ge 14 ]

eject KILL
insert
check_equal "the IMSI after kill -9 and a new run" "$(lpa imsi)" "$imsi"
lpa list --json | grep -q '"state": "enabled"' || fail "the profile is no longer enabled"

check "disable" lpa disable "$iccid"
check "no IMSI any more" sh -c '! "$1" lpa imsi 2>/dev/null' - "$SOFTEUICC"
check "delete" lpa delete "$iccid"
check "no profile left" [ -z "$(lpa list)" ]

# For people to read; the speed of a machine is nobody's fault.
"$PCSC_APDU" "$reader" --loop 2000 00A40004023F00 | tail -n 1

eject TERM
check_equal "SIGTERM ends softeuicc run cleanly" "$run_status" 0
check "install without a server" "$SOFTEUICC" install --state "$state" "$SAMPLE"
"$SOFTEUICC" show --state "$state" | grep -q "$iccid" || fail "show does not know $iccid"

# Two cards, one process, two slots.
"$SOFTEUICC" init --state "$state" second || fail "init"
insert --card default --card second --quiet
# insert() has waited for the first slot; pcscd looks at each when its turn comes.
wait_until sh -c '"$1" lpa readers | grep -q "^Virtual PCD 00 01.*card inserted"' - "$SOFTEUICC" ||
	fail "no card in the second reader after 10 s"
second=$("$SOFTEUICC" lpa --reader "Virtual PCD 00 01" info --json |
	sed -n 's/.*"eid": *"\([0-9]\{32\}\)".*/\1/p')
check "the second slot has another card" [ -n "$second" -a "$second" != "$eid" ]
eject INT
check_equal "SIGINT ends softeuicc run cleanly" "$run_status" 0

# A certificate that has expired: no card without saying so, and no download from a server with a clock.
sgp26=${SOFTEUICC_TESTDATA:-$TESTDATA_DEFAULT}/sgp26
if [ -d "$sgp26/invalid" ]; then
	bad=$E2E_WORK/bad-pki
	mkdir "$bad"
	cp "$sgp26"/nist/*.der "$bad"
	cp "$sgp26/invalid/CERT_EUICC_ECDSA_NIST_EXPIRED.der" "$bad/CERT_EUICC_ECDSA_NIST.der"
	said=$("$SOFTEUICC" init --state "$state" --pki "$bad" expired 2>&1) && fail "init --pki"
	check "init says why not: $said" [ "${said#*expired or not yet valid}" != "$said" ]
	check "init --unchecked" "$SOFTEUICC" init --state "$state" --pki "$bad" --unchecked expired
	insert --card expired --quiet
	said=$(lpa download "$SAMPLE" --pki "$bad" 2>&1) && fail "download with an expired certificate"
	check "the server says why not: $said" [ "${said#*expired (8.1.3, 6.3)}" != "$said" ]
	eject TERM
else
	echo "no SGP.26 certificates: nothing has expired"
fi
echo "$checks checks passed"
