package main

import "encoding/asn1"

// Messages of ES10 as encoding/asn1 wants them described, one Go type for each type of
// [SGP.22 annex H]; a CHOICE stays raw and is looked into by its tag.

type notificationMetadata struct {
	Raw     asn1.RawContent
	Number  int            `asn1:"tag:0"`
	Event   asn1.BitString `asn1:"tag:1"`
	Address string         `asn1:"utf8"`
	ICCID   []byte         `asn1:"optional,application,tag:26"`
}

type otherSignedNotification struct {
	Metadata  notificationMetadata `asn1:"tag:47"`
	Signature []byte               `asn1:"application,tag:55"`
	EUICC     asn1.RawValue
	EUM       asn1.RawValue
}

type installationResult struct {
	Data      installationResultData `asn1:"tag:39"`
	Signature []byte                 `asn1:"application,tag:55"`
}

type installationResultData struct {
	Raw           asn1.RawContent
	TransactionID []byte               `asn1:"tag:0"`
	Metadata      notificationMetadata `asn1:"tag:47"`
	ServerOID     asn1.ObjectIdentifier
	Result        asn1.RawValue
}

type installationSuccess struct {
	AID      []byte `asn1:"application,tag:15"`
	Response []byte
}

type installationError struct {
	Command  int    `asn1:"tag:0"`
	Reason   int    `asn1:"tag:1"`
	Response []byte `asn1:"optional,tag:2"`
}

// EUICCResponse of the profile package, which simaResponse consists of.
type elementsResponse struct {
	Statuses []elementStatus `asn1:"tag:0"`
	Aborted  []byte          `asn1:"optional,tag:1"`
	Message  string          `asn1:"optional,utf8,tag:2"`
}

type elementStatus struct {
	Status         int `asn1:"tag:0"`
	Identification int `asn1:"optional,tag:1"`
	More           int `asn1:"optional,tag:2"`
	Offset         int `asn1:"optional,tag:3"`
}

type serverSigned1 struct {
	TransactionID   []byte `asn1:"tag:0"`
	EUICCChallenge  []byte `asn1:"tag:1"`
	Address         string `asn1:"utf8,tag:3"`
	ServerChallenge []byte `asn1:"tag:4"`
}

type authenticateServerRequest struct {
	Signed1     serverSigned1
	Signature   []byte `asn1:"application,tag:55"`
	CI          []byte
	Certificate asn1.RawValue
	Context     asn1.RawValue
}

type authenticateServerOK struct {
	Signed1   euiccSigned1
	Signature []byte `asn1:"application,tag:55"`
	EUICC     asn1.RawValue
	EUM       asn1.RawValue
}

type euiccSigned1 struct {
	Raw             asn1.RawContent
	TransactionID   []byte `asn1:"tag:0"`
	Address         string `asn1:"utf8,tag:3"`
	ServerChallenge []byte `asn1:"tag:4"`
	Info2           info2  `asn1:"tag:34"`
	Context         asn1.RawValue
}

type prepareDownloadRequest struct {
	Signed2 struct {
		TransactionID []byte `asn1:"tag:0"`
	}
	Signature   asn1.RawValue
	HashCC      []byte `asn1:"optional"`
	Certificate asn1.RawValue
}

type prepareDownloadOK struct {
	Signed2   euiccSigned2
	Signature []byte `asn1:"application,tag:55"`
}

type euiccSigned2 struct {
	Raw           asn1.RawContent
	TransactionID []byte `asn1:"tag:0"`
	Key           []byte `asn1:"application,tag:73"`
	HashCC        []byte `asn1:"optional"`
}

type sessionError struct {
	TransactionID []byte `asn1:"tag:0"`
	Code          int
}

type cancelSessionOK struct {
	Signed    cancelSessionSigned
	Signature []byte `asn1:"application,tag:55"`
}

type cancelSessionSigned struct {
	Raw           asn1.RawContent
	TransactionID []byte                `asn1:"tag:0"`
	ServerOID     asn1.ObjectIdentifier `asn1:"tag:1"`
	Reason        int                   `asn1:"tag:2"`
}

type cancelSessionRequest struct {
	TransactionID []byte `asn1:"tag:0"`
	Reason        int    `asn1:"tag:1"`
}

type challengeResponse struct {
	Challenge []byte `asn1:"tag:0"`
}

type eidResponse struct {
	EID []byte `asn1:"application,tag:26"`
}

type addressesResponse struct {
	Default string `asn1:"optional,utf8,tag:0"`
	Root    string `asn1:"utf8,tag:1"`
}

type searchedProfiles struct {
	Criteria asn1.RawValue `asn1:"optional,tag:0"`
	Tags     []byte        `asn1:"optional,application,tag:28"`
}

type resultResponse struct {
	Result int `asn1:"tag:0"`
}

