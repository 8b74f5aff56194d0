#!/bin/sh
# Speaks lpac's side of LPAC_HTTP=stdio, so that lpac-smdpp itself is tested without lpac.
[ "$LPAC_HTTP" = stdio ] || exit 10

# ask PATH BODY: posts the body and leaves the answer's line in $answer.
ask() {
	tx=$(printf '%s' "$2" | od -An -v -tx1 | tr -d ' \n')
	echo "{\"type\":\"http\",\"payload\":{\"url\":\"https://dp.example$1\",\"tx\":\"$tx\",\"headers\":[]}}"
	read -r answer
}

path=/gsma/rsp2/es9plus
echo '{"type":"progress","payload":{"code":0,"message":"start","data":null}}'
ask $path/unknown '{}'
[ "$answer" = '{"type":"http","payload":{"rcode":404,"rx":""}}' ] || exit 11
ask $path/initiateAuthentication 'no json'
[ "$answer" = '{"type":"http","payload":{"rcode":400,"rx":""}}' ] || exit 12
ask $path/initiateAuthentication \
	'{"smdpAddress":"dp.example","euiccChallenge":"AAAAAAAAAAAAAAAAAAAAAA==","euiccInfo1":"vyAA"}'
# Refused with subject code 8.8.1: not this server's address.
case $answer in
*'"rcode":200'*382e382e31*) ;;
*) exit 13 ;;
esac
# lpac-smdpp passes this on.
exit 42
