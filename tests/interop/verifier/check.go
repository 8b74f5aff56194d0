package main

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"fmt"
)

// What a session has left behind for the objects that come later. [SGP.22 3.0.1]
type session struct {
	euicc     *certificate
	serverOID asn1.ObjectIdentifier // of CERT.DPauth, which CERT.DPpb must share
	ended     bool                  // by a ProfileInstallationResult
}

// A checker follows the conversation between a terminal and one card.
type checker struct {
	cis      []*certificate
	eid      []byte
	sessions map[string]session
	// Results of installations and packages by their numbers, to compare with what it tells later.
	results map[int][]byte
	// EUICCInfo2 as it was told last, and whether nothing was done since that may take memory.
	info2   []byte
	settled bool
	// Of SGP.32: the version, nil for a consumer eUICC, and until EUICCInfo2 has told it the one that
	// most speak; the eUICC's certificates by CI ("": the default); the eIMs.
	version []byte
	own     map[string]*certificate
	eims    map[string]association
}

func newChecker(cis []*certificate) *checker {
	return &checker{cis: cis, version: []byte{1, 2, 0},
		sessions: make(map[string]session), results: make(map[int][]byte),
		own: make(map[string]*certificate), eims: make(map[string]association)}
}

// since tells whether the card is an IoT eUICC of this version of SGP.32 or a later one.
func (c *checker) since(major, minor byte) bool {
	return bytes.Compare(c.version, []byte{major, minor, 0}) >= 0
}

func (c *checker) consumer() bool {
	return c.version == nil
}

// clone lets a spoiled answer be judged without consequences.
func (c *checker) clone() *checker {
	copied := newChecker(c.cis)
	copied.eid, copied.version, copied.info2, copied.settled = c.eid, c.version, c.info2, c.settled
	for id, s := range c.sessions {
		copied.sessions[id] = s
	}
	for n, r := range c.results {
		copied.results[n] = r
	}
	for ci, own := range c.own {
		copied.own[ci] = own
	}
	for id, a := range c.eims {
		copied.eims[id] = a
	}
	return copied
}

// A function: what it is called, what its request and its answer are called in the published ASN.1
// modules (SGP32Definitions if that has it, else RSPDefinitions, unless it is said), and how the answer
// is judged. judge says which signed object was in it, if any.
type kind struct {
	name, request, answer string
	judge                 func(*checker, message) (signed string, err error)
}

// By context tag of request and answer. [SGP.22 5.7]
var kinds = map[int]kind{
	32: {"EUICCInfo1", "GetEuiccInfo1Request", "EUICCInfo1", (*checker).judgeInfo1},
	33: {"PrepareDownload", "PrepareDownloadRequest", "PrepareDownloadResponse", (*checker).judgePrepareDownload},
	34: {"EUICCInfo2", "GetEuiccInfo2Request", "EUICCInfo2", (*checker).judgeInfo2},
	40: {"ListNotification", "ListNotificationRequest", "ListNotificationResponse", (*checker).judgeListNotification},
	41: {"SetNickname", "SetNicknameRequest", "SetNicknameResponse", judgeResult(41, 0, 1, 127)},
	43: {"RetrieveNotificationsList", "RetrieveNotificationsListRequest", "RetrieveNotificationsListResponse", (*checker).judgeRetrieveNotifications},
	45: {"GetProfilesInfo", "ProfileInfoListRequest", "ProfileInfoListResponse", (*checker).judgeProfilesInfo},
	46: {"GetEUICCChallenge", "GetEuiccChallengeRequest", "GetEuiccChallengeResponse", (*checker).judgeChallenge},
	48: {"RemoveNotificationFromList", "NotificationSentRequest", "NotificationSentResponse", judgeResult(48, 0, 1, 127)},
	49: {"EnableProfile", "EnableProfileRequest", "EnableProfileResponse", judgeResult(49, 0, 1, 2, 3, 4, 5, 127)},
	50: {"DisableProfile", "DisableProfileRequest", "DisableProfileResponse", judgeResult(50, 0, 1, 2, 3, 5, 127)},
	51: {"DeleteProfile", "DeleteProfileRequest", "DeleteProfileResponse", judgeResult(51, 0, 1, 2, 3, 127)},
	52: {"eUICCMemoryReset", "RSPDefinitions.EuiccMemoryResetRequest", "RSPDefinitions.EuiccMemoryResetResponse", (*checker).judgeOldMemoryReset},
	53: {"LoadCRL", "LoadCRLRequest", "LoadCRLResponse", (*checker).judgeLoadCRL},
	54: {"LoadBoundProfilePackage", "", "ProfileInstallationResult", (*checker).judgeInstallation},
	56: {"AuthenticateServer", "AuthenticateServerRequest", "AuthenticateServerResponse", (*checker).judgeAuthenticateServer},
	60: {"GetEuiccConfiguredAddresses", "EuiccConfiguredAddressesRequest", "EuiccConfiguredAddressesResponse", (*checker).judgeAddresses},
	62: {"GetEID", "GetEuiccDataRequest", "GetEuiccDataResponse", (*checker).judgeEID},
	63: {"SetDefaultDpAddress", "RSPDefinitions.SetDefaultDpAddressRequest", "RSPDefinitions.SetDefaultDpAddressResponse", judgeResult(63, 0, 127)},
	67: {"GetRAT", "RSPDefinitions.GetRatRequest", "RSPDefinitions.GetRatResponse", (*checker).judgeRAT},
	65: {"CancelSession", "CancelSessionRequest", "CancelSessionResponse", (*checker).judgeCancelSession},
}

