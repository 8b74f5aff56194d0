package main

import (
	"errors"
	"fmt"
)

// The life of an IoT eUICC: each function of ES10b and each operation of a package, with as many of
// its results as one card can come to.

var (
	refresh      = tlv(0x80, []byte{0xFF})
	noRefresh    = tlv(0x80, []byte{0x00})
	nobody       = tlv(0x5A, []byte{0x98, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x54, 0xF6})
	listProfiles = tlv(0xBF2D)
	address      = tlv(0x80, []byte("smdpp.example.com"))
	notACI       = make([]byte, 20)
	// defaultSmdpOid 2.999.10 and defaultSmdpAddress of immediate enabling.
	serverOID     = tlv(0x81, []byte{0x88, 0x37, 0x0A})
	serverAddress = tlv(0x82, []byte("smdpp.example.com"))
)

const (
	notAToken  = 5
	notCounter = 1 << 40
)

func (s *iotSession) life() {
	steps := []func(){s.before, s.download, s.associate, s.manageProfiles, s.rollBack, s.manageEIMs,
		s.refusals, s.results, s.end}
	if !s.v101 {
		steps = append(steps[:5], append([]func(){s.fallBack, s.callForHelp}, steps[5:]...)...)
	}
	for _, step := range steps {
		if s.err == nil {
			step()
		}
	}
}

// since11 is what v1.0.1 and later versions answer.
func (s *iotSession) since11(v101, later string) string {
	if s.v101 {
		return v101
	}
	return later
}

// before: what the card tells, and what it does while no eIM is associated.
func (s *iotSession) before() {
	s.eid = s.expect("BF3E125A10*", tlv(0xBF3E, tlv(0x5C, []byte{0x5A})))
	info2 := s.expect("BF22*", tlv(0xBF22))
	for _, request := range []int{0xBF20, 0xBF3C, 0xBF43, 0xBF55, 0xBF56, 0xBF2D, 0xBF2B} {
		s.expect(fmt.Sprintf("%X*", request), tlv(request))
	}
	for _, ci := range signingCIs(info2) {
		s.expect("BF56*", tlv(0xBF56, tlv(0x80, ci)))
	}
	s.expect("BF5603810101", tlv(0xBF56, tlv(0x80, notACI)))
	s.expect("BF2D*", tlv(0xBF2D, tlv(0x5C, []byte{0x5A, 0x4F, 0x9F, 0x70, 0x92, 0xB6, 0xB7, 0x99})))
	s.expect("BF2D03810101", tlv(0xBF2D, tlv(0x5C, []byte{0x9F})))
	s.expect("BF350381017F", loadCRL())
	s.err = first(s.err, s.misunderstand())
	// Of ES10c, and what SGP.32 has in other forms: ListNotification, ES10a.SetDefaultDpAddress.
	for _, function := range []int{0xBF29, 0xBF31, 0xBF32, 0xBF33, 0xBF28, 0xBF3F} {
		s.err = first(s.err, s.refuse(0x6A88, tlv(function)))
	}
	s.expect("BF5803020101", tlv(0xBF58, noRefresh))
	if s.v101 {
		return
	}
	s.expect("BF4203800101", tlv(0xBF42, tlv(0x80, []byte{0x07, 0x80})))
	s.expect("BF5F03810101", tlv(0xBF5F))
	s.expect("BF6503800100", tlv(0xBF65, address))
	s.expect("BF5D03800107", tlv(0xBF5D, noRefresh))
	s.expect("BF5E03800106", tlv(0xBF5E, noRefresh))
	s.expect("BF5C03800102", tlv(0xBF5C, noRefresh))
}

func signingCIs(der []byte) [][]byte {
	var i info2
	_ = decode(der, &i, "tag:34")
	return i.Signing
}

