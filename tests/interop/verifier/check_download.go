package main

import (
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
)

// A session with a server: authentication, download or cancellation, installation.

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

func (c *checker) judgeAuthenticateServer(m message) (string, error) {
	var request authenticateServerRequest
	var ok authenticateServerOK
	inside, err := choice(m.response, 56)
	if err = first(err, read(m.request, &request, "tag:56")); err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", checkSessionError(inside.FullBytes, request.Signed1.TransactionID, 1, 2, 3, 4, 5, 6, 7, 127)
	}
	const signed = "euiccSigned1"
	if err = decode(inside.FullBytes, &ok, "tag:0"); err != nil {
		return signed, err
	}
	euicc, err := c.checkOwnChain(ok.EUICC.FullBytes, ok.EUM.FullBytes)
	if err != nil {
		return signed, err
	}
	err = first(euicc.key.verify(ok.Signed1.Raw, ok.Signature), c.checkSigned(&ok.Signed1.Info2),
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
	c.sessions[string(ok.Signed1.TransactionID)] = session{euicc: euicc, serverOID: server.registeredID()}
	return signed, nil
}

func checkSessionError(der, transaction []byte, codes ...int) error {
	var failure sessionError
	err := decode(der, &failure, "tag:1")
	if err == nil && !contains(codes, failure.Code) {
		err = fmt.Errorf("error %d", failure.Code)
	}
	return first(err, equal("transaction", failure.TransactionID, transaction))
}

func (c *checker) judgePrepareDownload(m message) (string, error) {
	var request prepareDownloadRequest
	var ok prepareDownloadOK
	inside, err := choice(m.response, 33)
	if err = first(err, read(m.request, &request, "tag:33")); err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", checkSessionError(inside.FullBytes, request.Signed2.TransactionID, 1, 2, 3, 4, 5, 127)
	}
	const signed = "euiccSigned2"
	if err = decode(inside.FullBytes, &ok, "tag:0"); err != nil {
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
	var request cancelSessionRequest
	var ok cancelSessionOK
	inside, err := choice(m.response, 65)
	if err = first(err, read(m.request, &request, "tag:65")); err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", named(inside.FullBytes, "tag:1", 5, 127)
	}
	const signed = "euiccCancelSessionSigned"
	if err = decode(inside.FullBytes, &ok, "tag:0"); err != nil {
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
		c.checkFinalResult(r.Data.Result))
	if err != nil {
		return err
	}
	if !r.Data.ServerOID.Equal(s.serverOID) {
		return fmt.Errorf("server %v, it was %v", r.Data.ServerOID, s.serverOID)
	}
	if kept, have := c.results[r.Data.Metadata.Number]; again && have {
		return equal("result", der, kept)
	}
	if s.ended {
		return errors.New("a second result of a session")
	}
	s.ended = true
	c.sessions[string(r.Data.TransactionID)] = s
	c.results[r.Data.Metadata.Number] = der
	return nil
}

func (c *checker) checkFinalResult(result asn1.RawValue) error {
	inside, err := choice(result.FullBytes, 2)
	if err != nil {
		return err
	}
	if inside.Tag == 0 {
		var success installationSuccess
		return first(decode(inside.FullBytes, &success, "tag:0"), sized("AID", success.AID, 5, 16),
			checkResponse(success.Response, 0))
	}
	var failure installationError
	reasons := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 127}
	if c.since(1, 3) {
		reasons = append(reasons, 31, 32)
	}
	err = decode(inside.FullBytes, &failure, "tag:1")
	if err == nil && (!contains([]int{0, 1, 2, 3, 4, 5}, failure.Command) || !contains(reasons, failure.Reason)) {
		err = fmt.Errorf("command %d, reason %d", failure.Command, failure.Reason)
	}
	return first(err, checkResponse(failure.Response, 1))
}

// checkResponse takes the EUICCResponses of simaResponse apart. At most so many may say that the
// installation was aborted.
func checkResponse(response []byte, aborted int) error {
	err := each(response, func(element asn1.RawValue) error {
		var r elementsResponse
		err := first(decode(element.FullBytes, &r, ""), sized("profileInstallationAborted", r.Aborted, 0, 0))
		if r.Aborted != nil {
			aborted--
		}
		return err
	})
	if err == nil && aborted < 0 {
		err = errors.New("the installation was aborted more often than it failed")
	}
	return err
}

// Most pieces of a package have an empty answer, the last one or a bad one has the result.
func (c *checker) judgeInstallation(m message) (string, error) {
	if len(m.response) == 0 {
		return "", nil
	}
	return "ProfileInstallationResult", c.checkInstallation(m.response, false)
}

func (c *checker) judgeLoadCRL(m message) (string, error) {
	inside, err := choice(m.response, 53)
	if err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", named(inside.FullBytes, "tag:1", 1, 2, 3, 4, 5, 6, 127)
	}
	var ok struct {
		Missing []int `asn1:"optional,tag:0"`
	}
	return "", decode(inside.FullBytes, &ok, "tag:0")
}
