// Package interop lets euicc-go, an LPA by others, use a card in a PC/SC reader and download from
// `softeuicc smdpp`. [SGP.22 3.1, 5.6, 5.7]
//
// ../go.sh prepares what the environment variables name. The tests follow one card through its
// life, so they run in the order of this file and stop at the first that fails.
package interop

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/damonto/euicc-go/bertlv"
	"github.com/damonto/euicc-go/driver/ccid"
	"github.com/damonto/euicc-go/lpa"
	sgp22 "github.com/damonto/euicc-go/v2"
)

const (
	testIMEI = "356938035643809"
	nickname = "Büro 2"
	// bppCommandId and errorReason of the result [SGP.22 2.5.6].
	commandStoreMetadata     = 2
	reasonICCIDAlreadyExists = 9
)

// A step of the card's life and what it needs of the steps before.
type session struct {
	client *lpa.Client
	iccid  sgp22.ICCID
	aid    sgp22.ISDPAID
}

func environment(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Skipf("%s is not set; run ../go.sh", name)
	}
	return value
}

// trusting returns an HTTP client that accepts servers below the card's CI and no others.
func trusting(t *testing.T, ciFile string) *http.Client {
	t.Helper()
	der, err := os.ReadFile(ciFile)
	if err != nil {
		t.Fatal(err)
	}
	ci, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatalf("CI certificate: %v", err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ci)
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}},
	}
}

func open(t *testing.T) *lpa.Client {
	t.Helper()
	reader := environment(t, "SOFTEUICC_READER")
	ci := environment(t, "SOFTEUICC_CI")
	channel, err := ccid.New()
	if err != nil {
		t.Fatalf("PC/SC: %v", err)
	}
	channel.SetReader(reader)
	client, err := lpa.New(&lpa.Options{Channel: channel})
	if err != nil {
		t.Fatalf("open the ISD-R in %s: %v", reader, err)
	}
	client.HTTP.Client = trusting(t, ci)
	return client
}

func activationCode(t *testing.T, variable string) *lpa.ActivationCode {
	t.Helper()
	code := new(lpa.ActivationCode)
	if err := code.UnmarshalText([]byte(environment(t, variable))); err != nil {
		t.Fatal(err)
	}
	code.IMEI = testIMEI
	return code
}

// profile returns the only profile on the card, nil if there is none.
func (s *session) profile(t *testing.T) *sgp22.ProfileInfo {
	t.Helper()
	list, err := s.client.ListProfile(nil, nil)
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	if len(list) == 0 {
		return nil
	}
	if len(list) > 1 {
		t.Fatalf("%d profiles", len(list))
	}
	return list[0]
}

func (s *session) wantState(t *testing.T, state sgp22.ProfileState) {
	t.Helper()
	if p := s.profile(t); p == nil || p.ProfileState != state {
		t.Fatalf("the profile is not %v: %+v", state, p)
	}
}

func wantNoProfile(t *testing.T, s *session) {
	if p := s.profile(t); p != nil {
		t.Fatalf("there is a profile: %+v", p)
	}
}

func wantRefused(t *testing.T, what string, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Fatalf("%s: %v, wanted \"%s\"", what, err, text)
	}
}

// [SGP.22 5.7.20]
func getEID(t *testing.T, s *session) {
	eid, err := s.client.EID()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(eid), environment(t, "SOFTEUICC_EID"); got != want {
		t.Fatalf("EID %s, the store says %s", got, want)
	}
}

// [SGP.22 5.7.8]
func getInfo(t *testing.T, s *session) {
	info2, err := s.client.EUICCInfo2()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []uint64{1, 2, 3, 4, 5} {
		if info2.First(bertlv.ContextSpecific.Primitive(tag)) == nil {
			t.Errorf("EUICCInfo2 has no [%d]", tag)
		}
	}
	info1, err := s.client.EUICCInfo1()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []uint64{9, 10} {
		in1 := info1.First(bertlv.ContextSpecific.Constructed(tag))
		in2 := info2.First(bertlv.ContextSpecific.Constructed(tag))
		if in1 == nil || in2 == nil || !bytes.Equal(in1.Bytes(), in2.Bytes()) {
			t.Errorf("EUICCInfo1 and EUICCInfo2 differ in [%d]", tag)
		}
	}
}

// [SGP.22 5.7.7]
func getChallenge(t *testing.T, s *session) {
	first, err := s.client.EUICCChallenge()
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.client.EUICCChallenge()
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 16 || len(second) != 16 || bytes.Equal(first, second) {
		t.Fatalf("challenges %X and %X", first, second)
	}
}