// Tags of pieces of a Bound Profile Package, each of which is a chain of its own. [SGP.22 2.5.5]
var pieces = map[byte]bool{0x86: true, 0x87: true, 0x88: true, 0xA0: true, 0xA1: true, 0xA2: true,
	0xA3: true}

const boundProfilePackage = 54

// functionOf is the tag that kinds and iotKinds have for a message; 0 if it has none.
func functionOf(m message) int {
	switch {
	case len(m.request) > 0 && pieces[m.request[0]]:
		return boundProfilePackage
	case len(m.request) > 1 && m.request[0] == 0xBF:
		return int(m.request[1])
	}
	return 0
}

// kindOf finds out which function a message is about; false for one that the verifier does not know.
func kindOf(m message) (kind, bool) {
	k, known := kinds[functionOf(m)]
	if !known {
		k, known = iotKinds[functionOf(m)]
	}
	return k, known
}

// Functions that take and free no memory, so that extCardResource stays what it is.
var reading = map[int]bool{32: true, 33: true, 34: true, 40: true, 43: true, 45: true, 46: true, 56: true,
	60: true, 62: true, 65: true, 67: true, 85: true, 86: true, 95: true}

// judge looks into an answer. Every answer has to be of a function that is known, and that this version
// has.
func (c *checker) judge(m message) (function, signed string, err error) {
	k, known := kindOf(m)
	tag := functionOf(m)
	if !known {
		return "unknown function", "", fmt.Errorf("to %X", m.request)
	}
	if _, iot := iotKinds[tag]; iot && (c.consumer() || since11[tag] && !c.since(1, 1)) {
		return k.name, "", errors.New("a function that this version does not have")
	}
	signed, err = k.judge(c, m)
	c.settled = c.settled && reading[tag]
	return k.name, signed, err
}

func sized(what string, octets []byte, min, max int) error {
	if len(octets) < min || len(octets) > max {
		return fmt.Errorf("%s has %d octets", what, len(octets))
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func equal(what string, a, b []byte) error {
	if !bytes.Equal(a, b) {
		return fmt.Errorf("%s: %X is not %X", what, a, b)
	}
	return nil
}

// judgeLater is judgeResult with a number that version 1.minor of SGP.32 has added.
func judgeLater(tag int, minor byte, later int, allowed ...int) func(*checker, message) (string, error) {
	return func(c *checker, m message) (string, error) {
		if c.since(1, minor) {
			return judgeResult(tag, append(allowed[:len(allowed):len(allowed)], later)...)(c, m)
		}
		return judgeResult(tag, allowed...)(c, m)
	}
}

// Functions whose whole answer is a number.
func judgeResult(tag int, allowed ...int) func(*checker, message) (string, error) {
	return func(_ *checker, m message) (string, error) {
		var r resultResponse
		err := decode(m.response, &r, fmt.Sprintf("tag:%d", tag))
		if err == nil && !contains(allowed, r.Result) {
			err = fmt.Errorf("result %d", r.Result)
		}
		return "", err
	}
}
