# Shell functions for tests that are written in Go. Sourced; $here is the folder tests/interop.

export GOTOOLCHAIN=local CGO_ENABLED=0

skip() {
	echo "SKIP: $*"
	exit 77
}

# wants_go GO_MOD: the test is skipped where Go is absent or older than the file asks for.
wants_go() {
	command -v go >/dev/null || skip "no go here"
	wanted=$(sed -n 's/^go //p' "$1")
	found=$(go env GOVERSION | sed 's/^go//')
	[ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ] ||
		skip "go is $found, $wanted is wanted"
}

# build_verifier PROGRAM
build_verifier() {
	(cd "$here/verifier" && GOPROXY=off go build -o "$1" .)
}
