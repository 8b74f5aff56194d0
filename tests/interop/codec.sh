#!/bin/sh
# The codecs of asn1Play on all that is said in sessions of the verifier with cards of each persona, and
# on profile packages: the samples, and those of TS.48 where the test data is at hand.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

python=${SOFTEUICC_PYTHON:-python3}
wants_go "$here/verifier/go.mod"
command -v "$python" >/dev/null || skip "no $python here"

set -- "$(dirname "$SAMPLE")"/*.der
for package in "${SOFTEUICC_TESTDATA:-$TESTDATA_DEFAULT}"/ts48/*.der; do
	[ ! -e "$package" ] || set -- "$@" "$package"
done
"$python" "$here/codec.py" profiles "$SOFTEUICC" "$@"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build_verifier "$work/verifier"
for persona in default sgp22 sgp32-v1.2 sgp32-v1.3 sgp32-v1.0.1; do
	"$work/verifier" -softeuicc "$SOFTEUICC" -persona $persona -profile "$SAMPLE" -spoil=false \
		-dump "$work/messages" >"$work/log" || { cat "$work/log"; exit 1; }
	"$python" "$here/codec.py" messages $persona "$work/messages"
done
