package main

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/openiotrsp/openiotrsp/esipa"
	"github.com/openiotrsp/openiotrsp/signing/file"
)

// A session with one card. The first failure ends it: steps behind it do nothing.
type session struct {
	*eim
	dir    string
	device string // in the northbound API
	steps  int
	err    error
}

func (s *session) fail(format string, arguments ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, arguments...)
	}
}

func (s *session) ok(text string) {
	if s.err == nil {
		s.steps++
		fmt.Printf("ok %d - %s\n", s.steps, text)
	}
}

// poll lets the IPA fetch and execute what the eIM has.
func (s *session) poll() error {
	out, err := exec.Command(os.Getenv("SOFTEUICC"), "ipa", "--reader", os.Getenv("SOFTEUICC_READER"),
		"--eim", s.url, "--ca", filepath.Join(s.dir, "cert.pem"),
		"--state", os.Getenv("SOFTEUICC_STATE")).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("softeuicc ipa: %s%w", out, err)
	}
	return err
}

type outcome struct {
	Operation struct{ Status string }
	Result    struct{ PayloadBase64 []byte }
}

// order queues an operation and has it carried out.
func (s *session) order(method, path string, request any) (outcome, error) {
	var queued struct{ Operations []struct{ ID int64 } }
	var done outcome
	err := s.call(method, path, request, &queued)
	if err == nil && len(queued.Operations) != 1 {
		err = errors.New("nothing was queued")
	}
	if err != nil {
		return done, err
	}
	polled := s.poll()
	err = s.call(http.MethodGet, fmt.Sprint("operations/", queued.Operations[0].ID), nil, &done)
	return done, errors.Join(polled, err)
}

// expect orders something. The eIM must have verified the card's result and take it for this status
// (done or failed), and the result must contain these octets.
func (s *session) expect(text, status, result, method, path string, request any) {
	if s.err != nil {
		return
	}
	done, err := s.order(method, s.device+path, request)
	got := fmt.Sprintf("%X", done.Result.PayloadBase64)
	if err != nil || done.Operation.Status != status || !strings.Contains(got, result) {
		s.fail("%s: status %q, result %s, %v", text, done.Operation.Status, got, err)
	}
	s.ok(text)
}

// profiles compares what the eIM knows of the card's profiles.
func (s *session) profiles(text string, wanted map[string]string) {
	var status struct {
		Profiles []struct {
			ICCID                 string
			IsEnabled, IsFallback bool
		}
	}
	if s.err != nil {
		return
	}
	err := s.call(http.MethodGet, s.device+"status", nil, &status)
	found := make(map[string]string)
	for _, p := range status.Profiles {
		found[strings.ToUpper(p.ICCID)] = strings.TrimSpace(map[bool]string{true: "enabled "}[p.IsEnabled] +
			map[bool]string{true: "fallback"}[p.IsFallback])
	}
	if err != nil || fmt.Sprint(found) != fmt.Sprint(wanted) {
		s.fail("%s: %v instead of %v, %v", text, found, wanted, err)
	}
	s.ok(text)
}

// identify has the IPA send the card's certificates; from then on the eIM verifies by them.
func (s *session) identify() {
	var data struct{ EUMCertificateBase64, EUICCCertificateBase64 []byte }
	s.expect("the eIM reads the card's data", "done", "BF52", http.MethodPost, "euicc-data/fetch",
		map[string]any{"tagListHex": "BF20BF22A0818384A5A6"})
	if s.err != nil {
		return
	}
	ci, err := os.ReadFile(os.Getenv("SOFTEUICC_CI"))
	if err == nil {
		err = s.call(http.MethodGet, s.device+"euicc-data", nil, &data)
	}
	if err == nil {
		s.esipa.EUICCPublicKey, err = esipa.NewStaticEUICCCertificateResolver(ci,
			certificate(data.EUMCertificateBase64), certificate(data.EUICCCertificateBase64))
	}
	if err != nil {
		s.fail("the card's certificates: %w", err)
	}
	s.ok("its validator accepts the card's certificates")
}