// [SGP.22 5.7.3, 5.7.4]
func setAddress(t *testing.T, s *session) {
	for _, address := range []string{"smdpp.example.com", ""} {
		if err := s.client.SetDefaultDPAddress(address); err != nil {
			t.Fatal(err)
		}
		got, err := s.client.EUICCConfiguredAddresses()
		if err != nil {
			t.Fatal(err)
		}
		if got.DefaultSMDPAddress != address {
			t.Fatalf("default address %q, wanted %q", got.DefaultSMDPAddress, address)
		}
	}
}

// [SGP.22 3.1.3]
func download(t *testing.T, s *session) {
	var offered *sgp22.ProfileInfo
	result, err := s.client.DownloadProfile(context.Background(),
		activationCode(t, "SOFTEUICC_ACTIVATION_CODE"),
		&lpa.DownloadOptions{OnConfirm: func(metadata *sgp22.ProfileInfo) bool {
			offered = metadata
			return true
		}})
	if err != nil {
		t.Fatal(err)
	}
	installed := s.profile(t)
	if installed == nil || !bytes.Equal(installed.ICCID, offered.ICCID) ||
		installed.ProfileName != offered.ProfileName {
		t.Fatalf("offered %+v, installed %+v", offered, installed)
	}
	if !bytes.Equal(installed.ISDPAID, result.ISDPAID()) {
		t.Fatalf("AID %v, the result says %v", installed.ISDPAID, result.ISDPAID())
	}
	s.iccid, s.aid = installed.ICCID, installed.ISDPAID
	s.wantState(t, sgp22.ProfileDisabled)
}

// The ICCID is taken; the card says so in a signed result. [SGP.22 2.5.6, 5.5.3]
func downloadAgain(t *testing.T, s *session) {
	var failure *sgp22.LoadBoundProfilePackageError
	_, err := s.client.DownloadProfile(context.Background(),
		activationCode(t, "SOFTEUICC_ACTIVATION_CODE"), nil)
	if !errors.As(err, &failure) {
		t.Fatalf("wanted a failed installation, got %v", err)
	}
	if failure.BPPCommandID != commandStoreMetadata ||
		failure.ErrorReason != reasonICCIDAlreadyExists {
		t.Fatalf("failed with %d, %d", failure.BPPCommandID, failure.ErrorReason)
	}
	if s.profile(t) == nil {
		t.Fatal("the first profile is gone")
	}
}

// [SGP.22 5.7.14]
func declineDownload(t *testing.T, s *session) {
	_, err := s.client.DownloadProfile(context.Background(),
		activationCode(t, "SOFTEUICC_ACTIVATION_CODE"),
		&lpa.DownloadOptions{OnConfirm: func(*sgp22.ProfileInfo) bool { return false }})
	if err != nil {
		t.Fatalf("cancel: %v", err)
	}
}

// [SGP.22 5.7.21]
func setNickname(t *testing.T, s *session) {
	for _, name := range []string{nickname, ""} {
		if err := s.client.SetNickname(s.iccid, name); err != nil {
			t.Fatal(err)
		}
		if got := s.profile(t).ProfileNickname; got != name {
			t.Fatalf("nickname %q, wanted %q", got, name)
		}
	}
	err := s.client.SetNickname(sgp22.ICCID(bytes.Repeat([]byte{0x11}, 10)), nickname)
	if !errors.Is(err, sgp22.ErrICCIDNotFound) {
		t.Fatalf("nickname of an unknown profile: %v", err)
	}
}

// [SGP.22 5.7.15]
func search(t *testing.T, s *session) {
	for _, criterion := range []any{s.iccid, s.aid, sgp22.ProfileClassOperational} {
		list, err := s.client.ListProfile(criterion, nil)
		if err != nil || len(list) != 1 {
			t.Errorf("%v finds %d profiles, %v", criterion, len(list), err)
		}
	}
	list, err := s.client.ListProfile(sgp22.ProfileClassTest, nil)
	if err != nil || len(list) != 0 {
		t.Errorf("test profiles: %d, %v", len(list), err)
	}
}

// [SGP.22 5.7.16 to 5.7.18]
func switchProfile(t *testing.T, s *session) {
	for _, refresh := range []bool{false, true} {
		for _, identifier := range []any{s.iccid, s.aid} {
			if err := s.client.EnableProfile(identifier, refresh); err != nil {
				t.Fatalf("enable: %v", err)
			}
			s.wantState(t, sgp22.ProfileEnabled)
			wantRefused(t, "enable the enabled profile",
				s.client.EnableProfile(identifier, refresh), "not in disabled state")
			if s.client.DeleteProfile(identifier) == nil {
				t.Fatal("the enabled profile was deleted")
			}
			if err := s.client.DisableProfile(identifier, refresh); err != nil {
				t.Fatalf("disable: %v", err)
			}
			s.wantState(t, sgp22.ProfileDisabled)
			wantRefused(t, "disable the disabled profile",
				s.client.DisableProfile(identifier, refresh), "not in enabled state")
		}
	}
}

