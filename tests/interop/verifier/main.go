// The verifier: listens to what a card says, decodes every answer and checks every signature over
// the bytes as they came. The codec is encoding/asn1, the cryptography Go's own; written here are the
// descriptions of the messages, what must hold between them, and ECDSA on a curve that Go lacks.
//
//	verifier -ci DIR LOG                        a session recorded by softeuicc run --verbose
//	verifier -softeuicc PROGRAM -profile FILE   leads a card through a session of its own
//
// With -dump it also writes all messages to a file, for codecs in other languages. DIR holds
// CERT_CI_ECDSA_NIST.der, CERT_CI_ECDSA_BRP.der or both. After a session without fault, each signed
// answer is spoiled in each octet, and each such bit has to be noticed. The exit status is 0 if there
// is no fault, 1 if there is, 2 if it could not be found out.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// A row of the table: answers of one kind.
type row struct {
	answers, faults         int
	bits, unnoticed         int
	function, signed, fault string
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
			r.bits, r.unnoticed)
		if r.fault != "" {
			fmt.Println("    first fault:", r.fault)
		}
		faults += r.faults + r.unnoticed
	}
	return faults
}

// Verification on brainpool costs milliseconds here; not each octet needs its own there. Nor in long
// answers: they are lists of what is also answered alone.
const (
	brainpoolStride = 9
	longAnswer      = 2048
)

func strideFor(c *checker, response []byte) int {
	der, _ := asn1.Marshal(oidBP256)
	brainpool := bytes.Contains(response, der)
	for _, s := range c.sessions {
		brainpool = brainpool || s.euicc.key.curve.Equal(oidBP256)
	}
	if brainpool {
		return brainpoolStride
	}
	return 1 + len(response)/longAnswer*len(response)/longAnswer
}

// spoil flips one bit in each octet of an answer; before is the checker as it was before it.
func spoil(before *checker, k kind, m message, r *row) {
	stride := strideFor(before, m.response)
	for i := 0; i < len(m.response); i += stride {
		spoiled := message{m.request, append([]byte{}, m.response...)}
		spoiled.response[i] ^= 1 << (i % 8)
		r.bits++
		if _, err := k.judge(before.clone(), spoiled); err == nil {
			r.complain(&r.unnoticed, fmt.Sprintf("octet %d of %X, bit %d", i, m.response, i%8))
		}
	}
}

// verify judges a session and prints the table. Every object in wanted must have occurred.
func verify(record []exchange, cis []*certificate, wanted []string, spoiling bool) (faults int) {
	rows := make(table)
	c := newChecker(cis)
	seen := make(map[string]bool)
	spoiled := make(map[[sha256.Size]byte]bool)
	unknown := 0
	for _, m := range assemble(record) {
		k, known := kindOf(m)
		if !known {
			unknown++
			continue
		}
		before := c.clone()
		signed, err := k.judge(c, m)
		r := rows.at(k.name, signed)
		r.answers++
		if err != nil {
			r.complain(&r.faults, fmt.Sprintf("%v in %X", err, m.response))
		} else if signed != "" {
			seen[signed] = true
			if sum := sha256.Sum256(m.response); spoiling && !spoiled[sum] {
				spoiled[sum] = true
				spoil(before, k, m, r)
			}
		}
	}
	faults = rows.print()
	for _, object := range wanted {
		if !seen[object] {
			fmt.Println("missing: no", object)
			faults++
		}
	}
	if unknown > 0 {
		fmt.Println(unknown, "answers of functions that the verifier does not know")
	}
	return faults
}

func loadCIs(dir string) ([]*certificate, error) {
	var cis []*certificate
	for _, name := range []string{"CERT_CI_ECDSA_NIST.der", "CERT_CI_ECDSA_BRP.der"} {
		der, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		ci, err := parseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		cis = append(cis, ci)
	}
	if len(cis) == 0 {
		return nil, fmt.Errorf("no CI certificate in %q", dir)
	}
	return cis, nil
}

func readLog(name string) ([]exchange, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readRecord(file)
}

