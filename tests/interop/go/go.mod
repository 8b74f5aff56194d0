module softeuicc/interop

go 1.24.0

require github.com/damonto/euicc-go v1.1.2

require (
	github.com/ElMostafaIdrassi/goscard v1.0.0 // indirect
	github.com/ebitengine/purego v0.9.0 // indirect
	golang.org/x/sys v0.40.0 // indirect
)