type info1 struct {
	SVN          []byte   `asn1:"tag:2"`
	Verification [][]byte `asn1:"tag:9"`
	Signing      [][]byte `asn1:"tag:10"`
}

type info2 struct {
	Raw            asn1.RawContent
	ProfileVersion []byte         `asn1:"tag:1"`
	SVN            []byte         `asn1:"tag:2"`
	Firmware       []byte         `asn1:"tag:3"`
	Resources      []byte         `asn1:"tag:4"`
	UICC           asn1.BitString `asn1:"tag:5"`
	TS102241       []byte         `asn1:"optional,tag:6"`
	GlobalPlatform []byte         `asn1:"optional,tag:7"`
	RSP            asn1.BitString `asn1:"tag:8"`
	Verification   [][]byte       `asn1:"tag:9"`
	Signing        [][]byte       `asn1:"tag:10"`
	Category       int            `asn1:"optional,tag:11"`
	ForbiddenPPR   asn1.BitString `asn1:"optional,tag:25"`
	PPVersion      []byte
	Accreditation  string            `asn1:"utf8"`
	Certification  certificationData `asn1:"optional,tag:12"`
	TRE            asn1.BitString    `asn1:"optional,tag:13"`
	TREProduct     string            `asn1:"optional,utf8,tag:14"`
	MorePackages   [][]byte          `asn1:"optional,tag:15"`
	// Of SGP.32; -1: no ipaMode.
	IPAMode       int     `asn1:"optional,default:-1,tag:16"`
	IoT           iotInfo `asn1:"optional,tag:20"`
	SecurityLevel []byte  `asn1:"optional,tag:21"`
}

type certificationData struct {
	Platform  string `asn1:"utf8,tag:0"`
	Discovery string `asn1:"utf8,tag:1"`
}

// NULLs are read as what has no octets.
type iotInfo struct {
	Raw            asn1.RawContent
	Versions       [][]byte `asn1:"tag:0"`
	Ecall          []byte   `asn1:"optional,tag:1"`
	Fallback       []byte   `asn1:"optional,tag:2"`
	FallbackUpdate []byte   `asn1:"optional,tag:3"`
}

// extCardResource. [ETSI TS 102 226 8.2.1.7.2]
type cardResources struct {
	Applications []byte `asn1:"tag:1"`
	NonVolatile  []byte `asn1:"tag:2"`
	Volatile     []byte `asn1:"tag:3"`
}

type profileInfo struct {
	ICCID         []byte                      `asn1:"optional,application,tag:26"`
	AID           []byte                      `asn1:"optional,application,tag:15"`
	State         int                         `asn1:"optional,tag:112"`
	Nickname      string                      `asn1:"optional,utf8,tag:16"`
	Provider      string                      `asn1:"optional,utf8,tag:17"`
	Name          string                      `asn1:"optional,utf8,tag:18"`
	IconType      int                         `asn1:"optional,tag:19"`
	Icon          []byte                      `asn1:"optional,tag:20"`
	Class         int                         `asn1:"optional,tag:21"`
	Notifications []notificationConfiguration `asn1:"optional,tag:22"`
	Owner         operatorID                  `asn1:"optional,tag:23"`
	Proprietary   asn1.RawValue               `asn1:"optional,tag:24"`
	PolicyRules   asn1.BitString              `asn1:"optional,tag:25"`
	Extensions    []vendorExtension           `asn1:"optional,tag:34"`
	// Of SGP.32.
	Ecall           bool          `asn1:"optional,tag:123"`
	Fallback        bool          `asn1:"optional,tag:38"`
	FallbackAllowed bool          `asn1:"optional,tag:103"`
	IoT             asn1.RawValue `asn1:"optional,tag:100"`
}

// serviceSpecificDataStoredInEuicc consists of these.
type vendorExtension struct {
	Vendor asn1.ObjectIdentifier `asn1:"tag:0"`
	Data   asn1.RawValue         `asn1:"tag:1"`
}

type notificationConfiguration struct {
	Event   asn1.BitString `asn1:"tag:0"`
	Address string         `asn1:"utf8,tag:1"`
}

type operatorID struct {
	MCCMNC []byte `asn1:"tag:0"`
	GID1   []byte `asn1:"optional,tag:1"`
	GID2   []byte `asn1:"optional,tag:2"`
}

// What the ISD-R tells when it is selected. [SGP.22 5.7.1, SGP.32 5.9]
type templateSGP22 struct {
	SVN  []byte         `asn1:"tag:2"`
	LPAe asn1.BitString `asn1:"optional"`
}

type templateSGP32 struct {
	Configuration asn1.BitString `asn1:"tag:0"`
}

type ruleOfRAT struct {
	PPRs      asn1.BitString `asn1:"tag:0"`
	Operators []operatorID   `asn1:"tag:1"`
	Flags     asn1.BitString `asn1:"tag:2"`
}
