# Shell functions of the end-to-end tests. Sourced by tests that ns.sh runs.
#
# From meson: SOFTEUICC, PCSC_APDU, SAMPLE (a profile package). From ns.sh: E2E_WORK, a folder.

set -eu

reader="Virtual PCD 00 00"
state=$E2E_WORK/cards.db
run_log=$E2E_WORK/run.log
run_pid=
checks=0

fail() {
	echo "FAIL: $*"
	[ ! -e "$run_log" ] || { echo "--- log of softeuicc run:"; tail -n 60 "$run_log"; }
	exit 1
}

# check TEXT COMMAND...: the command must succeed.
check() {
	text=$1
	shift
	"$@" || fail "$text"
	checks=$((checks + 1))
	echo "ok $checks - $text"
}

# check_equal TEXT GOT EXPECTED
check_equal() {
	[ "$2" = "$3" ] || fail "$1: got \"$2\", expected \"$3\""
	checks=$((checks + 1))
	echo "ok $checks - $1"
}

lpa() {
	"$SOFTEUICC" lpa --reader "$reader" "$@"
}

# The first slot has a card, and pcscd has seen it.
card_is_in() {
	"$SOFTEUICC" lpa readers | grep -q "^$reader.*card inserted"
}

wait_until() {
	for _ in $(seq 100); do
		! "$@" 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

insert() {
	"$SOFTEUICC" run --state "$state" "$@" >>"$run_log" 2>&1 &
	run_pid=$!
	wait_until card_is_in || fail "no card in the reader after 10 s"
}

# eject SIGNAL: ends softeuicc run; its exit status is in $run_status.
eject() {
	kill -"$1" "$run_pid"
	run_status=0
	wait "$run_pid" 2>/dev/null || run_status=$?
	run_pid=
	for _ in $(seq 100); do
		card_is_in || return 0
		sleep 0.1
	done
	fail "the reader still sees a card 10 s after SIG$1"
}

stop_run() {
	[ -z "$run_pid" ] || kill "$run_pid" 2>/dev/null || true
}
trap stop_run EXIT
