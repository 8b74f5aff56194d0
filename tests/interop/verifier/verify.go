package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"sort"
)

// Verdicts on a session, as a table.

// A row of the table: answers of one kind.
type row struct {
	answers, faults         int
	spoiled, unnoticed      int
	function, signed, fault string
	onP256, onBrainpool     int // octets of answers that were spoiled
}

type table map[string]*row

func (t table) at(function, signed string) *row {
	key := function + "\x00" + signed
	if t[key] == nil {
		t[key] = &row{function: function, signed: signed}
	}
	return t[key]
}

func (r *row) complain(count *int, fault string) {
	*count++
	if r.fault == "" {
		r.fault = fault
	}
}

// print returns the number of faults.
func (t table) print() int {
	var keys []string
	faults := 0
	for key := range t {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	fmt.Printf("%-28s %-34s %7s %6s %8s %9s\n", "function", "signed object", "answers", "faults",
		"spoiled", "unnoticed")
	for _, key := range keys {
		r := t[key]
		fmt.Printf("%-28s %-34s %7d %6d %8d %9d\n", r.function, r.signed, r.answers, r.faults,
			r.spoiled, r.unnoticed)
		if r.fault != "" {
			fmt.Println("    first fault:", r.fault)
		}
		faults += r.faults + r.unnoticed
	}
	return faults
}

// Verification on brainpool costs milliseconds here; not each octet needs its own there. Nor in long
// answers: they are lists of what is also answered alone. And there is an end to it for each row.
const (
	brainpoolStride = 9
	longAnswer      = 2048
	enough          = 4000
)

// spoil flips one bit in each octet of a signed answer; before is the checker as it was before it.
func spoil(before *checker, m message, r *row) {
	stride := 1 + len(m.response)/longAnswer*len(m.response)/longAnswer
	effort := &r.onP256
	if before.needsBrainpool(m.response) {
		stride, effort = brainpoolStride, &r.onBrainpool
	}
	if *effort >= enough {
		return
	}
	*effort += len(m.response)
	for i := 0; i < len(m.response); i += stride {
		spoiled := append([]byte{}, m.response...)
		spoiled[i] ^= 1 << (i % 8)
		r.tryOut(before, m.request, spoiled)
	}
}

// needsBrainpool tells on which curve an answer is signed: of its certificates, session or eIM.
func (c *checker) needsBrainpool(response []byte) bool {
	der, _ := asn1.Marshal(oidBP256)
	if bytes.Contains(response, der) {
		return true
	}
	for id, s := range c.sessions {
		if bytes.Contains(response, []byte(id)) {
			return s.euicc.key.curve.Equal(oidBP256)
		}
	}
	for id, a := range c.eims {
		if own := c.own[a.ci]; own != nil && bytes.Contains(response, []byte(id)) {
			return own.key.curve.Equal(oidBP256)
		}
	}
	return false
}

// graft gives each constructed element of an answer that is not signed a member that no type has.
func graft(before *checker, m message, r *row) {
	for _, spoiled := range grafts(m.response) {
		r.tryOut(before, m.request, spoiled)
	}
}

var alien = tlv(0xDF7F)

// grafts returns all ways to put the alien at the end of a constructed element in der.
func grafts(der []byte) (all [][]byte) {
	members, _ := elements(der)
	at := 0
	for _, m := range members {
		before, behind := der[:at], der[at+len(m.FullBytes):]
		at += len(m.FullBytes)
		if !m.IsCompound {
			continue
		}
		for _, inside := range append(grafts(m.Bytes), bytes.Join([][]byte{m.Bytes, alien}, nil)) {
			m.FullBytes, m.Bytes = nil, inside
			grafted, _ := asn1.Marshal(m)
			all = append(all, bytes.Join([][]byte{before, grafted, behind}, nil))
		}
	}
	return all
}

func (r *row) tryOut(before *checker, request, spoiled []byte) {
	r.spoiled++
	if _, _, err := before.clone().judge(message{request: request, response: spoiled}); err == nil {
		r.complain(&r.unnoticed, fmt.Sprintf("spoiled to %X", spoiled))
	}
}

// What there must be in a session: objects with the card's signature, and all status words with which
// chains were refused (0: broken off); nil: any.
type expectation struct {
	objects []string
	refused []uint16
}

// verify judges a session and prints the table.
func verify(record []exchange, cis []*certificate, want expectation, spoiling bool) (faults int) {
	rows := make(table)
	c := newChecker(cis)
	seen := make(map[string]bool)
	spoiled := make(map[[sha256.Size]byte]bool)
	var refused []uint16
	for _, m := range assemble(record) {
		if !m.answered() {
			k, known := kindOf(m)
			if !known {
				k.name = "unknown function"
			}
			rows.at(k.name, fmt.Sprintf("refused: %04X", m.status)).answers++
			refused = append(refused, m.status)
			continue
		}
		before := c.clone()
		function, signed, err := c.judge(m)
		r := rows.at(function, signed)
		r.answers++
		seen[signed] = seen[signed] || err == nil
		sum := sha256.Sum256(m.response)
		switch {
		case err != nil:
			r.complain(&r.faults, fmt.Sprintf("%v in %X", err, m.response))
		case !spoiling || spoiled[sum]:
		case signed != "":
			spoil(before, m, r)
		default:
			graft(before, m, r)
		}
		spoiled[sum] = true
	}
	for _, fci := range selections(record) {
		r := rows.at("SELECT ISD-R", "")
		r.answers++
		if err := c.checkFCI(fci); err != nil {
			r.complain(&r.faults, fmt.Sprintf("%v in %X", err, fci))
		}
	}
	faults = rows.print()
	for _, object := range want.objects {
		if !seen[object] {
			fmt.Println("missing: no", object)
			faults++
		}
	}
	if want.refused != nil && !sameNumbers(refused, want.refused) {
		fmt.Printf("refused or broken off: %04X instead of %04X\n", refused, want.refused)
		faults++
	}
	return faults
}

// sameNumbers compares without regard to order.
func sameNumbers(a, b []uint16) bool {
	count := make(map[uint16]int)
	for _, n := range a {
		count[n]++
	}
	for _, n := range b {
		count[n]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