// certificate gives a Certificate its own tag again: in IpaEuiccData it has A5 or A6. [SGP.32 2.11.2.2]
func certificate(tagged []byte) []byte {
	if len(tagged) == 0 {
		return nil
	}
	return append([]byte{0x30}, tagged[1:]...)
}

func (s *session) manageProfiles() {
	a, b, c := iccids[0], iccids[1], iccids[2]
	post, drop := http.MethodPost, http.MethodDelete
	s.expect("listProfileInfo", "done", "BF2D", post, "profiles/list", nil)
	s.profiles("the eIM knows the profiles", map[string]string{a: "", b: "", c: ""})
	s.expect("enable", "done", "3003830100", post, "profiles/"+a+"/enable", nil)
	s.profiles("it knows which is enabled", map[string]string{a: "enabled", b: "", c: ""})
	s.expect("enable what is enabled", "failed", "3003830102", post, "profiles/"+a+"/enable", nil)
	s.expect("enable with rollback", "done", "3003830100", post, "profiles/"+b+"/enable",
		map[string]any{"rollback": true})
	s.expect("disable what is disabled", "failed", "3003840102", post, "profiles/"+a+"/disable", nil)
	s.expect("delete what is enabled", "failed", "3003850102", drop, "profiles/"+b, nil)
	s.expect("disable", "done", "3003840100", post, "profiles/"+b+"/disable", nil)
	s.expect("enable what is unknown", "failed", "3003830101", post,
		"profiles/98103254769810325476/enable", nil)
	s.expect("getRAT", "done", "A6", post, "profiles/get-rat", nil)
	s.expect("configureImmediateEnable", "done", "3003870100", post, "profiles/immediate-enable",
		map[string]any{"immediateEnableFlag": true, "defaultSmdpOid": "2.999.10",
			"defaultSmdpAddress": "smdpp.example.com"})
	s.expect("and off", "done", "3003870100", post, "profiles/immediate-enable",
		map[string]any{"immediateEnableFlag": false})
	s.expect("setFallbackAttribute where it is not allowed", "failed", "30038D0102", post,
		"profiles/"+a+"/fallback", nil)
	s.expect("setFallbackAttribute", "done", "30038D0100", post, "profiles/"+c+"/fallback", nil)
	s.expect("listProfileInfo", "done", "BF2D", post, "profiles/list", nil)
	s.profiles("the eIM sees the attribute", map[string]string{a: "", b: "", c: "fallback"})
	s.expect("unsetFallbackAttribute", "done", "30038E0100", drop, "profiles/fallback", nil)
	s.expect("delete", "done", "3003850100", drop, "profiles/"+b, nil)
	s.expect("listProfileInfo", "done", "BF2D", post, "profiles/list", nil)
	s.profiles("the eIM knows what is left", map[string]string{a: "", c: ""})
}

// notified counts what the card has notified the eIM of.
func (s *session) notified(wanted int) {
	var list struct {
		Notifications []struct{ SequenceNumber int64 }
	}
	if s.err != nil {
		return
	}
	err := s.call(http.MethodGet, s.device+"notifications", nil, &list)
	if err != nil || len(list.Notifications) != wanted {
		s.fail("the eIM has %d notifications, %v", len(list.Notifications), err)
	}
	s.ok("the eIM has the card's notifications")
}

// download has the IPA download from an SM-DP+, once with success. The eIM reads the card's result.
func (s *session) download() {
	for _, step := range []struct{ text, code, status, result string }{
		{"a profile from an SM-DP+", os.Getenv("SOFTEUICC_CODE"), "done", "BF37"},
		{"the same once more", os.Getenv("SOFTEUICC_CODE"), "failed", "BF37"},
		{"a profile that is not there", "1$localhost:8443$none", "failed", "300380017F"},
	} {
		if s.err != nil {
			return
		}
		done, err := s.order(http.MethodPost, "profile-downloads",
			map[string]any{"eid": os.Getenv("SOFTEUICC_EID"), "activationCode": step.code})
		got := fmt.Sprintf("%X", done.Result.PayloadBase64)
		if err != nil || done.Operation.Status != step.status || !strings.Contains(got, step.result) {
			s.fail("%s: status %q, result %s, %v", step.text, done.Operation.Status, got, err)
		}
		s.ok(step.text)
	}
	s.expect("listProfileInfo", "done", "BF2D", http.MethodPost, "profiles/list", nil)
	s.profiles("the eIM knows the new profile", map[string]string{iccids[0]: "", iccids[2]: "",
		downloaded: ""})
}

