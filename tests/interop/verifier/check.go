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
	info2    []byte
	sessions map[string]session
	// What the card has signed when it was installed, to compare with what it tells later.
	results map[int][]byte
}

func newChecker(cis []*certificate) *checker {
	return &checker{cis: cis, sessions: make(map[string]session), results: make(map[int][]byte)}
}

// clone lets a spoiled answer be judged without consequences.
func (c *checker) clone() *checker {
	copied := newChecker(c.cis)
	copied.eid, copied.info2 = c.eid, c.info2
	for id, s := range c.sessions {
		copied.sessions[id] = s
	}
	for n, r := range c.results {
		copied.results[n] = r
	}
	return copied
}

// A kind of answer: what it is called, what its type is called in the published ASN.1 modules, and
// how it is judged. judge says which signed object was in it, if any.
type kind struct {
	name, asn1 string
	judge      func(*checker, message) (signed string, err error)
}

// By context tag of request and answer. [SGP.22 5.7]
var kinds = map[int]kind{
	32: {"EUICCInfo1", "EUICCInfo1", (*checker).judgeInfo1},
	33: {"PrepareDownload", "PrepareDownloadResponse", (*checker).judgePrepareDownload},
	34: {"EUICCInfo2", "EUICCInfo2", (*checker).judgeInfo2},
	40: {"ListNotification", "ListNotificationResponse", (*checker).judgeListNotification},
	41: {"SetNickname", "SetNicknameResponse", judgeResult(41, 0, 1, 127)},
	43: {"RetrieveNotificationsList", "RetrieveNotificationsListResponse", (*checker).judgeRetrieveNotifications},
	45: {"GetProfilesInfo", "ProfileInfoListResponse", (*checker).judgeProfilesInfo},
	46: {"GetEUICCChallenge", "GetEuiccChallengeResponse", (*checker).judgeChallenge},
	48: {"RemoveNotificationFromList", "NotificationSentResponse", judgeResult(48, 0, 1, 127)},
	49: {"EnableProfile", "EnableProfileResponse", judgeResult(49, 0, 1, 2, 3, 4, 5, 127)},
	50: {"DisableProfile", "DisableProfileResponse", judgeResult(50, 0, 1, 2, 3, 5, 127)},
	51: {"DeleteProfile", "DeleteProfileResponse", judgeResult(51, 0, 1, 2, 3, 127)},
	52: {"eUICCMemoryReset", "EuiccMemoryResetResponse", judgeResult(52, 0, 1, 5, 127)},
	54: {"LoadBoundProfilePackage", "ProfileInstallationResult", (*checker).judgeInstallation},
	56: {"AuthenticateServer", "AuthenticateServerResponse", (*checker).judgeAuthenticateServer},
	60: {"GetEuiccConfiguredAddresses", "EuiccConfiguredAddressesResponse", (*checker).judgeAddresses},
	62: {"GetEID", "GetEuiccDataResponse", (*checker).judgeEID},
	63: {"SetDefaultDpAddress", "SetDefaultDpAddressResponse", judgeResult(63, 0, 127)},
	65: {"CancelSession", "CancelSessionResponse", (*checker).judgeCancelSession},
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
	c.info2 = m.response
	return "", r.check()
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
	inside, err := list(m.response, 43)
	if err != nil {
		return "", err
	}
	all, err := elements(inside)
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
