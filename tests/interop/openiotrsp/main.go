// openiotrsp, an eIM by others, as it is: its memory store, its northbound API, its ESipa over HTTPS.
// Written here are only a signer, because its own signs in DER where SGP.32 has r || s, and the steps.
//
//	openiotrsp configure DIR    makes the eIM, and writes what a card has to know of it
//	openiotrsp run DIR          serves it, and leads a card in a reader through its operations
//
// DIR keeps key and certificate. For run, the environment names SOFTEUICC (the program, for its IPA),
// SOFTEUICC_READER, SOFTEUICC_EID and SOFTEUICC_CI (its certificate).
package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/openiotrsp/openiotrsp/api"
	"github.com/openiotrsp/openiotrsp/esipa"
	"github.com/openiotrsp/openiotrsp/euiccpkg"
	"github.com/openiotrsp/openiotrsp/signing"
	"github.com/openiotrsp/openiotrsp/storage"
	"github.com/openiotrsp/openiotrsp/storage/memory"
)

const eimID = "eim.example.com"

// A signer gives signatures as eUICCs want them. [SGP.22 2.6.7.1]
type signer struct {
	key         *ecdsa.PrivateKey
	certificate []byte
}

var _ signing.Signer = (*signer)(nil)

func (s *signer) PublicKey() crypto.PublicKey { return &s.key.PublicKey }
func (s *signer) CertificateDER() []byte      { return s.certificate }

func (s *signer) Sign(_ context.Context, data []byte) ([]byte, error) {
	hash := sha256.Sum256(data)
	r, v, err := ecdsa.Sign(rand.Reader, s.key, hash[:])
	if err != nil {
		return nil, err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	v.FillBytes(signature[32:])
	return signature, nil
}

// makeSigner also makes the certificate for HTTPS on this machine.
func makeSigner(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: eimID},
		NotBefore: time.Now(), NotAfter: time.Now().AddDate(1, 0, 0), DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	for name, block := range map[string]*pem.Block{
		"key.pem":  {Type: "EC PRIVATE KEY", Bytes: der},
		"cert.pem": {Type: "CERTIFICATE", Bytes: certificate},
	} {
		if err = os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func loadTLS(dir string) (tls.Certificate, error) {
	return tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
}

// An eim is openiotrsp with its two interfaces.
type eim struct {
	northbound http.Handler
	esipa      *esipa.Handler
	service    *euiccpkg.Service
	url        string
}

func newEIM(dir string) (*eim, error) {
	pair, err := loadTLS(dir)
	if err != nil {
		return nil, err
	}
	store := memory.New()
	e := &eim{service: &euiccpkg.Service{Store: store, EimID: eimID,
		Signer: &signer{pair.PrivateKey.(*ecdsa.PrivateKey), pair.Certificate[0]}}}
	e.northbound = api.NewHTTPHandler(store, api.DefaultTenantResolver{}, e.service)
	e.esipa = esipa.NewHandler(store, storage.DefaultTenantID)
	e.esipa.Path = "/gsma/rsp2/asn1" // [SGP.32 6.1.1]
	return e, nil
}

// serve starts ESipa on a free port.
func (e *eim) serve(dir string) error {
	pair, err := loadTLS(dir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	e.url = fmt.Sprintf("https://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: e.esipa.HTTPHandler(),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return nil
}

// A reply collects what a handler answers.
type reply struct {
	header http.Header
	body   bytes.Buffer
	status int
}

func (r *reply) Header() http.Header            { return r.header }
func (r *reply) WriteHeader(status int)         { r.status = status }
func (r *reply) Write(data []byte) (int, error) { return r.body.Write(data) }

// call uses the northbound API.
func (e *eim) call(method, path string, request, response any) error {
	var body io.Reader = http.NoBody
	if request != nil {
		encoded, err := json.Marshal(request)
		if err != nil {
			return err
		}
		body = bytes.NewReader(encoded)
	}
	r, err := http.NewRequest(method, "http://eim/v1/"+path, body)
	if err != nil {
		return err
	}
	answer := &reply{header: make(http.Header), status: http.StatusOK}
	e.northbound.ServeHTTP(answer, r)
	if answer.status/100 != 2 {
		return fmt.Errorf("%s %s: status %d, %s", method, path, answer.status, answer.body.String())
	}
	return json.Unmarshal(answer.body.Bytes(), response)
}

// What the card is told of the sample profiles, StoreMetadataRequest: ICCID, names, who is notified of
// all that happens to it; and that the last may become the one to fall back to. [SGP.32 5.4.1]
var (
	profiles = []string{"operator", "ims", "fallback"}
	iccids   = []string{"988899790000000010F4", "988899790000000040F8", "988899790100000020F1"}
	// That of the sample testnet, which waits at the SM-DP+.
	downloaded = "988800010000000030F1"
	described  = "910850726F7669646572" + "920750726F66696C65" +
		"B61A3018800204F081126E6F746966792E6578616D706C652E636F6D"
	fallbackAllowed = "9F6701FF"
)

func writeMetadata(dir string) error {
	for i, name := range profiles {
		components := "5A0A" + iccids[i] + described
		if name == "fallback" {
			components += fallbackAllowed
		}
		der, err := hex.DecodeString(fmt.Sprintf("BF25%02X%s", len(components)/2, components))
		if err != nil {
			return err
		}
		if err = os.WriteFile(filepath.Join(dir, name+".metadata"), der, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// configure writes the EimConfigurationData that the eIM gives to makers of devices; and metadata.
func configure(dir string) error {
	if err := makeSigner(dir); err != nil {
		return err
	}
	e, err := newEIM(dir)
	if err != nil {
		return err
	}
	var configuration struct{ PayloadBase64 []byte }
	// -1: the card makes a token.
	err = e.call(http.MethodPost, "eims/initial-configuration", map[string]any{
		"eimFqdn": "localhost", "counterValue": 0, "associationToken": -1}, &configuration)
	if err != nil {
		return err
	}
	return errors.Join(writeMetadata(dir),
		os.WriteFile(filepath.Join(dir, "eim.der"), configuration.PayloadBase64, 0o600))
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: openiotrsp configure|run DIR")
		os.Exit(2)
	}
	run := map[string]func(string) error{"configure": configure, "run": runSteps}[os.Args[1]]
	if err := run(os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "openiotrsp:", err)
		os.Exit(1)
	}
}
