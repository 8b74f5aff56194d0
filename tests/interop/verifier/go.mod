module softeuicc/verifier

go 1.19
