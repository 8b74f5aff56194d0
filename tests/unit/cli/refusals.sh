#!/bin/sh
# What softeuicc refuses before it serves anything, and how it says so; and what show prints.
#
#   refusals.sh SOFTEUICC PACKAGE.der

set -eu

softeuicc=$1
package=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() { # STATUS PATTERN ARGUMENT...
	want=$1
	pattern=$2
	shift 2
	got=0
	timeout 20 "$softeuicc" "$@" >"$work/out" 2>&1 || got=$?
	[ "$got" = "$want" ] && grep -q "$pattern" "$work/out" || {
		echo "$*: status $got, wanted $want and \"$pattern\""
		cat "$work/out"
		exit 1
	}
}

expect 2 'card "a" is named twice' run --state "$work/cards.db" --card a --card b --card a
[ ! -e "$work/cards.db" ]

head -c 1000 "$package" >"$work/cut.der"
printf '\060\003\002\001\001' >"$work/other.der"
for file in cut other; do
	expect 1 "$file.der is no valid profile package" smdpp --state "$work/cards.db" --http \
		--listen 127.0.0.1:1 --profile "$work/$file.der"
done
expect 1 'element [0-9]* [a-z]*, offset [0-9]*: .* \[format\]' smdpp --state "$work/cards.db" --http \
	--listen 127.0.0.1:1 --profile "$work/cut.der"

# Operations of an eIM, before it looks for its key.
for code in x 'LPA:2$a$b' '1$a'; do
	expect 2 "has no activation code" eim --key "$work/none" serve "download=$code"
done
expect 2 "wants a --profile" eim --key "$work/none" serve download
expect 2 "is no operation" eim --key "$work/none" serve download-other
expect 1 "cannot read" eim --key "$work/none" serve download-default 'download=1$a$b'

# The first member of an object in a list is on the line of its dash.
"$softeuicc" init --state "$work/cards.db"
expect 0 '^  - ci: ' show --state "$work/cards.db"
