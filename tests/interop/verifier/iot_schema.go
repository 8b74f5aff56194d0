package main

import "encoding/asn1"

// Messages of SGP.32, as schema.go has those of SGP.22. [SGP.32 2.11.1, 2.11.2, 5.9]

type packageRequest struct {
	Signed    packageSigned
	Signature []byte `asn1:"application,tag:55"`
}

type packageSigned struct {
	Raw         asn1.RawContent
	EIM         string `asn1:"utf8,tag:0"`
	EID         []byte `asn1:"application,tag:26"`
	Counter     int64  `asn1:"tag:1"`
	Transaction []byte `asn1:"optional,tag:2"`
	Operations  asn1.RawValue
}

type packageResult struct {
	Data      packageResultData
	Signature []byte `asn1:"application,tag:55"`
}

type packageResultData struct {
	Raw         asn1.RawContent
	EIM         string `asn1:"utf8,tag:0"`
	Counter     int64  `asn1:"tag:1"`
	Transaction []byte `asn1:"optional,tag:2"`
	Number      int    `asn1:"tag:3"`
	Results     asn1.RawValue
}

type packageError struct {
	Data      packageErrorData
	Signature []byte `asn1:"application,tag:55"`
}

type packageErrorData struct {
	Raw         asn1.RawContent
	EIM         string `asn1:"utf8,tag:0"`
	Counter     int64  `asn1:"tag:1"`
	Transaction []byte `asn1:"optional,tag:2"`
	Code        int
}

// Numbers that are absent are -1.
type packageErrorUnsigned struct {
	EIM         string `asn1:"utf8,tag:0"`
	Transaction []byte `asn1:"optional,tag:2"`
	Token       int64  `asn1:"optional,default:-1,tag:4"`
	Code        int    `asn1:"optional,default:-1,tag:15"`
}

type eimConfiguration struct {
	ID        string         `asn1:"utf8,tag:0"`
	Address   string         `asn1:"optional,utf8,tag:1"`
	IDType    int            `asn1:"optional,tag:2"`
	Counter   int64          `asn1:"optional,default:-1,tag:3"`
	Token     int64          `asn1:"optional,default:0,tag:4"`
	Key       asn1.RawValue  `asn1:"optional,tag:5"`
	TLS       asn1.RawValue  `asn1:"optional,tag:6"`
	Protocols asn1.BitString `asn1:"optional,tag:7"`
	CI        []byte         `asn1:"optional,tag:8"`
	Indirect  []byte         `asn1:"optional,tag:9"` // NULL
	// Of v1.3.
	Proprietary []vendorExtension `asn1:"optional,tag:10"`
}

type eimIdInfo struct {
	ID     string `asn1:"utf8,tag:0"`
	Type   int    `asn1:"optional,tag:2"`
	OldTag int    `asn1:"optional,tag:4"` // the type in v1.0.1
}

type rollbackResponse struct {
	Result  int
	Package asn1.RawValue `asn1:"optional,tag:81"`
}

type memoryResetResponse struct {
	Result    int `asn1:"tag:0"`
	EIMs      int `asn1:"optional,default:-1,tag:1"`
	Immediate int `asn1:"optional,default:-1,tag:2"`
}

type connectivityParameters struct {
	HTTP []byte `asn1:"optional,tag:1"`
}
