package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
)

// What a session has left behind for the objects that come later. [SGP.22 3.0.1]
type session struct {
	euicc     *certificate
	serverOID asn1.ObjectIdentifier // of CERT.DPauth, which CERT.DPpb must share
}

// A checker follows the conversation between a terminal and one card.
type checker struct {
	cis      []*certificate
	eid      []byte
	sessions map[string]session
	// Results of installations and packages by their numbers, to compare with what it tells later.
	results map[int][]byte
	// Of SGP.32: the version, until EUICCInfo2 has told it the one that most speak; the eUICC's
	// certificates by CI ("": the default); the eIMs.
	version []byte
	own     map[string]*certificate
	eims    map[string]association
}

func newChecker(cis []*certificate) *checker {
	return &checker{cis: cis, version: []byte{1, 2, 0},
		sessions: make(map[string]session), results: make(map[int][]byte),
		own: make(map[string]*certificate), eims: make(map[string]association)}
}

// since tells whether the card is of this version of SGP.32 or a later one.
func (c *checker) since(major, minor byte) bool {
	return bytes.Compare(c.version, []byte{major, minor, 0}) >= 0
}

// clone lets a spoiled answer be judged without consequences.
func (c *checker) clone() *checker {
	copied := newChecker(c.cis)
	copied.eid, copied.version = c.eid, c.version
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
	52: {"eUICCMemoryReset", "RSPDefinitions.EuiccMemoryResetRequest", "RSPDefinitions.EuiccMemoryResetResponse", judgeOldMemoryReset},
	53: {"LoadCRL", "LoadCRLRequest", "LoadCRLResponse", judgeLoadCRL},
	54: {"LoadBoundProfilePackage", "", "ProfileInstallationResult", (*checker).judgeInstallation},
	56: {"AuthenticateServer", "AuthenticateServerRequest", "AuthenticateServerResponse", (*checker).judgeAuthenticateServer},
	60: {"GetEuiccConfiguredAddresses", "EuiccConfiguredAddressesRequest", "EuiccConfiguredAddressesResponse", (*checker).judgeAddresses},
	62: {"GetEID", "GetEuiccDataRequest", "GetEuiccDataResponse", (*checker).judgeEID},
	63: {"SetDefaultDpAddress", "RSPDefinitions.SetDefaultDpAddressRequest", "RSPDefinitions.SetDefaultDpAddressResponse", judgeResult(63, 0, 127)},
	67: {"GetRAT", "RSPDefinitions.GetRatRequest", "RSPDefinitions.GetRatResponse", judgeRAT},
	65: {"CancelSession", "CancelSessionRequest", "CancelSessionResponse", (*checker).judgeCancelSession},
}

// Tags of pieces of a Bound Profile Package, each of which is a chain of its own. [SGP.22 2.5.5]
var pieces = map[byte]bool{0x86: true, 0x87: true, 0x88: true, 0xA0: true, 0xA1: true, 0xA2: true,
	0xA3: true}

const boundProfilePackage = 54