func deleteProfile(t *testing.T, s *session) {
	if err := s.client.DeleteProfile(s.iccid); err != nil {
		t.Fatal(err)
	}
	wantNoProfile(t, s)
	wantRefused(t, "delete it again", s.client.DeleteProfile(s.iccid), "not found")
}

// List, retrieve, deliver, remove. [SGP.22 5.7.9 to 5.7.11, 5.6.4]
func deliverNotifications(t *testing.T, s *session) {
	var last sgp22.SequenceNumber
	list, err := s.client.ListNotification()
	if err != nil {
		t.Fatal(err)
	}
	events := make(map[sgp22.NotificationEvent]int)
	for _, listed := range list {
		events[listed.ProfileManagementOperation]++
		pending, err := s.client.RetrieveNotificationList(listed.SequenceNumber)
		if err != nil || len(pending) != 1 {
			t.Fatalf("retrieve %d: %d, %v", listed.SequenceNumber, len(pending), err)
		}
		if !reflect.DeepEqual(pending[0].Notification, listed) {
			t.Fatalf("listed %+v, retrieved %+v", listed, pending[0].Notification)
		}
		if err := s.client.HandleNotification(pending[0]); err != nil {
			t.Fatalf("deliver %d: %v", listed.SequenceNumber, err)
		}
		last = listed.SequenceNumber
		if err := s.client.RemoveNotificationFromList(last); err != nil {
			t.Fatalf("remove %d: %v", last, err)
		}
	}
	for event := sgp22.NotificationEventInstall; event <= sgp22.NotificationEventDelete; event++ {
		if events[event] == 0 {
			t.Errorf("no notification of event %d", event)
		}
	}
	if !errors.Is(s.client.RemoveNotificationFromList(last), sgp22.ErrNothingToDelete) {
		t.Errorf("notification %d removed twice", last)
	}
	if list, err = s.client.ListNotification(); err != nil || len(list) != 0 {
		t.Errorf("%d notifications left, %v", len(list), err)
	}
}

// [SGP.22 3.1.3.2, 4.7]
func downloadWithCode(t *testing.T, s *session) {
	code := activationCode(t, "SOFTEUICC_ACTIVATION_CODE_CC")
	_, err := s.client.DownloadProfile(context.Background(), code, nil)
	wantRefused(t, "download without a code", err, "confirmation code")
	code.ConfirmationCode = "0000"
	_, err = s.client.DownloadProfile(context.Background(), code, nil)
	wantRefused(t, "download with a wrong code", err, "confirmation code wrong")
	code.ConfirmationCode = environment(t, "SOFTEUICC_CONFIRMATION_CODE")
	if _, err = s.client.DownloadProfile(context.Background(), code, nil); err != nil {
		t.Fatal(err)
	}
	s.wantState(t, sgp22.ProfileDisabled)
}

// euicc-go 1.1.2 gives the options the tag 42, which should be 82: a request without options, which
// must change nothing. [SGP.22 5.7.19]
func resetMemory(t *testing.T, s *session) {
	wantRefused(t, "memory reset without options", s.client.MemoryReset(), "6A80")
	s.wantState(t, sgp22.ProfileDisabled)
	if err := s.client.DeleteProfile(s.iccid); err != nil {
		t.Fatal(err)
	}
}

func TestCardLife(t *testing.T) {
	steps := []struct {
		name string
		run  func(*testing.T, *session)
	}{
		{"GetEID", getEID},
		{"GetEUICCInfo", getInfo},
		{"GetEUICCChallenge", getChallenge},
		{"ConfiguredAddresses", setAddress},
		{"ListEmpty", wantNoProfile},
		{"Download", download},
		{"DownloadAgain", downloadAgain},
		{"DeclineDownload", declineDownload},
		{"Nickname", setNickname},
		{"Search", search},
		{"EnableDisable", switchProfile},
		{"Delete", deleteProfile},
		{"Notifications", deliverNotifications},
		{"ConfirmationCode", downloadWithCode},
		{"MemoryReset", resetMemory},
	}
	s := &session{client: open(t)}
	defer s.client.Close()
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) { step.run(t, s) }) {
			t.FailNow()
		}
	}
}
