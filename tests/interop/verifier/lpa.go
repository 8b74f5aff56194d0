package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
)

// An lpa is the terminal of a session: a reader and a server.
type lpa struct {
	*reader
	server string // host:port
}

// post calls a function of ES9+; binary members come and go in base64. [SGP.22 6.5]
func (l *lpa) post(function string, request map[string]interface{}) (map[string]string, error) {
	var response map[string]interface{}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	r, err := http.Post("http://"+l.server+"/gsma/rsp2/es9plus/"+function, "application/json",
		bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusNoContent {
		return nil, nil
	}
	if err = json.NewDecoder(r.Body).Decode(&response); err != nil {
		return nil, fmt.Errorf("%s: status %d, %w", function, r.StatusCode, err)
	}
	members := make(map[string]string)
	for name, value := range response {
		text, ok := value.(string)
		if octets, err := base64.StdEncoding.DecodeString(text); ok && err == nil && name != "transactionId" {
			text = string(octets)
		}
		members[name] = text
	}
	return members, nil
}

// authenticate goes as far as both sides know each other. The transaction is in hexadecimal digits.
func (l *lpa) authenticate(matchingID string, spoiled bool) (transaction string, offer map[string]string, err error) {
	challenge, err := l.storeData(tlv(0xBF2E))
	if err != nil {
		return "", nil, err
	}
	info1, err := l.storeData(tlv(0xBF20))
	if err != nil {
		return "", nil, err
	}
	if _, err = l.storeData(tlv(0xBF22)); err != nil {
		return "", nil, err
	}
	hello, err := l.post("initiateAuthentication", map[string]interface{}{
		"euiccChallenge": challenge[5:], "euiccInfo1": info1, "smdpAddress": l.server})
	if err != nil {
		return "", nil, err
	}
	signature := []byte(hello["serverSignature1"])
	if spoiled && len(signature) > 0 {
		signature[len(signature)-1] ^= 1
	}
	device := tlv(0xA1, tlv(0x80, []byte{0x35, 0x29, 0x06, 0x11}), tlv(0xA1))
	answer, err := l.storeData(tlv(0xBF38, []byte(hello["serverSigned1"]), signature,
		[]byte(hello["euiccCiPKIdToBeUsed"]), []byte(hello["serverCertificate"]),
		tlv(0xA0, tlv(0x80, []byte(matchingID)), device)))
	if err != nil {
		return "", nil, err
	}
	offer, err = l.post("authenticateClient", map[string]interface{}{
		"transactionId": hello["transactionId"], "authenticateServerResponse": answer})
	return hello["transactionId"], offer, err
}

const (
	loadBPPExecutionError = 5  // of CancelSession
	interrupted           = 11 // of a ProfileInstallationResult
)

// cancel ends a session for a reason of [SGP.22 5.7.14].
func (l *lpa) cancel(transaction string, reason byte) error {
	id, err := hex.DecodeString(transaction)
	if err != nil {
		return err
	}
	answer, err := l.storeData(tlv(0xBF41, tlv(0x80, id), tlv(0x81, []byte{reason})))
	if err != nil {
		return err
	}
	_, err = l.post("cancelSession", map[string]interface{}{
		"transactionId": transaction, "cancelSessionResponse": answer})
	return err
}

// decline ends a session when both sides know each other.
func (l *lpa) decline(matchingID string, reason byte) error {
	transaction, _, err := l.authenticate(matchingID, false)
	if err == nil {
		err = l.cancel(transaction, reason)
	}
	return err
}

// download goes as far as the Bound Profile Package, in pieces. [SGP.22 3.1.3]
func (l *lpa) download(matchingID string) (transaction string, pieces [][]byte, err error) {
	transaction, offer, err := l.authenticate(matchingID, false)
	if err != nil {
		return "", nil, err
	}
	answer, err := l.storeData(tlv(0xBF21, []byte(offer["smdpSigned2"]),
		[]byte(offer["smdpSignature2"]), []byte(offer["smdpCertificate"])))
	if err != nil {
		return "", nil, err
	}
	bound, err := l.post("getBoundProfilePackage", map[string]interface{}{
		"transactionId": transaction, "prepareDownloadResponse": answer})
	if err != nil {
		return "", nil, err
	}
	pieces, err = cut([]byte(bound["boundProfilePackage"]))
	return transaction, pieces, err
}

// cut takes a package apart. [SGP.22 2.5.5]
func cut(bpp []byte) ([][]byte, error) {
	var outer asn1.RawValue
	if err := read(bpp, &outer, ""); err != nil {
		return nil, fmt.Errorf("Bound Profile Package: %w", err)
	}
	parts, err := elements(outer.Bytes)
	if err != nil {
		return nil, err
	}
	header := func(v asn1.RawValue) []byte { return v.FullBytes[:len(v.FullBytes)-len(v.Bytes)] }
	pieces := [][]byte{append(header(outer), parts[0].FullBytes...)}
	for _, part := range parts[1:] {
		if part.Tag == 0 || part.Tag == 2 {
			pieces = append(pieces, part.FullBytes)
			continue
		}
		inside, err := elements(part.Bytes)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, header(part))
		for _, segment := range inside {
			pieces = append(pieces, segment.FullBytes)
		}
	}
	return pieces, nil
}