// download installs a profile and enables it in the same session. [SGP.32 3.2.3, 5.9.15, 5.9.17]
func (s *iotSession) download() {
	enable := tlv(0xBF5A, noRefresh)
	if s.v101 {
		enable = tlv(0xBF5A)
	}
	s.expect("BF5A03800101", enable)
	s.expect("BF5903800100", tlv(0xBF59, tlv(0x80), serverOID, serverAddress))
	s.expect("BF5903800100", tlv(0xBF59, tlv(0x80)))
	s.expect("BF5A03800104", enable)
	if s.err != nil {
		return
	}
	profile := s.profiles["operator"].file
	s.err = first(s.serve(s.program, profile, s.pki, "BRP", (*lpa).fail),
		s.serve(s.program, profile, s.pki, "NIST", (*lpa).failAndInstall))
	s.expect("BF5A03800100", enable)
	s.expect("BF5A03800104", enable)
}

// associate makes two eIMs known: one with a key and a token; the other with a certificate, without a
// token, and for whom the credential of another CI signs.
func (s *iotSession) associate() {
	cis := signingCIs(s.expect("BF22*", tlv(0xBF22)))
	if s.err == nil && len(cis) < 2 {
		s.err = errors.New("only one CI to sign for")
	}
	if s.err != nil {
		return
	}
	s.eim, s.second = newEIM("eim.example.com", s.eid[5:]), newEIM("second.example.com", s.eid[5:])
	request := func(configurations ...[]byte) []byte {
		return tlv(0xBF57, tlv(0xA0, configurations...))
	}
	for _, wrong := range []struct {
		want    string
		token   int64
		counter int64
		ci      []byte
	}{{"03", 0, 0, notACI}, {"05", notAToken, 0, nil}, {"06", 0, notCounter, nil}} {
		s.expect("BF57038101"+wrong.want, request(s.eim.configuration(0x30, wrong.token, wrong.counter, wrong.ci)))
	}
	s.expect("BF5707A0058401010500", request(s.eim.configuration(0x30, anyToken, 0, nil),
		s.second.certifiedConfiguration(0x30, cis[1])))
	s.eim.token = 1
	s.expect("BF5703810102", request(s.eim.configuration(0x30, 0, 0, nil)))
	s.expect("BF5903800102", tlv(0xBF59, tlv(0x80)))
	s.expect("BF55*", tlv(0xBF55))
	if !s.v101 {
		s.expect("BF55*", tlv(0xBF55, tlv(0xA0, tlv(0x80, []byte(s.second.id)))))
		s.expect("BF5502A000", tlv(0xBF55, tlv(0xA0, tlv(0x80, []byte("nobody")))))
	}
}

func enable(id []byte) []byte   { return tlv(0xA3, id) }
func rollback(id []byte) []byte { return tlv(0xA3, id, []byte{0x05, 0x00}) }
func disable(id []byte) []byte  { return tlv(0xA4, id) }
func remove(id []byte) []byte   { return tlv(0xA5, id) }

// manageProfiles: all operations on profiles. The operator's is enabled before and behind.
func (s *iotSession) manageProfiles() {
	operator, ims, fallback := s.profiles["operator"].id, s.profiles["ims"].id, s.profiles["fallback"].id
	s.psmo("BF2D*", listProfiles)
	s.psmo("BF2D*", tlv(0xBF2D, tlv(0x5C, []byte{0x5A, 0x4F, 0x9F, 0x70, 0x9F, 0x7B, 0x9F, 0x26, 0x9F, 0x67})))
	s.psmo("BF2D*", tlv(0xBF2D, tlv(0xA0, operator)))
	s.psmo("BF2D03810101", tlv(0xBF2D, tlv(0x5C, []byte{0x9F})))
	s.psmo("A6*", tlv(0xA6))
	s.psmo("870100", tlv(0xA7, tlv(0x80), serverOID, serverAddress))
	s.psmo("870100", tlv(0xA7))
	s.psmo("830101", enable(nobody))
	s.psmo("830102", enable(operator))
	s.psmo("840101", disable(nobody))
	s.psmo("840102", disable(ims))
	s.psmo("850101", remove(nobody))
	s.psmo("850102", remove(operator))
	s.psmo("840100830100", disable(operator), enable(ims))
	s.psmo("830100BF2D0381010B", enable(operator), listProfiles)
	s.psmo("83010083017F", enable(ims), enable(operator))
	s.psmo("840100", disable(ims))
	s.psmo("8301"+s.since11("7F", "14"), rollback(ims))
	s.psmo("A6*", tlv(0xA6), enable(nobody), listProfiles)
	s.psmo("020102", tlv(0xB0))
	s.psmo("830100", enable(operator))
	if s.v101 {
		s.psmo("020102", tlv(0xA9))
		return
	}
	s.psmo("BF6503800100", tlv(0xBF65, address))
	s.psmo("8D0101", tlv(0xA8, nobody))
	s.psmo("8D0102", tlv(0xA8, ims))
	s.psmo("8E0102", tlv(0xA9))
	s.psmo("8D0100BF2D*", tlv(0xA8, fallback), listProfiles)
	s.psmo("8E0100", tlv(0xA9))
	s.psmo("850103", remove(fallback))
}

