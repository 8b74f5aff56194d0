#!/bin/sh
# pySim-shell and pySim-read, card tools by others: they recognise the card, ask the ISD-R, enable a
# profile and disable it, walk the file system of the enabled one, authenticate, and read it as a SIM of
# class A0.

skip() {
	echo "SKIP: $*"
	exit 77
}

[ -e "${SOFTEUICC_PYSIM:-/nonexistent}/pySim-shell.py" ] ||
	skip "SOFTEUICC_PYSIM does not name the sources of pySim"
python=${SOFTEUICC_PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1 # the sources are somebody else's
"$python" "$SOFTEUICC_PYSIM/pySim-shell.py" --help >/dev/null 2>&1 ||
	skip "$python has not what pySim's requirements.txt asks for (SOFTEUICC_PYTHON)"

. "$(dirname "$0")/lib.sh"

# It looks for settings and keys of cards there.
export HOME=$E2E_WORK
out=$E2E_WORK/pysim.out
iccid=8988999700000000048 # of the IMS operator
gsm=8988999700000000014   # of the operator, whose USIM has DF.GSM-ACCESS

# shell TEXT: runs the commands on the standard input. An exception is one line, as in "ValueError: x".
shell() {
	{ cat; echo quit; } >"$E2E_WORK/script"
	timeout 120 "$python" "$SOFTEUICC_PYSIM/pySim-shell.py" -p 0 --noprompt \
		--script "$E2E_WORK/script" >"$out" 2>&1 || { cat "$out"; fail "$1"; }
	! grep -E '^([A-Za-z]*(Error|Exception)|EXCEPTION)\b' "$out" || { cat "$out"; fail "$1"; }
	check "$1" true
}

said() {
	check "$1" grep -q "$2" "$out"
}

"$SOFTEUICC" init --state "$state"
"$SOFTEUICC" install --state "$state" "$IMS_SAMPLE"
"$SOFTEUICC" install --state "$state" "$SAMPLE"
eid=$("$SOFTEUICC" show --state "$state" | sed -n 's/^eid: //p')
insert

shell "pySim-shell equips an eUICC without a profile, and asks the ISD-R" <<END
select ADF.ISD-R
get_eid
get_euicc_info1
get_euicc_info2
get_euicc_challenge
get_profiles_info
get_eim_configuration_data
END
said "it is an eUICC of SGP.32" "Card is of type: IoT eUICC (SGP.32)"
said "its EID" "\"eid_value\": \"$eid\""
said "its version of profile packages" '"profile_version": "2.3.1"'
said "its first profile" "\"iccid\": \"$iccid\""
said "and its second" "\"iccid\": \"$gsm\""
check "both are disabled" [ "$(grep -c '"profile_state": "disabled"' "$out")" -eq 2 ]

shell "enable_profile, and the card again" <<END
select ADF.ISD-R
enable_profile --iccid $iccid
get_profiles_info
equip
cardinfo
END
said "enabled" '"enable_result": "ok"'
said "its state" '"profile_state": "enabled"'
said "its ICCID" "ICCID: $iccid"
said "its USIM" "USIM: a0000000871002"
said "its ISIM" "ISIM: a0000000871004"

# What a profile has not is 6A82; of what it has, everything must be there to read.
shell "fsdump" <<END
verify_adm --adm-type ADM1 88888888
fsdump --json > $E2E_WORK/dump.json
fsdump > $E2E_WORK/raw.json
END
cat >"$E2E_WORK/judge.py" <<'END'
import json
import sys

READ = 51 # files of the sample that pySim knows, the ISD-R and the ECASD among them
decoded, raw = (json.load(open(name))["files"] for name in sys.argv[1:])
problems = [name + ": " + json.dumps(f["error"]) for files in (decoded, raw) for name, f in files.items()
            if "error" in f and "File not found" not in f["error"].get("message", "")]
read = [name for name, f in decoded.items() if "error" not in f]
if len(read) != READ:
    problems.append("%d files: %s" % (len(read), " ".join(read)))
if decoded["MF/ADF.USIM/EF.IMSI"]["body"] != {"imsi": "999700000000004"}:
    problems.append("IMSI")
print("\n".join(problems), end="")
END
check_equal "nothing is wrong with any file" \
	"$("$python" "$E2E_WORK/judge.py" "$E2E_WORK/dump.json" "$E2E_WORK/raw.json")" ""

# TS 35.208 test set 3 with SQN 32: RES is that of the set.
shell "authenticate and get_identity" <<END
select ADF.USIM
authenticate 9f7c8d021accf4db213ccff0c7f71a6a 33484dc2134b8000578b1e3ac402a079
get_identity
select ADF.ISIM
select EF.IMPI
read_binary_decoded
END
said "RES" "8011c48c0c214ed2"
said "SUCI of profile B, routing indicator 17" "SUCI TLV Data Object: 0199f90771ff021b0[23]"
said "IMPI" '"nai": "999700000000004@ims.mnc070.mcc999.3gppnetwork.org"'

shell "disable_profile" <<END
select ADF.ISD-R
disable_profile --iccid $iccid
get_profiles_info
END
said "disabled" '"disable_result": "ok"'
check "its state" [ "$(grep -c '"profile_state": "disabled"' "$out")" -eq 2 ]

check "enable $gsm" lpa enable "$gsm"
timeout 60 "$python" "$SOFTEUICC_PYSIM/pySim-read.py" -p 0 >"$out" 2>&1 || { cat "$out"; fail "pySim-read"; }
said "pySim-read comes to its end" "^Done !"
said "its ICCID" "^ICCID: $gsm"
said "its IMSI" "^IMSI: 999700000000001"
said "its service centre" "^SMSC: +999700000001"
said "its number" "^MSISDN .*: +999700000001"
eject TERM
echo "$checks checks passed"