// load sends pieces until the card has a result, which it will have signed, or up to one that begins
// with this tag (0: none), and returns those that are left.
func (l *lpa) load(pieces [][]byte, last byte) ([][]byte, error) {
	for i, piece := range pieces {
		answer, err := l.storeData(piece)
		if err != nil || len(answer) > 0 || piece[0] == last {
			return pieces[i+1:], err
		}
	}
	return nil, errors.New("the card gave no result")
}

func (l *lpa) install(matchingID string) error {
	_, pieces, err := l.download(matchingID)
	if err == nil {
		_, err = l.load(pieces, 0)
	}
	return err
}

// An interruption of a download behind the first piece with this tag, by CancelSession or else a reset.
type interruption struct {
	behind  byte
	cancel  bool
	command int  // at which the result will say that it was
	iccid   bool // that the result will have
}

var interruptions = []interruption{{0xBF, false, 0, false}, {0x86, false, 5, true}, {0x86, true, 5, true}}

// interrupt has no profile and a signed result that says why, and nothing left of the session.
func (l *lpa) interrupt(matchingID string, how interruption) error {
	transaction, pieces, err := l.download(matchingID)
	if err != nil {
		return err
	}
	if pieces, err = l.load(pieces, how.behind); err != nil {
		return err
	}
	if how.cancel {
		err = l.cancel(transaction, loadBPPExecutionError)
	} else {
		err = l.start(controlReset)
	}
	if err = first(err, l.refuse(0x6985, pieces[0])); err != nil {
		return err
	}
	answer, err := l.storeData(tlv(0xBF2B, tlv(0xA0, tlv(0x81, []byte{0x04, 0x80}))))
	if err != nil {
		return err
	}
	var r installationResult
	want := tlv(0xA2, tlv(0xA1, tlv(0x80, []byte{byte(how.command)}), tlv(0x81, []byte{interrupted})))
	pending, err := choice(answer, 43)
	err = first(err, each(pending.Bytes, func(element asn1.RawValue) error { // the last one stays in r
		r = installationResult{}
		return decode(element.FullBytes, &r, "tag:55")
	}), equal("result", r.Data.Result.FullBytes, want))
	if err == nil && (r.Data.Metadata.ICCID != nil) != how.iccid {
		err = fmt.Errorf("the result has the ICCID %X", r.Data.Metadata.ICCID)
	}
	return first(err, l.notifications())
}

// fail ends sessions in all ways in which no profile comes of them.
func (l *lpa) fail(matchingID string) error {
	if _, _, err := l.authenticate(matchingID, true); err != nil {
		return err
	}
	for _, reason := range []byte{0, 1, 2, 3, 4, loadBPPExecutionError, 127} {
		if err := l.decline(matchingID, reason); err != nil {
			return err
		}
	}
	for _, how := range interruptions {
		if err := l.interrupt(matchingID, how); err != nil {
			return fmt.Errorf("interruption behind %X: %w", how.behind, err)
		}
	}
	answer, err := l.storeData(tlv(0xBF41, tlv(0x80, []byte{1}), tlv(0x81, []byte{0})))
	return first(err, matches("BF4103810105", answer))
}

func (l *lpa) failAndInstall(matchingID string) error {
	if err := l.fail(matchingID); err != nil {
		return err
	}
	return l.install(matchingID)
}

// numberOf is the sequence number in a PendingNotification.
func numberOf(pending asn1.RawValue) (int64, error) {
	rest := pending.Bytes
	if pending.Class == asn1.ClassContextSpecific && pending.Tag == 55 { // ProfileInstallationResult
		var data asn1.RawValue
		if _, err := asn1.Unmarshal(rest, &data); err != nil {
			return 0, err
		}
		rest = data.Bytes
	}
	for len(rest) > 0 {
		var element asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &element); err != nil {
			return 0, err
		}
		if element.Class == asn1.ClassContextSpecific && element.Tag == 47 {
			var n notificationMetadata
			_, err = asn1.UnmarshalWithParams(element.FullBytes, &n, "tag:47")
			return int64(n.Number), err
		}
	}
	return 0, fmt.Errorf("no metadata in %X", pending.FullBytes)
}

