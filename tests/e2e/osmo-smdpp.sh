#!/bin/sh
# osmo-smdpp, the SM-DP+ of pySim, serves TS.48 packages to our LPA, and to lpac, where neither end is
# ours, the card between them is. HTTPS, SGP.26 certificates of both curves. What osmo-smdpp does not
# check, the installation result and the notifications, tests/interop/verifier does.

skip() {
	echo "SKIP: $*"
	exit 77
}

lpac=${SOFTEUICC_LPAC:-$(command -v lpac || true)}
[ -e "${SOFTEUICC_PYSIM:-/nonexistent}/osmo-smdpp.py" ] ||
	skip "SOFTEUICC_PYSIM does not name the sources of pySim"
testdata=${SOFTEUICC_TESTDATA:-$TESTDATA_DEFAULT}
[ -d "$testdata/sgp26/nist" ] || skip "no SGP.26 certificates in $testdata"
python=${SOFTEUICC_PYTHON:-python3}
host=testsmdpplus1.example.com

. "$(dirname "$0")/lib.sh"

# The server's name leads here, in this test's mount namespace only.
cp /etc/hosts "$E2E_WORK/hosts"
echo "127.0.0.1 $host" >>"$E2E_WORK/hosts"
mount --bind "$E2E_WORK/hosts" /etc/hosts || skip "cannot mount over /etc/hosts"

# It would look for parameters of its own for a minute.
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out "$E2E_WORK/dh.pem" 2>/dev/null ||
	skip "no openssl here"

export LPAC_APDU=pcsc LPAC_HTTP=curl LPAC_APDU_PCSC_DRV_NAME="$reader"
answer=$E2E_WORK/answer
server_pid=
stop_all() {
	[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
	stop_run
}
trap stop_all EXIT

# serve [OPTION...]: a fresh copy, as it keeps its sessions beside its certificates.
serve() {
	rm -rf "$E2E_WORK/pysim" "$E2E_WORK/osmo-smdpp.log"
	cp -r "$SOFTEUICC_PYSIM" "$E2E_WORK/pysim"
	cp "$E2E_WORK/dh.pem" "$E2E_WORK/pysim/smdpp-data/certs/dhparam2048.pem"
	# libcurl offers no brainpool curve for TLS, which is not what this is about.
	tls=$E2E_WORK/pysim/smdpp-data/certs/DPtls
	cp "$tls/CERT_S_SM_DP_TLS_NIST.der" "$tls/CERT_S_SM_DP_TLS_BRP.der"
	cp "$tls/SK_S_SM_DP_TLS_NIST.pem" "$tls/SK_S_SM_DP_TLS_BRP.pem"
	rm -f "$tls/CERT_S_SM_DP_TLS_BRP.pem"
	(cd "$E2E_WORK/pysim" && PYTHONUNBUFFERED=1 exec "$python" osmo-smdpp.py -p 443 -m "$@") \
		>"$E2E_WORK/osmo-smdpp.log" 2>&1 &
	server_pid=$!
	wait_until grep -q "starting on 443" "$E2E_WORK/osmo-smdpp.log" || {
		tail -n 5 "$E2E_WORK/osmo-smdpp.log"
		skip "osmo-smdpp does not start here"
	}
}

lpac_check() {
	"$lpac" "$@" >"$answer" 2>"$E2E_WORK/lpac.err" && grep -q '"code": *0[,}]' "$answer" || {
		cat "$answer" "$E2E_WORK/lpac.err"
		tail -n 20 "$E2E_WORK/osmo-smdpp.log"
		fail "lpac $*"
	}
	checks=$((checks + 1))
	echo "ok $checks - lpac $*"
	grep '"lpa"' "$answer" | head -n 1
}

# ours PACKAGE: `softeuicc lpa download` by activation code. The TLS certificates of pySim are not
# renewed, so their dates are no reason to refuse them; the card looks at the others as ever.
ours() {
	code="LPA:1\$$host\$$1"
	"$SOFTEUICC" init --state "$state" --pki "$testdata/sgp26/nist" \
		--eid 89049032123451234512345678901235 ours >/dev/null
	insert --card ours
	iccid=$(lpa download "$code\$2.999.10" --insecure) || fail "softeuicc lpa download"
	check "our LPA has downloaded $iccid" lpa enable "$iccid"
	check_equal "its IMSI" "$(lpa imsi)" 001010123456063
	check "osmo-smdpp took the result" \
		grep -q 'handleNotification.* 204 .*gsma-rsp-lpad' "$E2E_WORK/osmo-smdpp.log"
	! lpa download "$code\$2.999.11" --insecure 2>"$answer" || fail "another OID"
	check "not with another OID in the code" grep -q "another OID" "$answer"
	! lpa download "LPA:1\$$host\$nothing" --insecure 2>"$answer" || fail "an unknown matching id"
	check "not with an unknown matching id" grep -q "(8.2.6, 3.8)" "$answer"
	eject TERM
	"$SOFTEUICC" remove --state "$state" ours >/dev/null
}

# round CURVE PACKAGE...: with lpac, a card of that curve downloads and enables each.
round() {
	curve=$1 card=$1
	shift
	"$SOFTEUICC" init --state "$state" --pki "$testdata/sgp26/$curve" \
		--eid 89049032123451234512345678901235 "$card" >/dev/null
	insert --card "$card"
	for package in "$@"; do
		lpac_check profile download -s $host -m "$package"
		iccid=$(sed -n 's/.*"iccid": *"\([0-9]*\)".*/\1/p' "$answer" | head -n 1)
		check "profile $iccid is installed" [ -n "$iccid" ]
		lpac_check profile enable "$iccid"
		check_equal "its IMSI" "$(lpa imsi)" 001010123456063
		lpac_check profile disable "$iccid"
	done
	lpac_check notification process -a -r
	check "osmo-smdpp took the notifications" \
		grep -q 'handleNotification.* 204 ' "$E2E_WORK/osmo-smdpp.log"
	eject TERM
	"$SOFTEUICC" remove --state "$state" "$card" >/dev/null
}

serve
ours TS48V2-SAIP2-3-BERTLV-UNIQUE
[ -n "$lpac" ] || {
	echo "no lpac on the PATH or in SOFTEUICC_LPAC, so without it"
	echo "$checks checks passed"
	exit 0
}
round nist TS48V2-SAIP2-3-BERTLV-UNIQUE TS48V5-SAIP2-3-BERTLV-SUCI-UNIQUE
kill "$server_pid"
wait "$server_pid" 2>/dev/null || true
serve --brainpool
round brp TS48V4-SAIP2-3-NOBERTLV-UNIQUE
echo "$checks checks passed"
