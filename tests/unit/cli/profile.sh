#!/bin/sh
# softeuicc profile: what goes in comes out, and the exit status says what was found.
#
#   profile.sh SOFTEUICC PACKAGE.der SOURCE.asn

set -eu

softeuicc=$1
package=$2
source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect() { # STATUS ARGUMENT...
	want=$1
	shift
	got=0
	"$softeuicc" profile "$@" >"$work/out" 2>"$work/err" || got=$?
	[ "$got" = "$want" ] || {
		echo "profile $*: status $got instead of $want"
		cat "$work/out" "$work/err"
		exit 1
	}
}

expect 0 build "$source" --output "$work/built.der"
cmp "$work/built.der" "$package"
expect 0 show "$package" --output "$work/shown.asn"
expect 0 build "$work/shown.asn"
cmp "$work/out" "$package"
expect 0 check "$package"
grep -q '^0 errors, 0 warnings$' "$work/out"
expect 0 check --json "$source"
grep -q '^\[\]$' "$work/out"

sed 's/identification 2 /identification 1 /' "$source" >"$work/twice.asn"
expect 1 check "$work/twice.asn"
grep -q '^error: element 3 pukCodes (identification 1), offset [0-9]*: .* \[identification\]$' "$work/out"
expect 1 check --json "$work/twice.asn"
grep -q '"rule": "identification"' "$work/out"

head -c 100 "$package" >"$work/cut.der"
expect 1 show "$work/cut.der"
expect 1 check "$work/cut.der"
expect 1 build "$package"
expect 1 build "$work/missing.asn"
expect 2 publish "$package"
expect 2 build
