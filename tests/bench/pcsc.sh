#!/bin/sh
# APDUs a second through pcscd and vpcd: our card in the first slot, and one that only answers 9000 in
# the second. Run by tests/e2e/ns.sh. SELECT and READ BINARY of an enabled profile's EF.ICCID alternate.
#
# The two are measured in short turns, one right after the other, and each turn gives a ratio: what
# else the machine does disturbs both halves of a turn, or a few turns only.

. "$(dirname "$0")/../e2e/lib.sh"

turns=101
commands="00A40004022FE2 00B000000A"
times=250
null_reader="Virtual PCD 00 01"
null_pid=
trap 'stop_run; [ -z "$null_pid" ] || kill "$null_pid" 2>/dev/null || true' EXIT

# measure READER: the rate.
measure() {
	# shellcheck disable=SC2086
	"$PCSC_APDU" "$1" --loop $times $commands | sed -n 's/ APDU.*//p'
}

null_is_in() {
	"$SOFTEUICC" lpa readers | grep -q "^$null_reader.*card inserted"
}

"$SOFTEUICC" init --state "$state" >/dev/null
"$SOFTEUICC" install --state "$state" "$SAMPLE" >/dev/null
insert --quiet
iccid=$(lpa list | sed -n 's/.*\(8988[0-9]*\).*/\1/p' | head -n 1)
lpa enable "$iccid" >/dev/null
"$NULL_CARD" 35964 &
null_pid=$!
wait_until null_is_in || fail "the null card is not in the reader"

# Whoever comes second finds the caches of the first: the order changes with each turn.
for turn in $(seq $turns); do
	if [ $((turn % 2)) -eq 0 ]; then
		ours=$(measure "$reader")
		null=$(measure "$null_reader")
	else
		null=$(measure "$null_reader")
		ours=$(measure "$reader")
	fi
	echo "$ours $null" >>"$E2E_WORK/turns"
done

# quartiles AWK_EXPRESSION FORMAT: the median, and the quartiles around it.
quartiles() {
	awk "{ print $1 }" "$E2E_WORK/turns" | sort -n | awk -v f="$2" '{ v[NR] = $1 }
		END { printf f " (" f " to " f ")\n", v[int((NR + 1) / 2)], v[int((NR + 3) / 4)],
			v[int((3 * NR + 3) / 4)] }'
}

echo "SELECT and READ BINARY through pcscd and vpcd: medians of $turns turns, and quartiles"
echo "  card that answers 9000, APDU/s  $(quartiles '$2' '%7d')"
echo "  softeuicc run, APDU/s           $(quartiles '$1' '%7d')"
echo "  ours : null, turn by turn       $(quartiles '$1 / $2' '%7.2f')"
