package main

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A session with an IoT eUICC, led by an IPA and eIMs that are written here. The first failure ends
// it: the steps behind do nothing.
type iotSession struct {
	*reader
	program, pki string
	v101         bool // SGP.32 v1.0.1, which has less
	profiles     map[string]*iotProfile
	eid          []byte
	eim, second  *eim // that the card knows
	err          error
}

type iotProfile struct {
	id     []byte // the element 5A
	file   string
	header []asn1.RawValue
	rest   []byte
}

// expect sends a request; the answer in hexadecimal digits must be this, where '*' stands for any.
func (s *iotSession) expect(want string, request []byte) []byte {
	if s.err != nil {
		return nil
	}
	answer, err := s.storeData(request)
	if err = first(err, matches(want, answer)); err != nil {
		s.err = fmt.Errorf("%X: %w", request, err)
	}
	return answer
}

// run has an eIM sign operations; the result must consist of these, as for expect.
func (s *iotSession) run(e *eim, want string, list int, operations ...[]byte) {
	if s.err != nil {
		return
	}
	var r packageResult
	request := e.pack(list, operations...)
	inside, err := choice(s.expect("BF51*", request), 81)
	err = first(s.err, err, decode(inside.FullBytes, &r, "tag:0"), matches(want, r.Data.Results.Bytes))
	if err != nil {
		s.err = fmt.Errorf("%X: %w", request, err)
	}
}

func (s *iotSession) psmo(want string, operations ...[]byte) {
	s.run(s.eim, want, 0xA0, operations...)
}

func (s *iotSession) eco(want string, operations ...[]byte) {
	s.run(s.eim, want, 0xA1, operations...)
}

const unsigned = -1

// refused sends a package; the answer must be a signed error with this code, or an unsigned one.
func (s *iotSession) refused(want int, request []byte) {
	if s.err != nil {
		return
	}
	inside, err := choice(s.expect("BF51*", request), 81)
	code := unsigned
	if err == nil && inside.Tag == 1 {
		var e packageError
		err = decode(inside.FullBytes, &e, "tag:1")
		code = e.Data.Code
	} else if err == nil && inside.Tag != 2 {
		err = errors.New("not refused")
	}
	if err == nil && code != want {
		err = fmt.Errorf("error %d instead of %d", code, want)
	}
	if err = first(s.err, err); err != nil {
		s.err = fmt.Errorf("%X: %w", request, err)
	}
}

// ---- what is on the card before ----

const cardName = "iot"

// prepare has the card hold a profile, with these components of the metadata behind the usual ones.
func (s *iotSession) prepare(state, name string, connectivity []byte, metadata ...[]byte) error {
	p := s.profiles[name]
	work := filepath.Dir(state)
	if connectivity != nil {
		upp := append(tlv(0xA0, insertByTag(p.header, tlv(0x87, connectivity))), p.rest...)
		p.file = filepath.Join(work, name+".der")
		if err := os.WriteFile(p.file, upp, 0o600); err != nil {
			return err
		}
	}
	described := filepath.Join(work, name+".metadata")
	parts := [][]byte{p.id, tlv(0x91, []byte("Provider")), tlv(0x92, []byte(name)),
		tlv(0xB6, tlv(0x30, tlv(0x80, []byte{0x04, 0xF0}), tlv(0x81, []byte("notify.example.com"))))}
	if err := os.WriteFile(described, tlv(0xBF25, append(parts, metadata...)...), 0o600); err != nil {
		return err
	}
	return softeuicc(s.program, "install", "--state", state, "--card", cardName, "--metadata", described,
		p.file)
}

func softeuicc(program string, arguments ...string) error {
	out, err := exec.Command(program, arguments...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("softeuicc %s: %s%w", arguments[0], out, err)
	}
	return err
}

// readProfile cuts a package into its header's components and the rest, and takes the ICCID, whose
// digits are not swapped there.
func readProfile(file string) (*iotProfile, error) {
	var first asn1.RawValue
	upp, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &iotProfile{file: file}
	if p.rest, err = asn1.Unmarshal(upp, &first); err != nil {
		return nil, err
	}
	if p.header, err = elements(first.Bytes); err != nil || len(p.header) < 4 || p.header[3].Tag != 3 {
		return nil, fmt.Errorf("%s: no ICCID, %v", file, err)
	}
	iccid := append([]byte{}, p.header[3].Bytes...)
	for i, octet := range iccid {
		iccid[i] = octet<<4 | octet>>4
	}
	p.id = tlv(0x5A, iccid)
	return p, nil
}

// insertByTag puts an element among others with ascending tags.
func insertByTag(all []asn1.RawValue, der []byte) []byte {
	var before, behind []byte
	for _, element := range all {
		if element.Tag < int(der[0]&0x1F) {
			before = append(before, element.FullBytes...)
		} else {
			behind = append(behind, element.FullBytes...)
		}
	}
	return append(append(before, der...), behind...)
}

// converseIoT makes a card with a persona of SGP.32 and leads it through its life. samples is the
// folder of the sample packages.
func converseIoT(program, persona, samples, work string) (*reader, error) {
	state := filepath.Join(work, "cards.db")
	s := &iotSession{program: program, pki: filepath.Join(work, "pki"),
		v101: strings.Contains(persona, "1.0.1"), profiles: make(map[string]*iotProfile)}
	err := first(softeuicc(program, "pki", "--state", state, "--export", s.pki),
		softeuicc(program, "init", "--state", state, "--persona", persona, cardName))
	for _, name := range []string{"operator", "ims", "fallback", "testnet"} {
		if err == nil {
			s.profiles[name], err = readProfile(filepath.Join(samples, name+".der"))
		}
	}
	if err != nil {
		return nil, err
	}
	err = s.prepare(state, "ims", nil)
	if !s.v101 {
		// PPR2, fallbackAllowed; ecallIndication.
		err = first(err, s.prepare(state, "fallback", nil, tlv(0xB7, tlv(0x80, []byte{0x99, 0xF9, 0x17})),
			tlv(0x99, []byte{0x05, 0x20}), tlv(0x9F67, []byte{0xFF})),
			s.prepare(state, "testnet", []byte("connectivity"), tlv(0x9F7B, []byte{0xFF})))
	}
	if err != nil {
		return nil, err
	}
	command, r, err := insertCard(program, state, cardName)
	if err != nil {
		return nil, err
	}
	defer stop(command)
	defer r.conn.Close()
	s.reader = r
	s.life()
	return r, s.err
}
