// The verifier: listens to what a card says, decodes every answer and checks every signature over
// the bytes as they came. The codec is encoding/asn1, the cryptography Go's own; written here are the
// descriptions of the messages, what must hold between them, and ECDSA on a curve that Go lacks.
//
//	verifier -ci DIR LOG                        a session recorded by softeuicc run --verbose
//	verifier -softeuicc PROGRAM -profile FILE   leads a card through a session of its own
//
// With -dump it also writes all messages to a file, for codecs in other languages. DIR holds
// CERT_CI_ECDSA_NIST.der, CERT_CI_ECDSA_BRP.der or both. Each answer is also spoiled: a signed one in
// each octet, any other by a member that no type has in each of its elements, and each such spoiling has
// to be noticed. The exit status is 0 if there is no fault, 1 if there is, 2 if it could not be found out.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

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
	for _, fci := range selections(record) {
		write("ISDRProprietaryApplicationTemplate", only(fci, "E0"))
		write("ISDRProprietaryApplicationTemplateIoT", only(fci, "E1"))
	}
	for _, m := range assemble(record) {
		k, known := kindOf(m)
		if !known || !m.answered() {
			continue
		}
		if k.request == "" && m.request[0] == 0xBF {
			bpp = nil
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
		}
	}
	return os.WriteFile(name, []byte(lines.String()), 0o600)
}

// converse leads a card of this persona through a session. The reader that it was in has the record.
func converse(program, persona, profile, work string) (*reader, error) {
	if strings.HasPrefix(persona, "sgp32") {
		return converseIoT(program, persona, filepath.Dir(profile), work)
	}
	return converseLPA(program, persona, profile, work)
}

// Objects that the card signs in a session led by the verifier.
func signedObjects(persona string) []string {
	objects := []string{"euiccSigned1", "euiccSigned2", "ProfileInstallationResult",
		"pending ProfileInstallationResult", "otherSignedNotification", "euiccCancelSessionSigned"}
	if strings.HasPrefix(persona, "sgp32") {
		objects = append(objects, "certificates", "EuiccPackageResult", "EuiccPackageErrorSigned",
			"EuiccPackageResult of a rollback", "stored EuiccPackageResult")
	}
	return objects
}

// words takes apart what was separated by commas.
func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// statusWords takes a list apart; nil stands for any.
func statusWords(text string) (list []uint16, err error) {
	if text == "any" {
		return nil, nil
	}
	list = []uint16{}
	for _, word := range words(text) {
		n, err := strconv.ParseUint(word, 16, 16)
		if err != nil {
			return nil, err
		}
		list = append(list, uint16(n))
	}
	return list, nil
}

func run() (int, error) {
	dir := flag.String("ci", "", "folder with the certificates of the CIs")
	messages := flag.String("dump", "", "file for requests and answers")
	program := flag.String("softeuicc", "", "the softeuicc program, to have a session with")
	profile := flag.String("profile", "", "a profile package for that session; with an IoT eUICC, the other\n"+
		"samples must be in its folder")
	persona := flag.String("persona", "default", "what the card of that session is")
	spoiling := flag.Bool("spoil", true, "spoil each answer, too")
	objects := flag.String("want", "", "signed objects that must occur, separated by commas")
	refused := flag.String("refused", "any", "status words with which chains must have been refused, each as often\n"+
		"as it is given, separated by commas; 0000: broken off")
	var record []exchange
	var want expectation
	var err error

	flag.Parse()
	if *program != "" {
		work, err := os.MkdirTemp("", "verifier-")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(work)
		r, err := converse(*program, *persona, *profile, work)
		if err != nil {
			return 0, err
		}
		*dir = filepath.Join(work, "pki")
		record, want = r.record, expectation{signedObjects(*persona), r.refused}
	} else if record, err = readLog(flag.Arg(0)); err != nil {
		return 0, err
	}
	want.objects = append(want.objects, words(*objects)...)
	more, err := statusWords(*refused)
	if err != nil {
		return 0, err
	}
	if more != nil {
		want.refused = append(append([]uint16{}, want.refused...), more...)
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
	return verify(record, cis, want, *spoiling), nil
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