// notifications retrieves each one alone, delivers and removes it. Not every card has
// ListNotification: it is the list of all that tells the numbers.
func (l *lpa) notifications() error {
	answer, err := l.storeData(tlv(0xBF2B))
	if err != nil {
		return err
	}
	list, err := choice(answer, 43)
	if err != nil {
		return err
	}
	for rest := list.Bytes; len(rest) > 0; {
		var listed asn1.RawValue
		if rest, err = asn1.Unmarshal(rest, &listed); err != nil {
			return err
		}
		sequence, err := numberOf(listed)
		if err != nil {
			return err
		}
		number := integer(0x80, sequence)
		if answer, err = l.storeData(tlv(0xBF2B, tlv(0xA0, number))); err != nil {
			return err
		}
		pending, err := choice(answer, 43)
		if err != nil {
			return err
		}
		_, err = l.post("handleNotification", map[string]interface{}{
			"pendingNotification": pending.Bytes})
		if err != nil {
			return err
		}
		if _, err = l.storeData(tlv(0xBF30, number)); err != nil {
			return err
		}
	}
	return nil
}

// steps is the life that the card leads with one server; it leaves no profile behind.
func (l *lpa) steps(matchingID string) error {
	if err := l.fail(matchingID); err != nil {
		return err
	}
	// The second time it is refused, because the ICCID is there already.
	for i := 0; i < 2; i++ {
		if err := l.install(matchingID); err != nil {
			return err
		}
	}
	answer, err := l.storeData(tlv(0xBF2D))
	if err != nil {
		return err
	}
	var profile profileInfo
	list, err := choice(answer, 45)
	err = first(err, decode(list.Bytes, &profile, "private,tag:3"))
	if err != nil {
		return fmt.Errorf("no profile was installed: %w", err)
	}
	id, aid := tlv(0x5A, profile.ICCID), tlv(0x4F, profile.AID)
	for _, step := range []struct {
		answer  string
		request []byte
	}{
		{"BF2903800100", tlv(0xBF29, id, tlv(0x90, []byte("nickname")))},
		{"BF2903800101", tlv(0xBF29, nobody, tlv(0x90, []byte("nickname")))},
		{"BF3103800101", tlv(0xBF31, tlv(0xA0, nobody), tlv(0x81, []byte{0}))},
		{"BF3203800102", tlv(0xBF32, tlv(0xA0, aid), tlv(0x81, []byte{0}))},
		{"BF3103800100", tlv(0xBF31, tlv(0xA0, id), tlv(0x81, []byte{0}))},
		{"BF3103800102", tlv(0xBF31, tlv(0xA0, aid), tlv(0x81, []byte{0xFF}))},
		{"BF3303800102", tlv(0xBF33, id)},
		{"BF2D*", tlv(0xBF2D)},
		{"BF2D*", tlv(0xBF2D, tlv(0xA0, aid), tlv(0x5C, []byte{0x5A, 0x90, 0x95, 0xB6, 0xB7, 0xB8, 0x99}))},
		{"BF2D03810101", tlv(0xBF2D, tlv(0x5C, []byte{0x9F}))},
		{"BF3203800100", tlv(0xBF32, tlv(0xA0, id), tlv(0x81, []byte{0}))},
		{"BF3303800101", tlv(0xBF33, nobody)},
		{"BF3303800100", tlv(0xBF33, aid)},
		{"BF3403800101", tlv(0xBF34, tlv(0x82, []byte{0x06, 0xC0}))},
		{"BF28*", tlv(0xBF28, tlv(0x81, []byte{0x04, 0x70}))},
		{"BF2B02A000", tlv(0xBF2B, tlv(0xA0, tlv(0x80, []byte{0x7F})))},
		{"BF2B*", tlv(0xBF2B, tlv(0xA0, tlv(0x81, []byte{0x04, 0x80})))},
		{"BF3003800101", tlv(0xBF30, tlv(0x80, []byte{0x7F}))},
	} {
		answer, err := l.storeData(step.request)
		if err = first(err, matches(step.answer, answer)); err != nil {
			return fmt.Errorf("%X: %w", step.request, err)
		}
	}
	if err := first(l.notifications(), l.install(matchingID)); err != nil {
		return err
	}
	answer, err = l.storeData(tlv(0xBF34, tlv(0x82, []byte{0x07, 0x80}))) // deleteOperationalProfiles
	if err = first(err, matches("BF3403800100", answer)); err != nil {
		return err
	}
	answer, err = l.storeData(tlv(0xBF2D))
	return first(err, matches("BF2D02A000", answer), l.notifications())
}

// matches compares an answer with hexadecimal digits, among which '*' stands for any.
func matches(want string, answer []byte) error {
	got := fmt.Sprintf("%X", answer)
	if match, err := path.Match(want, got); err == nil && match {
		return nil
	}
	return fmt.Errorf("answered %s instead of %s", got, want)
}
