package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sessions with one thing wrong have a fault, and none without it.

// x puts an element together in hexadecimal digits.
func x(tag int, inside ...string) string {
	octets, err := hex.DecodeString(strings.Join(inside, ""))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%X", tlv(tag, octets))
}

// What cards of different versions say of themselves.
var (
	beforeCIs = "8103020301" + "8203020500" + "8303000100" + x(0x84, "810100"+"8203100000"+"83028000") +
		"850203B8" + "88020398"
	common = beforeCIs + "A9030401AA" + "AA030401AB" + "0403010000" + "0C0454455354"
	v22    = x(0xBF22, common)
	v101   = x(0xBF22, common, "900100", x(0xB4, "A0050403010001"))
	v12    = x(0xBF22, common, "900100", x(0xB4, "A0050403010200", "81008200"))
	v13    = x(0xBF22, common, "900100", x(0xB4, "A0050403010300", "81008200"))
)

func profiles(members ...string) string {
	return x(0xBF2D, x(0xA0, x(0xE3, members...)))
}

func rule(flags string) string {
	return x(0xBF43, x(0xA0, x(0x30, "800206C0", x(0xA1, x(0x30, "8003EEEEEE")), flags)))
}

// logOf is a log as softeuicc run writes it, of requests and answers in turn.
func logOf(words ...string) string {
	var log strings.Builder
	for i := 0; i < len(words); i += 2 {
		fmt.Fprintf(&log, "12:00:00.000  ch1  STORE DATA   9000 ok\n   > 81E29100%02X%s\n   < %s9000\n",
			len(words[i])/2, words[i], words[i+1])
	}
	return log.String()
}

