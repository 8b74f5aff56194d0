#!/bin/sh
# The answers of a card, from a session that the verifier has with it, decoded by asn1tools with the
# published ASN.1 modules. They are not part of this project: SOFTEUICC_ASN1 names a folder.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/go-tools.sh"

[ -n "${SOFTEUICC_ASN1-}" ] || skip "SOFTEUICC_ASN1 names no folder with ASN.1 modules"
wants_go "$here/verifier/go.mod"
python=${SOFTEUICC_PYTHON:-python3}
"$python" -c 'import asn1tools' 2>/dev/null || skip "no asn1tools for $python"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build_verifier "$work/verifier"
"$work/verifier" -softeuicc "$SOFTEUICC" -profile "$SAMPLE" -dump "$work/answers" -spoil=false
"$python" "$here/verifier/asn1.py" "$SOFTEUICC_ASN1" "$work/answers"
