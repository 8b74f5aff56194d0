#!/bin/sh
# Runs a test with a pcscd and a vpcd of its own: in a private mount and network namespace, so that
# nothing on the machine is touched and no port is taken. As root or, where the kernel allows user
# namespaces, as anybody.
#
#   ns.sh TEST [ARGUMENT...]
#
# Exit status: that of TEST; 77 (skipped) with a reason where this cannot work here.

set -eu

driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so

skip() {
	echo "SKIP: $*"
	exit 77
}

if [ "${SOFTEUICC_NS-}" != inside ]; then
	PATH=$PATH:/usr/sbin:/sbin
	export PATH
	for tool in pcscd unshare ip; do
		command -v $tool >/dev/null || skip "no $tool here"
	done
	[ -e $driver ] || skip "no vpcd here (package vsmartcard-vpcd)"
	if unshare -mn true 2>/dev/null; then
		set -- unshare -mn "$0" "$@"
	elif unshare -rmn true 2>/dev/null; then
		set -- unshare -rmn "$0" "$@"
	else
		skip "namespaces are forbidden here"
	fi
	SOFTEUICC_NS=inside exec "$@"
fi
unset SOFTEUICC_NS

ip link set lo up || skip "no loopback interface in the namespace"
mkdir -p /run/pcscd 2>/dev/null || skip "cannot make /run/pcscd"
mount -t tmpfs tmpfs /run/pcscd || skip "cannot mount in the namespace"

work=$(mktemp -d)
pcscd=
cleanup() {
	[ -z "$pcscd" ] || kill "$pcscd" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

mkdir "$work/readers"
cat >"$work/readers/vpcd" <<END
FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x8C7B
LIBPATH      $driver
CHANNELID    0x8C7B
END

pcscd --foreground --info --config "$work/readers" >"$work/pcscd.log" 2>&1 &
pcscd=$!
for _ in $(seq 100); do
	[ ! -S /run/pcscd/pcscd.comm ] || break
	kill -0 "$pcscd" 2>/dev/null || { cat "$work/pcscd.log"; skip "pcscd does not start here"; }
	sleep 0.1
done

result=0
E2E_WORK=$work "$@" || result=$?
[ $result -eq 0 ] || tail -n 40 "$work/pcscd.log"
exit $result