// kindOf finds out which function a message is about; false for one that the verifier does not know.
func kindOf(m message) (kind, bool) {
	tag := boundProfilePackage
	if len(m.request) == 0 {
		return kind{}, false
	}
	if !pieces[m.request[0]] {
		if len(m.request) < 2 || m.request[0] != 0xBF {
			return kind{}, false
		}
		tag = int(m.request[1])
	}
	k, known := kinds[tag]
	if !known {
		k, known = iotKinds[tag]
	}
	return k, known
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

// Functions whose whole answer is a number.
func judgeResult(tag int, allowed ...int) func(*checker, message) (string, error) {
	return func(_ *checker, m message) (string, error) {
		var r resultResponse
		if err := decode(m.response, &r, fmt.Sprintf("tag:%d", tag)); err != nil {
			return "", err
		}
		for _, a := range allowed {
			if r.Result == a {
				return "", nil
			}
		}
		return "", fmt.Errorf("result %d", r.Result)
	}
}

func judgeLoadCRL(_ *checker, m message) (string, error) {
	inside, err := choice(m.response, 53)
	if err == nil && inside.Tag == 1 {
		var code int
		err = decode(inside.FullBytes, &code, "tag:1")
	}
	return "", err
}

func judgeRAT(_ *checker, m message) (string, error) {
	inside, err := choice(m.response, 67)
	return "", first(err, checkRules(inside.Bytes))
}

// checkRules reads the content of a RulesAuthorisationTable.
func checkRules(list []byte) error {
	for len(list) > 0 {
		var rule ruleOfRAT
		var err error
		if list, err = asn1.Unmarshal(list, &rule); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) judgeEID(m message) (string, error) {
	var r eidResponse
	if err := decode(m.response, &r, "tag:62"); err != nil {
		return "", err
	}
	c.eid = r.EID
	return "", sized("EID", r.EID, 16, 16)
}

func (c *checker) judgeChallenge(m message) (string, error) {
	var r challengeResponse
	return "", first(decode(m.response, &r, "tag:46"), sized("challenge", r.Challenge, 16, 16))
}

func (c *checker) judgeAddresses(m message) (string, error) {
	var r addressesResponse
	return "", decode(m.response, &r, "tag:60")
}

func (c *checker) judgeInfo1(m message) (string, error) {
	var r info1
	return "", first(decode(m.response, &r, "tag:32"), sized("SVN", r.SVN, 3, 3))
}

func (c *checker) judgeInfo2(m message) (string, error) {
	var r info2
	if err := decode(m.response, &r, "tag:34"); err != nil {
		return "", err
	}
	if version := r.iotVersion(); version != nil {
		c.version = version
	}
	return "", r.check()
}

// iotVersion returns the first version in iotSpecificInfo [20], nil for a consumer eUICC.
func (r *info2) iotVersion() []byte {
	var info struct {
		Versions [][]byte `asn1:"tag:0"`
	}
	var outer asn1.RawValue
	_ = decode(r.Raw, &outer, "")
	all, _ := elements(outer.Bytes)
	for _, element := range all {
		if element.Class == asn1.ClassContextSpecific && element.Tag == 20 &&
			decode(element.FullBytes, &info, "tag:20") == nil && len(info.Versions) > 0 {
			return info.Versions[0]
		}
	}
	return nil
}

func (r *info2) check() error {
	for _, id := range append(append([][]byte{}, r.Verification...), r.Signing...) {
		if err := sized("CI key identifier", id, 1, 20); err != nil {
			return err
		}
	}
	return first(sized("profileVersion", r.ProfileVersion, 3, 3), sized("SVN", r.SVN, 3, 3),
		sized("firmware version", r.Firmware, 3, 3), sized("ppVersion", r.PPVersion, 3, 3))
}

func (c *checker) judgeProfilesInfo(m message) (string, error) {
	rest, err := list(m.response, 45)
	for err == nil && len(rest) > 0 {
		var p profileInfo
		if rest, err = asn1.UnmarshalWithParams(rest, &p, "private,tag:3"); err != nil {
			return "", err
		}
		err = first(sized("ICCID", p.ICCID, 0, 10), sized("AID", p.AID, 0, 16),
			sized("nickname", []byte(p.Nickname), 0, 64),
			sized("service provider", []byte(p.Provider), 0, 32),
			sized("profile name", []byte(p.Name), 0, 64), sized("icon", p.Icon, 0, 1024))
		if err != nil {
			return "", err
		}
	}
	return "", err
}

func (n *notificationMetadata) check() error {
	events := 0
	for bit := 0; bit < n.Event.BitLength; bit++ {
		events += n.Event.At(bit)
	}
	if events != 1 || n.Number < 0 {
		return fmt.Errorf("notification %d of %d events", n.Number, events)
	}
	if len(n.ICCID) != 0 && len(n.ICCID) != 10 {
		return fmt.Errorf("an ICCID of %d octets", len(n.ICCID))
	}
	return nil
}

func (c *checker) judgeListNotification(m message) (string, error) {
	rest, err := list(m.response, 40)
	for err == nil && len(rest) > 0 {
		var n notificationMetadata
		if rest, err = asn1.UnmarshalWithParams(rest, &n, "tag:47"); err != nil {
			return "", err
		}
		if err = n.check(); err != nil {
			return "", err
		}
	}
	return "", err
}

func (c *checker) judgeRetrieveNotifications(m message) (string, error) {
	var code int
	inside, err := choice(m.response, 43)
	if err != nil {
		return "", err
	}
	switch {
	case inside.Tag == 1:
		return "", decode(inside.FullBytes, &code, "tag:1")
	case !inside.IsCompound:
		return "", fmt.Errorf("[%d] is no list", inside.Tag)
	case inside.Tag == 0:
		return c.checkPending(inside.Bytes)
	}
	return c.checkStored(inside)
}

func (c *checker) checkPending(list []byte) (string, error) {
	all, err := elements(list)
	if err != nil || len(all) == 0 {
		return "", err
	}
	signed := "otherSignedNotification"
	for _, element := range all {
		if element.Class == asn1.ClassContextSpecific {
			signed = "pending ProfileInstallationResult"
			err = c.checkInstallation(element.FullBytes, true)
		} else {
			err = c.checkOtherNotification(element.FullBytes)
		}
		if err != nil {
			return signed, err
		}
	}
	return signed, nil
}

func (c *checker) checkOtherNotification(der []byte) error {
	var n otherSignedNotification
	if err := decode(der, &n, ""); err != nil {
		return err
	}
	euicc, err := c.checkOwnChain(n.EUICC.FullBytes, n.EUM.FullBytes)
	if err != nil {
		return err
	}
	return first(euicc.key.verify(n.Metadata.Raw, n.Signature), n.Metadata.check())
}

// checkOwnChain also wants the certificate to be the one of this card.
func (c *checker) checkOwnChain(euiccDER, eumDER []byte) (*certificate, error) {
	euicc, err := checkChain(euiccDER, eumDER, c.cis)
	if err != nil {
		return nil, err
	}
	eid, err := euicc.eid()
	if err == nil && c.eid != nil && eid != hex.EncodeToString(c.eid) {
		err = fmt.Errorf("a certificate for %s", eid)
	}
	return euicc, err
}

// A ProfileInstallationResult ends a session, and stays what it is until it is removed.
func (c *checker) checkInstallation(der []byte, again bool) error {
	var r installationResult
	if err := decode(der, &r, "tag:55"); err != nil {
		return err
	}
	s, known := c.sessions[string(r.Data.TransactionID)]
	if !known {
		return errors.New("the result of an unknown session")
	}
	err := first(s.euicc.key.verify(r.Data.Raw, r.Signature), r.Data.Metadata.check(),
		r.Data.checkResult())
	if err != nil {
		return err
	}
	if !r.Data.ServerOID.Equal(s.serverOID) {
		return fmt.Errorf("server %v, it was %v", r.Data.ServerOID, s.serverOID)
	}
	if kept, have := c.results[r.Data.Metadata.Number]; again && have {
		return equal("result", der, kept)
	}
	c.results[r.Data.Metadata.Number] = der
	return nil
}

func (d *installationResultData) checkResult() error {
	inside, err := choice(d.Result.FullBytes, 2)
	if err != nil {
		return err
	}
	switch inside.Tag {
	case 0:
		var success installationSuccess
		return first(decode(inside.FullBytes, &success, "tag:0"), sized("AID", success.AID, 5, 16))
	case 1:
		var failure installationError
		return decode(inside.FullBytes, &failure, "tag:1")
	}
	return fmt.Errorf("final result [%d]", inside.Tag)
}

// Most pieces of a package have an empty answer, the last one or a bad one has the result.
func (c *checker) judgeInstallation(m message) (string, error) {
	if len(m.response) == 0 {
		return "", nil
	}
	return "ProfileInstallationResult", c.checkInstallation(m.response, false)
}

func (c *checker) judgeAuthenticateServer(m message) (string, error) {
	var request authenticateServerRequest
	var ok authenticateServerOK
	inside, err := choice(m.response, 56)
	if err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		var failure sessionError
		return "", decode(inside.FullBytes, &failure, "tag:1")
	}
	const signed = "euiccSigned1"
	err = first(decode(inside.FullBytes, &ok, "tag:0"), decode(m.request, &request, "tag:56"))
	if err != nil {
		return signed, err
	}
	euicc, err := c.checkOwnChain(ok.EUICC.FullBytes, ok.EUM.FullBytes)
	if err != nil {
		return signed, err
	}
	err = first(euicc.key.verify(ok.Signed1.Raw, ok.Signature), ok.Signed1.Info2.check(),
		equal("transaction", ok.Signed1.TransactionID, request.Signed1.TransactionID),
		equal("challenge", ok.Signed1.ServerChallenge, request.Signed1.ServerChallenge),
		equal("address", []byte(ok.Signed1.Address), []byte(request.Signed1.Address)),
		equal("ctxParams1", ok.Signed1.Context.FullBytes, request.Context.FullBytes))
	if err != nil {
		return signed, err
	}
	server, err := parseCertificate(request.Certificate.FullBytes)
	if err != nil {
		return signed, fmt.Errorf("accepted as CERT.DPauth: %w", err)
	}
	c.sessions[string(ok.Signed1.TransactionID)] = session{euicc, server.registeredID()}
	return signed, nil
}

func (c *checker) judgePrepareDownload(m message) (string, error) {
	var request prepareDownloadRequest
	var ok prepareDownloadOK
	inside, err := choice(m.response, 33)
	if err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		var failure sessionError
		return "", decode(inside.FullBytes, &failure, "tag:1")
	}
	const signed = "euiccSigned2"
	err = first(decode(inside.FullBytes, &ok, "tag:0"), decode(m.request, &request, "tag:33"))
	if err != nil {
		return signed, err
	}
	s, known := c.sessions[string(ok.Signed2.TransactionID)]
	if !known {
		return signed, errors.New("an unknown session")
	}
	// The signature also covers smdpSignature2, as it was received. [SGP.22 5.7.5]
	data := append(append([]byte{}, ok.Signed2.Raw...), request.Signature.FullBytes...)
	_, err = newPublicKey(s.euicc.key.curve, ok.Signed2.Key)
	err = first(s.euicc.key.verify(data, ok.Signature), err,
		equal("hashCc", ok.Signed2.HashCC, request.HashCC))
	if err != nil {
		return signed, err
	}
	server, err := parseCertificate(request.Certificate.FullBytes)
	if err != nil {
		return signed, fmt.Errorf("accepted as CERT.DPpb: %w", err)
	}
	if id := server.registeredID(); !id.Equal(s.serverOID) {
		return signed, fmt.Errorf("accepted CERT.DPpb of %v, it was %v", id, s.serverOID)
	}
	return signed, nil
}

func (c *checker) judgeCancelSession(m message) (string, error) {
	var request struct {
		TransactionID []byte `asn1:"tag:0"`
		Reason        int    `asn1:"tag:1"`
	}
	var ok cancelSessionOK
	inside, err := choice(m.response, 65)
	if err != nil || inside.Tag == 1 {
		return "", err
	}
	const signed = "euiccCancelSessionSigned"
	err = first(decode(inside.FullBytes, &ok, "tag:0"), decode(m.request, &request, "tag:65"))
	if err != nil {
		return signed, err
	}
	s, known := c.sessions[string(ok.Signed.TransactionID)]
	if !known {
		return signed, errors.New("an unknown session")
	}
	if ok.Signed.Reason != request.Reason || !ok.Signed.ServerOID.Equal(s.serverOID) {
		return signed, fmt.Errorf("reason %d, it was %d; server %v, it was %v", ok.Signed.Reason,
			request.Reason, ok.Signed.ServerOID, s.serverOID)
	}
	return signed, first(s.euicc.key.verify(ok.Signed.Raw, ok.Signature),
		equal("transaction", ok.Signed.TransactionID, request.TransactionID))
}
