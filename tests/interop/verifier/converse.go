package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"syscall"
	"time"
)

const isdR = "A0000005591010FFFFFFFF8900000100"

// tlv puts an element together; the tag has one octet or two.
func tlv(tag int, parts ...[]byte) []byte {
	value := bytes.Join(parts, nil)
	raw := asn1.RawValue{Class: tag >> 6 & 3, Tag: tag & 0x1F, IsCompound: tag&0x20 != 0, Bytes: value}
	if tag > 0xFF {
		raw = asn1.RawValue{Class: tag >> 14, Tag: tag & 0x7F, IsCompound: tag&0x2000 != 0, Bytes: value}
	}
	der, err := asn1.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return der
}

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

// install downloads the profile; what became of it, the card will have signed. [SGP.22 3.1.3]
func (l *lpa) install(matchingID string) error {
	transaction, offer, err := l.authenticate(matchingID, false)
	if err != nil {
		return err
	}
	answer, err := l.storeData(tlv(0xBF21, []byte(offer["smdpSigned2"]),
		[]byte(offer["smdpSignature2"]), []byte(offer["smdpCertificate"])))
	if err != nil {
		return err
	}
	bound, err := l.post("getBoundProfilePackage", map[string]interface{}{
		"transactionId": transaction, "prepareDownloadResponse": answer})
	if err != nil {
		return err
	}
	return l.load([]byte(bound["boundProfilePackage"]))
}

// load cuts a package and sends the pieces until the card has a result. [SGP.22 2.5.5]
func (l *lpa) load(bpp []byte) error {
	var outer asn1.RawValue
	if err := decode(bpp, &outer, ""); err != nil {
		return fmt.Errorf("Bound Profile Package: %w", err)
	}
	parts, err := elements(outer.Bytes)
	if err != nil {
		return err
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
			return err
		}
		pieces = append(pieces, header(part))
		for _, segment := range inside {
			pieces = append(pieces, segment.FullBytes)
		}
	}
	for _, piece := range pieces {
		answer, err := l.storeData(piece)
		if err != nil || len(answer) > 0 {
			return err
		}
	}
	return fmt.Errorf("the card gave no result")
}

// notifications retrieves each one alone, delivers and removes it.
func (l *lpa) notifications() error {
	answer, err := l.storeData(tlv(0xBF28))
	if err != nil {
		return err
	}
	list, err := choice(answer, 40)
	if err != nil {
		return err
	}
	for rest := list.Bytes; len(rest) > 0; {
		var n notificationMetadata
		if rest, err = asn1.UnmarshalWithParams(rest, &n, "tag:47"); err != nil {
			return err
		}
		number := tlv(0x80, []byte{byte(n.Number)})
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
	if _, _, err := l.authenticate(matchingID, true); err != nil {
		return err
	}
	for reason := byte(0); reason < 3; reason++ {
		if err := l.decline(matchingID, reason); err != nil {
			return err
		}
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
	if err == nil {
		_, err = asn1.UnmarshalWithParams(list.Bytes, &profile, "private,tag:3")
	}
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
	return l.notifications()
}

// matches compares an answer with hexadecimal digits, among which '*' stands for any.
func matches(want string, answer []byte) error {
	got := fmt.Sprintf("%X", answer)
	if match, err := path.Match(want, got); err == nil && match {
		return nil
	}
	return fmt.Errorf("answered %s instead of %s", got, want)
}

// startServer offers the profile with the certificates in a folder, on a port that is free.
func startServer(program, profile, pki string) (*exec.Cmd, string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := listener.Addr().String()
	listener.Close()
	command := exec.Command(program, "smdpp", "--http", "--listen", server, "--address", server,
		"--pki", pki, "--profile", profile)
	command.Stderr = os.Stderr
	if err = command.Start(); err != nil {
		return nil, "", err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", server); err == nil {
			return command, server, conn.Close()
		}
	}
	stop(command)
	return nil, "", fmt.Errorf("softeuicc smdpp does not start")
}

func stop(command *exec.Cmd) {
	_ = command.Process.Signal(syscall.SIGTERM)
	_ = command.Wait()
}

// curveFolder makes a folder with the files of one curve only, so that no other can be chosen.
func curveFolder(pki, curve string) (string, error) {
	files, err := filepath.Glob(filepath.Join(pki, "*_"+curve+".der"))
	if err != nil {
		return "", err
	}
	folder := pki + "-" + curve
	if err = os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	for _, file := range files {
		if err = os.Symlink(file, filepath.Join(folder, filepath.Base(file))); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// serveCurve has the card lead its life with a server of one curve.
func serveCurve(r *reader, program, profile, pki, curve string) error {
	folder, err := curveFolder(pki, curve)
	if err != nil {
		return err
	}
	command, server, err := startServer(program, profile, folder)
	if err != nil {
		return err
	}
	defer stop(command)
	base := filepath.Base(profile)
	return (&lpa{r, server}).steps(base[:len(base)-len(filepath.Ext(base))])
}

// insertCard has a card put into a reader of ours, where the ISD-R is selected on channel 1.
func insertCard(program, state, card string) (*exec.Cmd, *reader, error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, err
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	command := exec.Command(program, "run", "--quiet", "--state", state, "--card", card,
		"--port", fmt.Sprint(port))
	command.Stderr = os.Stderr
	if err = command.Start(); err != nil {
		return nil, nil, err
	}
	r, err := newReader(listener)
	if err == nil {
		_, err = r.must([]byte{0x00, 0x70, 0x00, 0x01, 0x00})
	}
	if err == nil {
		aid, _ := hex.DecodeString(isdR)
		_, err = r.must(append([]byte{0x01, 0xA4, 0x04, 0x00, byte(len(aid))}, aid...))
	}
	if err != nil {
		stop(command)
		return nil, nil, fmt.Errorf("no card: %w", err)
	}
	return command, r, nil
}

// converse makes a card with a persona in the folder work, puts it into a reader of ours, and leads it
// through sessions with servers of both curves. It returns the record; the certificates are in
// work/pki.
func converse(program, persona, profile, work string) ([]exchange, error) {
	state, pki := filepath.Join(work, "cards.db"), filepath.Join(work, "pki")
	err := first(softeuicc(program, "pki", "--state", state, "--export", pki),
		softeuicc(program, "init", "--state", state, "--persona", persona, cardName))
	if err != nil {
		return nil, err
	}
	command, r, err := insertCard(program, state, cardName)
	if err != nil {
		return nil, err
	}
	defer stop(command)
	defer r.conn.Close()
	for _, request := range [][]byte{tlv(0xBF3E, tlv(0x5C, []byte{0x5A})), tlv(0xBF22), tlv(0xBF43),
		tlv(0xBF35, retag(emptyCRL(), 0xA0)), tlv(0xBF3C), tlv(0xBF3F, tlv(0x80, []byte("smdpp.example.com"))),
		tlv(0xBF3C), tlv(0xBF34, tlv(0x82, []byte{0x05, 0x20})), tlv(0xBF2D)} {
		if _, err = r.storeData(request); err != nil {
			return nil, err
		}
	}
	for _, curve := range []string{"NIST", "BRP"} {
		if err = serveCurve(r, program, profile, pki, curve); err != nil {
			return nil, fmt.Errorf("%s: %w", curve, err)
		}
	}
	return r.record, nil
}
