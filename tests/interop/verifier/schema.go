package main

import (
	"encoding/asn1"
	"errors"
	"fmt"
)

// Messages of ES10 as encoding/asn1 wants them described, one Go type for each type of
// [SGP.22 annex H]; a CHOICE stays raw and is looked into by its tag.

// decode reads one whole element and refuses anything behind it.
func decode(der []byte, value interface{}, params string) error {
	rest, err := asn1.UnmarshalWithParams(der, value, params)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d octets too many", len(rest))
	}
	return err
}

// elements cuts a constructed value into what it consists of.
func elements(der []byte) ([]asn1.RawValue, error) {
	var all []asn1.RawValue
	for len(der) > 0 {
		var next asn1.RawValue
		rest, err := asn1.Unmarshal(der, &next)
		if err != nil {
			return nil, err
		}
		all, der = append(all, next), rest
	}
	return all, nil
}

// choice returns the only element inside a constructed one with this context tag.
func choice(der []byte, tag int) (asn1.RawValue, error) {
	var outer asn1.RawValue
	if err := decode(der, &outer, ""); err != nil {
		return outer, err
	}
	if outer.Class != asn1.ClassContextSpecific || outer.Tag != tag || !outer.IsCompound {
		return outer, fmt.Errorf("class %d, tag %d", outer.Class, outer.Tag)
	}
	inside, err := elements(outer.Bytes)
	if err != nil || len(inside) != 1 {
		return outer, fmt.Errorf("%d alternatives, %v", len(inside), err)
	}
	if inside[0].Class != asn1.ClassContextSpecific {
		return outer, errors.New("no alternative of the choice")
	}
	return inside[0], nil
}

// list returns what is in the list of a response that is either [0] a list or [1] an error number.
func list(der []byte, tag int) ([]byte, error) {
	inside, err := choice(der, tag)
	if err != nil {
		return nil, err
	}
	if inside.Tag == 0 && inside.IsCompound {
		return inside.Bytes, nil
	}
	if inside.Tag == 1 && !inside.IsCompound && len(inside.Bytes) == 1 {
		return nil, nil
	}
	return nil, fmt.Errorf("neither list nor error: [%d]", inside.Tag)
}

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
	Signed2     asn1.RawValue
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
	Accreditation  string `asn1:"utf8"`
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
	PolicyRules   asn1.BitString              `asn1:"optional,tag:25"`
	// Of SGP.32.
	Ecall           bool `asn1:"optional,tag:123"`
	Fallback        bool `asn1:"optional,tag:38"`
	FallbackAllowed bool `asn1:"optional,tag:103"`
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

type ruleOfRAT struct {
	PPRs      asn1.BitString `asn1:"tag:0"`
	Operators []operatorID   `asn1:"tag:1"`
	Flags     asn1.BitString `asn1:"tag:2"`
}
