#!/bin/sh
# APDUs a second through pcscd and vpcd: a card that only answers 9000, and ours, in turns. Run by
# tests/e2e/ns.sh. SELECT and READ BINARY of an enabled profile's EF.ICCID alternate.

. "$(dirname "$0")/../e2e/lib.sh"

rounds=5
commands="00A40004022FE2 00B000000A"
times=5000

# The rate, of what is in the reader now.
measure() {
	# shellcheck disable=SC2086
	"$PCSC_APDU" "$reader" --loop $times $commands | sed -n 's/ APDU.*//p'
}

median() {
	sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"
}

"$SOFTEUICC" init --state "$state" >/dev/null
"$SOFTEUICC" install --state "$state" "$SAMPLE" >/dev/null
insert --quiet
iccid=$(lpa list | sed -n 's/.*\(8988[0-9]*\).*/\1/p' | head -n 1)
lpa enable "$iccid" >/dev/null
eject TERM

for _ in $(seq $rounds); do
	"$NULL_CARD" 35963 &
	run_pid=$!
	wait_until card_is_in || fail "the null card is not in the reader"
	measure >>"$E2E_WORK/null"
	eject TERM
	insert --quiet
	measure >>"$E2E_WORK/ours"
	eject TERM
done

null=$(median "$E2E_WORK/null")
ours=$(median "$E2E_WORK/ours")
echo "SELECT and READ BINARY through pcscd and vpcd, median of $rounds"
printf '  card that answers 9000    %7d APDU/s\n' "$null"
printf '  softeuicc run             %7d APDU/s\n' "$ours"
echo "$ours $null" | awk '{ printf "  ours : null               %7.2f\n", $1 / $2 }'
