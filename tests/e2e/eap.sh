#!/bin/sh
# A real supplicant with our card: eapol_test (wpa_supplicant's EAP peer, with PC/SC) against hostapd
# as RADIUS server, whose authentication centre is ours (tests/interop/auc-server.c). EAP-AKA, AKA'
# and SIM with the profile that was downloaded. [RFC 4187, RFC 5448, RFC 4186, TS 33.102 6.3]

for tool in hostapd:hostapd eapol_test:eapoltest; do
	command -v "${tool%:*}" >/dev/null || {
		echo "SKIP: no ${tool%:*} here (package ${tool#*:})"
		exit 77
	}
done

. "$(dirname "$0")/lib.sh"

# The subscriber of profiles/samples/operator.asn.
imsi=999700000000001
k=465B5CE8B199B49FAA5F0A2EE238A6BC
opc=CD63CB71954A9F4E48A5994E37A02BAF
wrong_k=465B5CE8B199B49FAA5F0A2EE238A6BD

secret=radius
eap_timeout=20
auc_socket=$E2E_WORK/auc.sock
auc_log=$E2E_WORK/auc.log
hostapd_log=$E2E_WORK/hostapd.log
eapol_log=$E2E_WORK/eapol.log
auc_pid=
hostapd_pid=

stop_all() {
	for pid in $auc_pid $hostapd_pid; do
		kill "$pid" 2>/dev/null || true
	done
	stop_run
}
trap stop_all EXIT

explain() {
	for log in "$auc_log" "$hostapd_log" "$eapol_log"; do
		[ ! -e "$log" ] || { echo "--- $(basename "$log"):"; tail -n 60 "$log"; }
	done
	fail "$@"
}

# auc SUBSCRIBER...: the authentication centre with these, in place of the one before.
auc() {
	if [ -n "$auc_pid" ]; then
		kill "$auc_pid"
		wait "$auc_pid" || fail "auc-server ended with status $?"
	fi
	"$AUC_SERVER" "$auc_socket" "$@" >"$auc_log" 2>&1 &
	auc_pid=$!
	wait_until [ -S "$auc_socket" ] || explain "auc-server does not start"
}

hostapd_listens() {
	grep -q 'AP-ENABLED\|interface state.*ENABLED\|Setup of interface done' "$hostapd_log"
}

start_hostapd() {
	cat >"$E2E_WORK/hostapd.conf" <<-END
		interface=lo
		driver=none
		eap_server=1
		eap_user_file=$E2E_WORK/eap_users
		eap_sim_db=unix:$auc_socket
		radius_server_clients=$E2E_WORK/radius_clients
		radius_server_auth_port=1812
	END
	echo "127.0.0.1 $secret" >"$E2E_WORK/radius_clients"
	# By the first digit of the identity [TS 23.003 19.3.2].
	cat >"$E2E_WORK/eap_users" <<-END
		"0"*	AKA
		"1"*	SIM
		"6"*	AKA'
	END
	hostapd -d "$E2E_WORK/hostapd.conf" >"$hostapd_log" 2>&1 &
	hostapd_pid=$!
	wait_until hostapd_listens || explain "hostapd does not start"
}

