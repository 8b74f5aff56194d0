package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// An eim signs packages for one card. [SGP.32 2.11.1.1]
type eim struct {
	id      string
	eid     []byte
	counter int64
	token   int64 // 0: none
	key     *ecdsa.PrivateKey
}

const anyToken = -1 // the card makes one

func newEIM(id string, eid []byte) *eim {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &eim{id: id, eid: eid, key: key}
}

func integer(tag int, n int64) []byte {
	der, err := asn1.Marshal(n)
	if err != nil {
		panic(err)
	}
	return tlv(tag, der[2:])
}

// configuration is an EimConfigurationData, in an element with this tag; without token (0) and CI if
// there are none. [SGP.32 2.11.1.1.1]
func (e *eim) configuration(tag int, token, counter int64, ci []byte) []byte {
	key, err := x509.MarshalPKIXPublicKey(&e.key.PublicKey)
	if err != nil {
		panic(err)
	}
	return e.configure(tag, token, counter, retag(key, 0xA0), ci)
}

// certifiedConfiguration has a certificate in place of the key.
func (e *eim) certifiedConfiguration(tag int, ci []byte) []byte {
	return e.configure(tag, 0, 0, retag(e.certificate(), 0xA1), ci)
}

func (e *eim) certificate() []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: e.id},
		NotBefore: time.Now(), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &e.key.PublicKey, e.key)
	if err != nil {
		panic(err)
	}
	return der
}

// emptyCRL is the list of somebody who has revoked nothing.
func emptyCRL() []byte {
	issuer := newEIM("issuer", nil)
	certificate, err := x509.ParseCertificate(issuer.certificate())
	if err != nil {
		panic(err)
	}
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1),
		ThisUpdate: time.Now(), NextUpdate: time.Now().AddDate(1, 0, 0)}, certificate, issuer.key)
	if err != nil {
		panic(err)
	}
	return der
}

func (e *eim) configure(tag int, token, counter int64, key, ci []byte) []byte {
	parts := [][]byte{tlv(0x80, []byte(e.id)), tlv(0x81, []byte(e.id)),
		integer(0x82, 2), // eimIdTypeFqdn
		integer(0x83, counter)}
	if token != 0 {
		parts = append(parts, integer(0x84, token))
	}
	parts = append(parts, tlv(0xA5, key), tlv(0x87, []byte{0x07, 0x80})) // eimRetrieveHttps
	if ci != nil {
		parts = append(parts, tlv(0x88, ci))
	}
	return tlv(tag, parts...)
}

// pack signs operations, psmoList (A0) or ecoList (A1), with the next counter.
func (e *eim) pack(list int, operations ...[]byte) []byte {
	e.counter++
	return e.sign(tlv(0x82, []byte{byte(e.counter >> 8), byte(e.counter)}), list, operations...)
}

// sign takes the counter as it is.
func (e *eim) sign(transaction []byte, list int, operations ...[]byte) []byte {
	data := tlv(0x30, tlv(0x80, []byte(e.id)), tlv(0x5A, e.eid), integer(0x81, e.counter),
		transaction, tlv(list, operations...))
	hash := sha256.Sum256(append(append([]byte{}, data...), integer(0x84, e.token)...))
	r, s, err := ecdsa.Sign(rand.Reader, e.key, hash[:])
	if err != nil {
		panic(err)
	}
	signature := make([]byte, signatureLen)
	r.FillBytes(signature[:signatureLen/2])
	s.FillBytes(signature[signatureLen/2:])
	return tlv(0xBF51, data, tlv(0x5F37, signature))
}
