#!/bin/sh
# What card tools by others say about the card in the reader: pcsc_scan and ATR_analysis of pcsc-tools,
# opensc-tool of OpenSC. OpenSC has no driver for UICCs, "Unsupported card" is its name for all of them.

for tool in pcsc_scan:pcsc-tools ATR_analysis:pcsc-tools opensc-tool:opensc; do
	command -v "${tool%:*}" >/dev/null || {
		echo "SKIP: no ${tool%:*} here (package ${tool#*:})"
		exit 77
	}
done

. "$(dirname "$0")/lib.sh"

scan() {
	timeout 20 pcsc_scan "$@" 2>&1
}

opensc() {
	opensc-tool --reader "$reader" "$@" 2>&1
}

# say TEXT PATTERN COMMAND...: the output must match.
say() {
	text=$1
	pattern=$2
	shift 2
	out=$("$@") || fail "$text: $out"
	printf '%s\n' "$out" | grep -q "$pattern" || fail "$text: $out"
	checks=$((checks + 1))
	echo "ok $checks - $text"
}

insert
atr=$("$PCSC_APDU" "$reader" | head -n 1)
spaced=$(echo "$atr" | sed 's/../& /g; s/ $//')
colons=$(echo "$spaced" | tr 'A-F ' 'a-f:')

say "pcsc_scan -r lists the reader" "^0: $reader\$" scan -r
say "pcsc_scan -c sees the card" "Card inserted" scan -c
say "pcsc_scan -c shows the ATR" "ATR: $spaced" scan -c
# It looks for newer names of cards, and must not leave any with the user.
# shellcheck disable=SC2086 # an argument an octet
say "ATR_analysis parses the ATR up to its check octet" "TCK = .*correct checksum" \
	env HOME="$E2E_WORK" XDG_CACHE_HOME="$E2E_WORK" ATR_analysis $spaced
say "opensc-tool -l lists reader and card" "^0 .*Yes.*$reader" opensc-tool -l
say "opensc-tool -a shows the ATR" "^$colons\$" opensc -a
say "opensc-tool -n comes to a conclusion" "Unsupported card" opensc -n
say "opensc-tool sends SELECT MF, the answer is an FCP" "^62 " opensc -s 00A4000402:3F00:00
eject TERM
echo "$checks checks passed"