// rollBack: the right to it, its use, and how it is lost. [SGP.32 3.3.2]
func (s *iotSession) rollBack() {
	operator, ims := s.profiles["operator"].id, s.profiles["ims"].id
	s.psmo("830100", rollback(ims))
	s.expect("BF58*020100BF51*", tlv(0xBF58, noRefresh))
	s.expect("BF5803020101", tlv(0xBF58, noRefresh))
	s.psmo("830100", rollback(ims))
	s.psmo("BF2D*", listProfiles)
	s.expect("BF5803020101", tlv(0xBF58, noRefresh))
	s.psmo("8301008501"+s.since11("7F", "14"), rollback(operator), remove(ims))
	s.expect("BF58*020100BF51*", tlv(0xBF58, refresh))
	s.psmo("840100", disable(ims))
	s.psmo("830100", enable(operator))
}

// fallBack: [SGP.32 5.9.20, 5.9.21]
func (s *iotSession) fallBack() {
	s.expect("BF5D03800106", tlv(0xBF5D, noRefresh))
	s.psmo("8D0100", tlv(0xA8, s.profiles["fallback"].id))
	s.expect("BF5D03800100", tlv(0xBF5D, noRefresh))
	s.expect("BF5D03800102", tlv(0xBF5D, refresh))
	s.psmo("8E0103", tlv(0xA9))
	s.psmo("850115", remove(s.profiles["operator"].id))
	s.expect("BF5E03800100", tlv(0xBF5E, noRefresh))
	s.expect("BF5E03800106", tlv(0xBF5E, refresh))
}

// callForHelp: nothing else goes while the Emergency Profile is enabled. [SGP.32 5.9.22, 5.9.23]
func (s *iotSession) callForHelp() {
	s.expect("BF5B03800100", tlv(0xBF5B, noRefresh))
	s.expect("BF5B03800102", tlv(0xBF5B, refresh))
	s.refused(104, s.eim.pack(0xA0, listProfiles))
	s.expect("BF5D03800168", tlv(0xBF5D, noRefresh))
	s.expect("BF6403800168", tlv(0xBF64, tlv(0x82, []byte{0x01, 0xFE})))
	s.expect("BF5F10A00E810C*", tlv(0xBF5F))
	s.expect("BF5C03800100", tlv(0xBF5C, noRefresh))
	s.expect("BF5C03800102", tlv(0xBF5C, refresh))
}

// manageEIMs: all operations on eIMs; the two are there before and behind.
func (s *iotSession) manageEIMs() {
	third, fourth := newEIM("third.example.com", s.eid[5:]), newEIM("fourth.example.com", s.eid[5:])
	id := func(name string) []byte { return tlv(0x80, []byte(name)) }
	s.eco("AB*", tlv(0xAB))
	s.eco("A803840102", third.configuration(0xA8, anyToken, 0, nil))
	s.eco("A8030201"+s.since11("07", "02"), third.configuration(0xA8, anyToken, 0, nil))
	s.eco("A803020100", fourth.configuration(0xA8, 0, 7, nil))
	fifth := newEIM("fifth.example.com", s.eid[5:])
	s.eco("A803020103", fifth.configuration(0xA8, 0, 0, notACI))
	s.eco("A803020105", fifth.configuration(0xA8, notAToken, 0, nil))
	s.eco("A803020106", fifth.configuration(0xA8, 0, notCounter, nil))
	s.eco("8A0100", tlv(0xAA, id(third.id), integer(0x83, 9)))
	s.eco("8A0101", tlv(0xAA, id("nobody"), integer(0x83, 9)))
	s.eco("8A0103", tlv(0xAA, id(third.id), tlv(0x88, notACI)))
	s.eco("8A0106", tlv(0xAA, id(third.id), integer(0x83, notCounter)))
	s.eco("8A0107", tlv(0xAA, id(third.id), integer(0x84, anyToken)))
	third.token, third.counter = 2, 9
	s.run(third, "BF2D*", 0xA0, listProfiles)
	s.eco("890101", tlv(0xA9, id("nobody")))
	s.eco("AB*", tlv(0xAB), tlv(0xA9, id(third.id)), tlv(0xA9, id(fourth.id)))
	s.eco("020102", tlv(0xAC))
}