# eap METHOD [LINE...]: one authentication with more lines for the network; the identity is the one
# that eapol_test makes from the card's IMSI.
eap() {
	{
		echo "network={"
		printf '\t%s\n' key_mgmt=IEEE8021X "eap=$1" 'pcsc=""'
		shift
		[ $# -eq 0 ] || printf '\t%s\n' "$@"
		echo "}"
	} >"$E2E_WORK/eapol.conf"
	eapol_test -c "$E2E_WORK/eapol.conf" -a 127.0.0.1 -p 1812 -s "$secret" \
		-t "$eap_timeout" >"$eapol_log" 2>&1
}

eap_ok() {
	text=$1
	shift
	eap "$@" || explain "$text"
	checks=$((checks + 1))
	echo "ok $checks - $text"
}

# eap_fails TEXT REASON METHOD [LINE...]: the supplicant's log must say why.
eap_fails() {
	text=$1
	reason=$2
	shift 2
	! eap "$@" || explain "$text"
	grep -q "$reason" "$eapol_log" || explain "$text, but not with $reason"
	checks=$((checks + 1))
	echo "ok $checks - $text"
}

# eap_rejected TEXT METHOD [LINE...]: the server has said no.
eap_rejected() {
	text=$1
	shift
	eap_fails "$text" CTRL-EVENT-EAP-FAILURE "$@"
}

# count PATTERN FILE
count() {
	grep -c "$1" "$2" || true
}

insert
"$SOFTEUICC" pki --state "$state" --export "$E2E_WORK/pki"
iccid=$(lpa download "$SAMPLE" --pki "$E2E_WORK/pki") || fail "download"
check "download and enable $iccid" lpa enable "$iccid"

auc "$imsi:milenage:$k:$opc"
start_hostapd

eap_ok "EAP-AKA" AKA
check "the card's IMSI is in the identity" grep -q "0$imsi@wlan.mnc070.mcc999" "$eapol_log"
eap_ok "EAP-AKA'" "AKA'"
eap_ok "EAP-SIM" SIM
check "three sets of triplets or vectors, no resynchronisation" \
	[ "$(count '^< ' "$auc_log")" -eq 3 -a "$(count 'AKA-AUTS' "$auc_log")" -eq 0 ]

# Below the card's sequence number, as after a loss of the centre's database; and further above it
# than the profile's sqnDelta of 10000000 [TS 33.102 C.2.1].
for sqn in 000000000000 000400000000; do
	auc "$imsi:milenage:$k:$opc::$sqn"
	eap_ok "EAP-AKA resynchronises from SQN $sqn" AKA
	check_equal "one AUTS, taken" "$(grep -c '^< AKA-AUTS' "$auc_log") $(count '^!' "$auc_log")" \
		"1 0"
	eap_ok "EAP-AKA' goes on from there" "AKA'"
	check_equal "three vectors for both" "$(count '^> AKA-RESP-AUTH' "$auc_log")" 3
done

# AUTN with a MAC of another key: the card says 9862.
auc "$imsi:milenage:$wrong_k:$opc"
for method in AKA "AKA'"; do
	before=$(count 9862 "$run_log")
	eap_rejected "EAP-$method fails with a wrong key" "$method"
	check "the card has refused the MAC" [ "$(count 9862 "$run_log")" -gt "$before" ]
done
# Triplets prove nothing to the card: it is the server that refuses.
eap_rejected "EAP-SIM fails with a wrong key" SIM
auc "999700000000002:milenage:$k:$opc"
eap_rejected "EAP-AKA fails with an IMSI that the centre does not know" AKA
auc "$imsi:milenage:$k:$opc::000400000000"
eap_ok "EAP-AKA with the right key again" AKA

# PIN1, which the sample has disabled: the supplicant sees that from the FCP of the USIM.
usim=00A4040410A0000000871002FFFFFFFF8900000100
pin=31323334FFFFFFFF
check_equal "ENABLE PIN" "$("$PCSC_APDU" "$reader" $usim 0028000108$pin | tail -n 1)" 9000
eap_timeout=2 # it would wait for somebody to type the PIN
eap_fails "EAP-AKA without the PIN asks for it" CTRL-REQ-PIN AKA
eap_timeout=20
eap_ok "EAP-AKA with the PIN" AKA 'pin="1234"'
"$PCSC_APDU" "$reader" $usim 0026000108$pin >/dev/null
check "disable the profile" lpa disable "$iccid"
eap_fails "no EAP-AKA without a profile" "Failed to initialize SIM" AKA

# TS.48, where it is at hand: the test network's IMSI and key, and the XOR algorithm, which has no
# sequence numbers. Its FCP names PIN2 first, which eapol_test takes for PIN1: so enable PIN1.
ts48=${SOFTEUICC_TESTDATA:-${TESTDATA_DEFAULT-}}/ts48/TS48v4_SAIP2.3_NoBERTLV.der
if [ -e "$ts48" ]; then
	k=000102030405060708090A0B0C0D0E0F
	iccid=$(lpa download "$ts48" --pki "$E2E_WORK/pki") || fail "download of TS.48"
	check "download and enable $iccid, TS.48" lpa enable "$iccid"
	imsi=$(lpa imsi) || fail "read the IMSI"
	usim=00A404040CA0000000871002FF49FF0589
	check_equal "ENABLE PIN" \
		"$("$PCSC_APDU" "$reader" $usim 002800010830303030FFFFFFFF | tail -n 1)" 9000
	auc "$imsi:test:$k"
	eap_ok "EAP-AKA with the test algorithm" AKA 'pin="0000"'
	eap_ok "EAP-AKA' with the test algorithm" "AKA'" 'pin="0000"'
	# AMF FFFF asks the test USIM to say that it is out of step [TS 34.108 8.1.2.2].
	auc "$imsi:test:$k::FFFF"
	eap_rejected "EAP-AKA with the test algorithm never gets into step" AKA 'pin="0000"'
	check "its AUTS are right" \
		[ "$(count '^< AKA-AUTS' "$auc_log")" -gt 0 -a "$(count '^!' "$auc_log")" -eq 0 ]
	auc "$imsi:test:${k%?}E"
	eap_rejected "EAP-AKA with the test algorithm fails with a wrong key" AKA 'pin="0000"'
else
	echo "# no TS.48 profile in SOFTEUICC_TESTDATA: not tried with the test algorithm"
fi
eject TERM
echo "$checks checks passed"