// dump writes each request and each answer, as the name of its type and hexadecimal digits. The pieces
// of a Bound Profile Package make one message again.
func dump(record []exchange, name string) error {
	var lines strings.Builder
	var bpp []byte
	write := func(kind string, der []byte) {
		if kind != "" && len(der) > 0 {
			fmt.Fprintf(&lines, "%s %X\n", kind, der)
		}
	}
	for _, template := range proprietaryTemplates(record) {
		write(templates[template.FullBytes[0]], template.FullBytes)
	}
	for _, m := range assemble(record) {
		k, known := kindOf(m)
		if !known {
			continue
		}
		if k.request == "" {
			bpp = append(bpp, m.request...)
		}
		write(k.request, m.request)
		write(k.answer, m.response)
		if k.request == "" && len(m.response) > 0 {
			if _, err := elements(bpp); err == nil { // whole
				write("BoundProfilePackage", bpp)
			}
			bpp = nil
		}
	}
	return os.WriteFile(name, []byte(lines.String()), 0o600)
}

// What the ISD-R tells when it is selected. [SGP.22 5.7.1, SGP.32 5.9]
var templates = map[byte]string{
	0xE0: "ISDRProprietaryApplicationTemplate",
	0xE1: "ISDRProprietaryApplicationTemplateIoT",
}

func proprietaryTemplates(record []exchange) []asn1.RawValue {
	var fci []byte
	aid, _ := hex.DecodeString(isdR)
	for i, e := range record {
		if !bytes.Equal(commandData(e.command), aid) {
			continue
		}
		fci = append(fci, e.response[:len(e.response)-2]...)
		for _, more := range record[i+1:] {
			if more.command[1] != insGetResponse {
				break
			}
			fci = append(fci, more.response[:len(more.response)-2]...)
		}
		break
	}
	var outer asn1.RawValue
	_ = decode(fci, &outer, "")
	all, _ := elements(outer.Bytes)
	return all
}

func run() (int, error) {
	dir := flag.String("ci", "", "folder with the certificates of the CIs")
	messages := flag.String("dump", "", "file for requests and answers")
	program := flag.String("softeuicc", "", "the softeuicc program, to have a session with")
	profile := flag.String("profile", "", "a profile package for that session; with an IoT eUICC, the other\n"+
		"samples must be in its folder")
	persona := flag.String("persona", "default", "what the card of that session is")
	spoiling := flag.Bool("spoil", true, "spoil each signed answer, too")
	want := flag.String("want", "", "signed objects that must occur, separated by commas")
	var record []exchange
	var wanted []string
	var err error

	flag.Parse()
	if *want != "" {
		wanted = strings.Split(*want, ",")
	}
	if *program != "" {
		work, err := os.MkdirTemp("", "verifier-")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(work)
		*dir = filepath.Join(work, "pki")
		wanted = append(wanted, "euiccSigned1", "euiccSigned2", "ProfileInstallationResult",
			"pending ProfileInstallationResult", "otherSignedNotification",
			"euiccCancelSessionSigned")
		if strings.HasPrefix(*persona, "sgp32") {
			wanted = append(wanted, "certificates", "EuiccPackageResult", "EuiccPackageErrorSigned",
				"EuiccPackageResult of a rollback", "stored EuiccPackageResult")
			record, err = converseIoT(*program, *persona, filepath.Dir(*profile), work)
		} else {
			record, err = converse(*program, *persona, *profile, work)
		}
		if err != nil {
			return 0, err
		}
	} else if record, err = readLog(flag.Arg(0)); err != nil {
		return 0, err
	}
	cis, err := loadCIs(*dir)
	if err != nil {
		return 0, err
	}
	if *messages != "" {
		if err = dump(record, *messages); err != nil {
			return 0, err
		}
	}
	return verify(record, cis, wanted, *spoiling), nil
}

func main() {
	faults, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "verifier:", err)
		os.Exit(2)
	}
	if faults > 0 {
		fmt.Println(faults, "faults")
		os.Exit(1)
	}
}