func faultsOf(t *testing.T, log string, want expectation) int {
	record, err := readRecord(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	return verify(record, nil, want, false)
}

func TestAnswers(t *testing.T) {
	iccid := x(0x5A, "98889979000000000010")
	notification := func(event string) string {
		return x(0xBF28, x(0xA0, x(0xBF2F, "800101", event, "0C0161", iccid)))
	}
	eim := func(more ...string) string {
		return x(0xBF55, x(0xA0, x(0x30, append([]string{"800141"}, more...)...)))
	}
	unsigned := func(more ...string) string {
		return x(0xBF51, x(0xA2, append([]string{"800141"}, more...)...))
	}
	packed := x(0xBF51, x(0x30, "800141", x(0x5A, strings.Repeat("89", 16)), "810101", "A003BF2D00"), "5F3700")
	authenticate := x(0xBF38, x(0x30, "8001AA", "8101BB", "830161", "8401DD"), "5F3700", "0400", "3000", "A000")
	prepare := x(0xBF21, x(0x30, "8001AA", "010100"), "5F3700", "3000")

	for _, c := range []struct{ name, info2, request, good, bad string }{
		{"no DER", v12, "BF4300", x(0xBF43, "A000"), "BF4305DEADBEEF00"},
		{"no package result", v12, packed, unsigned(), x(0xBF51, "FFFFFF")},
		{"no answer", v12, x(0xBF65, "800161"), x(0xBF65, "800100"), ""},
		{"another function's answer", v12, x(0xBF30, "800101"), x(0xBF30, "800101"), x(0xBF33, "800101")},
		{"a function of SGP.32", v12, "BF5F00", x(0xBF5F, "810101"), x(0xBF5F, "810102")},

		{"EUICCInfo2: more", v12, "BF2200", v12, x(0xBF22, v12[6:], "DF7F00")},
		{"EUICCInfo2: more in iotSpecificInfo", v12, "BF2200", v12,
			x(0xBF22, common, "900100", x(0xB4, "A0050403010200", "81008200DF7F00"))},
		{"EUICCInfo2: a NULL with a value", v12, "BF2200", v12,
			x(0xBF22, common, "900100", x(0xB4, "A0050403010200", "810100", "8200"))},
		{"EUICCInfo2: half of SGP.32", v12, "BF2200", v12, x(0xBF22, common, "900100")},
		{"EUICCInfo2: SGP.32 of nothing", v22, "BF2200", v22, x(0xBF22, common, "900100")},
		{"EUICCInfo2: of no version", v12, "BF2200", v12, x(0xBF22, common, "900100", "B402A000")},
		{"EUICCInfo2: ipaMode", v12, "BF2200", v12, strings.Replace(v12, "900100", "900102", 1)},
		{"EUICCInfo2: of SGP.22 v3", v12, "BF2200", v12, strings.Replace(v12, "900100", "900100"+"9303030000", 1)},
		{"EUICCInfo2: of v1.1", v101, "BF2200", v101, x(0xBF22, common, "900100", x(0xB4, "A0050403010001", "8100"))},
		{"EUICCInfo2: of v1.3", v12, "BF2200", v12, x(0xBF22, v12[6:], "950101")},
		{"EUICCInfo2: resources", v12, "BF2200", v12, strings.Replace(v12, "8101008203", "8401008203", 1)},
		{"EUICCInfo2: bits behind the last", v12, "BF2200", v12, strings.Replace(v12, "88020398", "88020098", 1)},
		{"EUICCInfo2: another firmware", v12, "BF2200", v12, strings.Replace(v12, "8303000100", "8303000101", 1)},
		{"EUICCInfo2: less memory", v12, "BF2200", v12, strings.Replace(v12, "8203100000", "82030FFFFF", 1)},
		{"EUICCInfo1: another CI", v12, "BF2000", x(0xBF20, "8203020500", "A9030401AA", "AA030401AB"),
			x(0xBF20, "8203020500", "A9030401AA", "AA030401AC")},
		{"EID: another", v12, x(0xBF3E, "5C015A"), x(0xBF3E, x(0x5A, strings.Repeat("89", 16))), x(0xBF3E, "5A0189")},

		{"ProfileInfo: more", v12, "BF2D00", profiles(iccid), profiles(iccid, "DF7F00")},
		{"ProfileInfo: an unknown tag", v12, "BF2D00", profiles(iccid), profiles(iccid, "BF7600")},
		{"ProfileInfo: not asked for", v12, x(0xBF2D, "5C015A"), profiles(iccid), profiles(iccid, "900141")},
		{"ProfileInfo: not usual", v12, "BF2D00", profiles(iccid, "900141"), profiles(iccid, "990206C0")},
		{"ProfileInfo: short ICCID", v12, "BF2D00", profiles(iccid), profiles("5A0198")},
		{"ProfileInfo: state", v12, "BF2D00", profiles("9F700101"), profiles("9F700102")},
		{"ProfileInfo: FALSE by default", v12, "BF2D00", profiles("9F2601FF"), profiles("9F260100")},
		{"ProfileInfo: BOOLEAN", v12, "BF2D00", profiles("9F6701FF"), profiles("9F670101")},
		{"ProfileInfo: of SGP.32", v22, "BF2D00", profiles(iccid), profiles(iccid, "9F6701FF")},
		{"ProfileInfo: of v1.1", v101, "BF2D00", profiles(iccid), profiles(iccid, "9F7B01FF")},
		{"ProfileInfo: of v1.3", v13, x(0xBF2D, "5C02BF64"), profiles("BF6400"), profiles("BF6401AA")},
		{"ProfileInfo: v1.3 in v1.2", v12, x(0xBF2D, "5C02BF64"), profiles(), profiles("BF6400")},
		{"ProfileInfo: BF22", v12, x(0xBF2D, "5C02BF22"), profiles(x(0xBF22, x(0x30, "80012A", x(0xA1, "0500")))),
			profiles(x(0xBF22, "DEADBEEF00"))},
		{"ProfileInfo: B8", v12, x(0xBF2D, "5C01B8"), profiles(x(0xB8, "80012A", "0400")), profiles(x(0xB8, "0400"))},
		{"GetProfilesInfo: error", v12, "BF2D00", x(0xBF2D, "810101"), x(0xBF2D, "810199")},
		{"GetProfilesInfo: error of SGP.32", v22, "BF2D00", x(0xBF2D, "81017F"), x(0xBF2D, "81010B")},
		{"GetProfilesInfo: error with a tail", v12, "BF2D00", x(0xBF2D, "810101"), "BF2D048102000B"},

		{"RAT: more", v12, "BF4300", rule("82020780"), rule("82020780DF7F00")},
		{"RAT: flags", v12, "BF4300", rule("82020780"), rule("82020640")},
		{"RAT: an error", v12, "BF4300", rule("82020780"), x(0xBF43, "81017F")},

		{"CancelSession: error", v12, x(0xBF41, "8001AA", "810100"), x(0xBF41, "810105"), "BF41058103AABBCC"},
		{"CancelSession: error's number", v12, x(0xBF41, "8001AA", "810100"), x(0xBF41, "810105"), x(0xBF41, "810104")},
		{"AuthenticateServer: error", v12, authenticate, x(0xBF38, x(0xA1, "8001AA", "020107")),
			x(0xBF38, x(0xA1, "8001AA", "020108"))},
		{"AuthenticateServer: session", v12, authenticate, x(0xBF38, x(0xA1, "8001AA", "020107")),
			x(0xBF38, x(0xA1, "8001AB", "020107"))},
		{"PrepareDownload: error", v12, prepare, x(0xBF21, x(0xA1, "8001AA", "020105")),
			x(0xBF21, x(0xA1, "8001AA", "020106"))},
		{"LoadCRL: error", v12, x(0xBF35, "A000"), x(0xBF35, "810106"), x(0xBF35, "810107")},
		{"LoadCRL: missing parts", v12, x(0xBF35, "A000"), x(0xBF35, x(0xA0, "A003020101")), x(0xBF35, x(0xA0, "A0030401AA"))},

		{"ListNotification: error", v12, "BF2800", x(0xBF28, "81017F"), x(0xBF28, "810101")},
		{"ListNotification: more", v12, "BF2800", notification("81020780"), notification("810207800400")},
		{"ListNotification: two events", v12, "BF2800", notification("81020780"), notification("810206C0")},
		{"RetrieveNotificationsList: error", v22, "BF2B00", x(0xBF2B, "81017F"), x(0xBF2B, "810101")},
		{"RetrieveNotificationsList: of SGP.32", v22, "BF2B00", x(0xBF2B, "A000"), x(0xBF2B, "A200")},

		{"eUICCMemoryReset: result", v22, x(0xBF34, "82020780"), x(0xBF34, "800105"), x(0xBF34, "800168")},
		{"eUICCMemoryReset: not asked for", v12, x(0xBF64, "82020780"), x(0xBF64, "800101"), x(0xBF64, "800101", "810101")},
		{"DisableEmergencyProfile: result of v1.3", v12, x(0xBF5C, "800100"), x(0xBF5C, "800102"), x(0xBF5C, "800108")},
		{"ImmediateEnable: result of v1.1", v101, "BF5A00", x(0xBF5A, "800104"), x(0xBF5A, "800105")},
		{"GetCerts: error", v12, "BF5600", x(0xBF56, "810101"), x(0xBF56, "810102")},
		{"AddInitialEim: error of v1.1", v101, x(0xBF57, "A000"), x(0xBF57, "810106"), x(0xBF57, "810107")},
		{"EimConfigurationData: more", v12, "BF5500", eim("820102"), eim("820102DF7F00")},
		{"EimConfigurationData: type", v12, "BF5500", eim("820102"), eim("820104")},
		{"EimConfigurationData: of v1.1", v101, "BF5500", eim("820102"), eim("820102", "8900")},
		{"EimConfigurationData: of v1.3", v12, "BF5500", eim("8900"), eim("8900", "AA00")},
		{"EimConfigurationData: no key", v12, "BF5500", eim(), eim("A5023000")},
		{"EuiccPackageErrorUnsigned: more", v12, packed, unsigned(), unsigned("DF7F00")},
		{"EuiccPackageErrorUnsigned: of v1.3", v12, packed, unsigned(), unsigned("8F017F")},
		{"EuiccPackageErrorUnsigned: code", v13, packed, unsigned("8F017F"), unsigned("8F0104")},
	} {
		head := []string{"BF2200", c.info2}
		if n := faultsOf(t, logOf(append(head, c.request, c.good)...), expectation{refused: []uint16{}}); n != 0 {
			t.Errorf("%s: %d faults without it", c.name, n)
		}
		if n := faultsOf(t, logOf(append(head, c.request, c.bad)...), expectation{refused: []uint16{}}); n != 1 {
			t.Errorf("%s: %d faults", c.name, n)
		}
	}
}

func TestUnknownFunctions(t *testing.T) {
	for _, c := range []struct{ info2, request, answer string }{
		{v12, "BF7E00", "BF7E00"},
		{v12, "30020400", "30020400"},
		{v22, "BF5500", x(0xBF55, "A000")},
		{v101, "BF5D00", x(0xBF5D, "800107")},
	} {
		if faultsOf(t, logOf("BF2200", c.info2, c.request, c.answer), expectation{}) != 1 {
			t.Errorf("%s is answered", c.request)
		}
	}
}

// Chains that have no answer: by the status words of their R-APDUs, and the status that is expected.
func TestRefusals(t *testing.T) {
	const command, block, last, more, reselect = "> 81E2910002BF43", "> 81E2110002BF43", "> 81E291010100",
		"> 81C0000007", "> 01A4000C023F00"
	for _, c := range []struct {
		lines []string
		want  uint16
	}{
		{[]string{command, "< 6985"}, 0x6985},
		{[]string{command, "< BF4302A0006A82"}, 0x6A82},
		{[]string{block, "< 6A86"}, 0x6A86},
		{[]string{block, "< 9000", last, "< 6A80"}, 0x6A80},
		{[]string{block, "< 9000", reselect, "< 9000"}, 0},
		{[]string{block, "< 9000", "12:00:00.000  reset"}, 0},
		{[]string{block, "< 9000"}, 0},
		{[]string{command, "< 6107", reselect, "< 9000"}, 0},
		{[]string{command, "< 6107", more, "< 6F00"}, 0x6F00},
	} {
		log := strings.Join(c.lines, "\n") + "\n"
		if n := faultsOf(t, log, expectation{refused: []uint16{c.want}}); n != 0 {
			t.Errorf("%q: it is not %04X", c.lines, c.want)
		}
		if faultsOf(t, log, expectation{refused: []uint16{}}) != 1 || faultsOf(t, log, expectation{}) != 0 {
			t.Errorf("%q: it is not refused", c.lines)
		}
	}
	for _, lines := range []string{
		"> 81E2910003BF4300\n< BF4302A0009000\n",
		"> 81E2910003BF4300\n< BF4302A000910B\n",
		"> 81E2910003BF4300\n< 6105\n> 81C0000000\n< 6C05\n> 81C0000005\n< BF4302A0009000\n",
		"> 81E2110002BF43\n< 9000\n> 81E291010100\n< 6105\n> 81C0000005\n< BF4302A0009000\n",
	} {
		if faultsOf(t, lines, expectation{refused: []uint16{}}) != 0 {
			t.Errorf("%q: a fault", lines)
		}
	}
}

func TestBrokenLogs(t *testing.T) {
	for _, log := range []string{"< 9000", "> 81E2910003BF4300\n", "> 81E2910003BF43\n< 90", "> 81E2910003BF430\n< 9000",
		"> 81E2910003BF4300\n< 9000\n< 9000", "1 reset\n< 9000"} {
		if record, err := readRecord(strings.NewReader(log)); err == nil {
			t.Errorf("%q is %v", log, record)
		}
	}
}

func TestGrafts(t *testing.T) {
	der, _ := hex.DecodeString("E304A102040081" + "00")
	want := []string{"E307A105" + "0400" + "DF7F00" + "8100", "E307A1020400DF7F00" + "8100"}
	var got []string
	for _, grafted := range grafts(der) {
		got = append(got, fmt.Sprintf("%X", grafted))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s instead of %s", got, want)
	}
}

// replaceAnswers changes all answers to a command with this data.
func replaceAnswers(record []exchange, data, old, changed string) (result []exchange) {
	command, _ := hex.DecodeString(data)
	before, _ := hex.DecodeString(old)
	after, _ := hex.DecodeString(changed)
	for i, e := range record {
		if i > 0 && bytes.Equal(commandData(record[i-1].command), command) {
			e.response = bytes.Replace(e.response, before, after, 1)
		}
		result = append(result, e)
	}
	return result
}

// A session with a card, in which something that is not signed is then changed.
func TestSession(t *testing.T) {
	program, profile := os.Getenv("SOFTEUICC"), os.Getenv("SAMPLE")
	if program == "" {
		t.Skip("no SOFTEUICC to have a session with")
	}
	work := t.TempDir()
	r, err := converse(program, "default", profile, work)
	if err != nil {
		t.Fatal(err)
	}
	cis, err := loadCIs(filepath.Join(work, "pki"))
	if err != nil {
		t.Fatal(err)
	}
	want := expectation{signedObjects("default"), r.refused}
	if verify(r.record, cis, want, false) != 0 {
		t.Error("a fault")
	}
	for _, c := range []struct{ name, data, old, changed string }{
		{"EUICCInfo2 is not what is signed", "BF2200", "8303000100", "8303000101"},
		{"the memory is not what is signed", "BF2200", "8203100000", "8203100001"},
		{"SVN of EUICCInfo1", "BF2000", "8203020500", "8203020501"},
		{"SVN of the ISD-R", isdR, "8203020500", "8203020501"},
		{"no template of SGP.32", isdR, "E103", "E203"},
		{"EID", x(0xBF3E, "5C015A"), "5A1089", "5A1088"},
	} {
		if verify(replaceAnswers(r.record, c.data, c.old, c.changed), cis, want, false) == 0 {
			t.Errorf("%s: no fault", c.name)
		}
	}
}