// refusals: each reason for which a package is not carried out. [SGP.32 5.9.1]
func (s *iotSession) refusals() {
	spoil := func(request []byte) []byte {
		request[len(request)-1] ^= 1
		return request
	}
	for _, e := range []*eim{s.eim, s.second} {
		s.run(e, "BF2D*", 0xA0, listProfiles)
		s.refused(4, e.sign(nil, 0xA0, listProfiles))
		e.eid = make([]byte, len(e.eid))
		s.refused(3, e.pack(0xA0, listProfiles))
		e.eid = s.eid[5:]
		counter := e.counter
		e.counter = notCounter
		s.refused(6, e.sign(tlv(0x82, []byte{1}), 0xA0, listProfiles))
		e.counter = counter
		s.refused(unsigned, spoil(e.pack(0xA0, listProfiles)))
		s.refused(unsigned, spoil(e.sign(nil, 0xA0, listProfiles)))
	}
	s.refused(unsigned, newEIM("nobody", s.eid[5:]).pack(0xA0, listProfiles))
	var many [][]byte
	for i := 0; i < 6000; i++ {
		many = append(many, tlv(0xBF2D))
	}
	s.refused(15, s.eim.pack(0xA0, many...))
}

// results: the card keeps them, and what it has to notify of, until they are removed.
func (s *iotSession) results() {
	s.expect("BF2B*A2*", tlv(0xBF2B, tlv(0xA0, tlv(0x82))))
	s.expect("BF2B*A0*", tlv(0xBF2B))
	s.expect("BF2B*A0*", tlv(0xBF2B, tlv(0xA0, tlv(0x81, []byte{0x04, 0xF0}))))
	for number := int64(1); number < 100; number++ {
		s.expect("BF2B*", tlv(0xBF2B, tlv(0xA0, integer(0x80, number))))
		s.expect("BF30038001*", tlv(0xBF30, integer(0x80, number)))
	}
	s.expect("BF2B02A200", tlv(0xBF2B, tlv(0xA0, tlv(0x82))))
	s.expect("BF2B02A000", tlv(0xBF2B))
	s.expect("BF3003800101", tlv(0xBF30, integer(0x80, 1)))
}

// end: the last eIM deletes itself, another is associated, and the memory is reset.
func (s *iotSession) end() {
	s.eco("890100890102", tlv(0xA9, tlv(0x80, []byte(s.second.id))), tlv(0xA9, tlv(0x80, []byte(s.eim.id))))
	s.expect("BF5502A000", tlv(0xBF55))
	s.refused(unsigned, s.eim.pack(0xA0, listProfiles))
	s.expect("BF5705A003840103", tlv(0xBF57, tlv(0xA0, s.eim.configuration(0x30, anyToken, 0, nil))))
	if s.v101 {
		s.expect("BF3409020100810100820100", tlv(0xBF34, tlv(0x82, []byte{0x03, 0xF8})))
		s.expect("BF3409020101810101820100", tlv(0xBF34, tlv(0x82, []byte{0x03, 0xF8})))
	} else {
		s.expect("BF6409800100810100820100", tlv(0xBF64, tlv(0x82, []byte{0x01, 0xFE})))
		s.expect("BF6409800101810101820100", tlv(0xBF64, tlv(0x82, []byte{0x01, 0xFE})))
		s.expect("BF6403800101", tlv(0xBF64, tlv(0x82, []byte{0x07, 0x80})))
	}
	s.expect("BF2B*", tlv(0xBF2B))
	s.expect("BF2D02A000", tlv(0xBF2D))
}