func (s *session) manageEIMs() {
	var known struct {
		EIMs []struct {
			EIMID            string
			AssociationToken *int64
		}
	}
	second := func(more map[string]any) map[string]any {
		more["eimId"], more["eimFqdn"] = "second.example.com", "second.example.com"
		more["eimCertificateBase64"] = s.service.Signer.CertificateDER()
		return more
	}
	s.expect("addEim", "done", "A803840102", http.MethodPost, "eims",
		second(map[string]any{"associationToken": -1}))
	if s.err == nil {
		err := s.call(http.MethodGet, s.device+"eims", nil, &known)
		if err != nil || len(known.EIMs) != 2 {
			s.fail("the eIM knows of %v, %v", known, err)
		}
	}
	s.ok("the eIM knows both")
	s.expect("addEim again", "failed", "A803020102", http.MethodPost, "eims", second(map[string]any{}))
	s.expect("updateEim", "done", "30038A0100", http.MethodPut, "eims/second.example.com",
		second(map[string]any{"counterValue": 7}))
	s.expect("updateEim of an unknown one", "failed", "30038A0101", http.MethodPut, "eims/third.example.com",
		map[string]any{"eimCertificateBase64": s.service.Signer.CertificateDER()})
	s.expect("deleteEim", "done", "3003890100", http.MethodDelete, "eims/second.example.com", nil)
	s.expect("deleteEim again", "failed", "3003890101", http.MethodDelete, "eims/second.example.com", nil)
}

// signDER has the eIM sign as its own signer does, which no eUICC can verify.
func (s *session) signDER() {
	if s.err != nil {
		return
	}
	ours := s.service.Signer.(*signer)
	theirs, err := file.NewFromECDSA((*ecdsa.PrivateKey)(ours.key), ours.certificate)
	if err != nil {
		s.fail("%w", err)
		return
	}
	s.service.Signer = theirs
	s.expect("a signature in DER gets an unsigned error", "failed", "A2", http.MethodPost,
		"profiles/list", nil)
	s.service.Signer = ours
}

// unreadable orders what this eIM gets wrong: the card answers, and it does not understand.
func (s *session) unreadable(text, path string, request any) {
	if s.err != nil {
		return
	}
	done, err := s.order(http.MethodPost, s.device+path, request)
	if err == nil || done.Operation.Status != "pending" {
		s.fail("%s: status %q, %v", text, done.Operation.Status, err)
	}
	s.ok(text)
	// What it has not read it sends once more, and the card takes that for the replay that it is.
	if err = s.poll(); err != nil {
		s.fail("%s: %w", text, err)
	}
}

func runSteps(dir string) error {
	e, err := newEIM(dir)
	if err == nil {
		err = e.serve(dir)
	}
	if err != nil {
		return err
	}
	s := &session{eim: e, dir: dir, device: "devices/" + os.Getenv("SOFTEUICC_EID") + "/"}
	var association struct{}
	s.err = s.call(http.MethodPost, s.device+"eims/initial-association", map[string]any{
		"eimFqdn": "localhost", "counterValue": 0, "associationToken": 1}, &association)
	s.identify()
	s.manageProfiles()
	s.notified(5)
	s.download()
	s.manageEIMs()
	s.signDER()
	s.unreadable("processingTerminated, because of BF65{0C}", "profiles/default-dp-address",
		map[string]any{"defaultDpAddress": "smdpp.example.com"})
	s.unreadable("listEimResult", "eims/list", nil)
	s.expect("deleteEim of itself, the last one", "done", "3003890102", http.MethodDelete, "eims/"+eimID, nil)
	return s.err
}
