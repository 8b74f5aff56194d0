package main

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

var (
	oidECDSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECPublicKey     = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}

	oidSubjectKeyID     = asn1.ObjectIdentifier{2, 5, 29, 14}
	oidKeyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidSubjectAltName   = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidBasicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidNameConstraints  = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidPolicies         = asn1.ObjectIdentifier{2, 5, 29, 32}
	oidAuthorityKeyID   = asn1.ObjectIdentifier{2, 5, 29, 35}

	oidSerialNumber = asn1.ObjectIdentifier{2, 5, 4, 5}

	// Roles [SGP.22 4.5.2, annex of SGP.02 for the arc].
	oidRoleEUICC = asn1.ObjectIdentifier{2, 23, 146, 1, 2, 1, 1}
	oidRoleEUM   = asn1.ObjectIdentifier{2, 23, 146, 1, 2, 1, 2}
)

const (
	digitalSignature = 0
	keyCertSign      = 5
	version3         = 2
	eidDigits        = 32
)

// [RFC 5280 4.1]; crypto/x509 would not do, because it refuses brainpool keys.
type x509Certificate struct {
	Raw       asn1.RawContent
	TBS       x509TBS
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

type x509TBS struct {
	Raw        asn1.RawContent
	Version    int `asn1:"explicit,tag:0"`
	Serial     *big.Int
	Algorithm  pkix.AlgorithmIdentifier
	Issuer     asn1.RawValue
	Validity   struct{ NotBefore, NotAfter asn1.RawValue }
	Subject    asn1.RawValue
	Key        subjectKey
	Extensions []pkix.Extension `asn1:"explicit,tag:3"`
}

type subjectKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Point     asn1.BitString
}

type certificate struct {
	x509Certificate
	key *publicKey
}

func parseCertificate(der []byte) (*certificate, error) {
	c := new(certificate)
	if err := decode(der, &c.x509Certificate, ""); err != nil {
		return nil, err
	}
	for _, name := range []asn1.RawValue{c.TBS.Issuer, c.TBS.Subject} {
		if _, err := names(name.FullBytes); err != nil {
			return nil, err
		}
	}
	if c.TBS.Version != version3 {
		return nil, fmt.Errorf("version %d", c.TBS.Version+1)
	}
	if !c.Algorithm.Algorithm.Equal(oidECDSAWithSHA256) ||
		!c.TBS.Algorithm.Algorithm.Equal(oidECDSAWithSHA256) ||
		len(c.Algorithm.Parameters.FullBytes)+len(c.TBS.Algorithm.Parameters.FullBytes) != 0 {
		return nil, errors.New("not signed with ECDSA and SHA-256")
	}
	var curve asn1.ObjectIdentifier
	if !c.TBS.Key.Algorithm.Algorithm.Equal(oidECPublicKey) {
		return nil, errors.New("no elliptic curve key")
	}
	if err := read(c.TBS.Key.Algorithm.Parameters.FullBytes, &curve, ""); err != nil {
		return nil, err
	}
	var err error
	c.key, err = newPublicKey(curve, c.TBS.Key.Point.Bytes)
	return c, err
}

// extension decodes an extension's value.
func (c *certificate) extension(id asn1.ObjectIdentifier, value interface{}) error {
	for _, e := range c.TBS.Extensions {
		if e.Id.Equal(id) {
			return read(e.Value, value, "")
		}
	}
	return fmt.Errorf("no extension %v", id)
}

func (c *certificate) subjectKeyID() []byte {
	var id []byte
	_ = c.extension(oidSubjectKeyID, &id)
	return id
}

func (c *certificate) authorityKeyID() []byte {
	var authority struct {
		KeyID []byte `asn1:"optional,tag:0"`
	}
	_ = c.extension(oidAuthorityKeyID, &authority)
	return authority.KeyID
}

// registeredID returns the OID of a server, which it has in its subjectAltName [SGP.22 4.5.2.1].
func (c *certificate) registeredID() asn1.ObjectIdentifier {
	var names []asn1.RawValue
	var id asn1.ObjectIdentifier
	_ = c.extension(oidSubjectAltName, &names)
	for _, name := range names {
		if name.Class == asn1.ClassContextSpecific && name.Tag == 8 {
			_, _ = asn1.UnmarshalWithParams(name.FullBytes, &id, "tag:8")
		}
	}
	return id
}

// signedBy checks signature, names and key identifiers.
func (c *certificate) signedBy(issuer *certificate) error {
	var numbers struct{ R, S *big.Int }
	if c.Signature.BitLength != 8*len(c.Signature.Bytes) {
		return errors.New("a signature of odd length")
	}
	if err := read(c.Signature.Bytes, &numbers, ""); err != nil {
		return err
	}
	if err := issuer.key.verifyNumbers(c.TBS.Raw, numbers.R, numbers.S); err != nil {
		return err
	}
	if !bytes.Equal(c.TBS.Issuer.FullBytes, issuer.TBS.Subject.FullBytes) {
		return errors.New("the issuer has another name")
	}
	if id := c.authorityKeyID(); len(id) == 0 || !bytes.Equal(id, issuer.subjectKeyID()) {
		return errors.New("the issuer has another key identifier")
	}
	return nil
}

func (c *certificate) hasRole(role asn1.ObjectIdentifier, usage int) error {
	var policies []struct{ ID asn1.ObjectIdentifier }
	var bits asn1.BitString
	if err := c.extension(oidPolicies, &policies); err != nil {
		return err
	}
	if len(policies) != 1 || !policies[0].ID.Equal(role) {
		return fmt.Errorf("policies %v, wanted %v", policies, role)
	}
	if err := c.extension(oidKeyUsage, &bits); err != nil {
		return err
	}
	if bits.At(usage) != 1 {
		return fmt.Errorf("the key usage lacks bit %d", usage)
	}
	return nil
}

func names(der []byte) ([]pkix.AttributeTypeAndValue, error) {
	var sequence pkix.RDNSequence
	var all []pkix.AttributeTypeAndValue
	if err := decode(der, &sequence, ""); err != nil {
		return nil, err
	}
	for _, set := range sequence {
		all = append(all, set...)
	}
	return all, nil
}

// eid returns the serial number in the subject, which is the EID.
func (c *certificate) eid() (string, error) {
	attributes, err := names(c.TBS.Subject.FullBytes)
	if err != nil {
		return "", err
	}
	for _, a := range attributes {
		if text, ok := a.Value.(string); ok && a.Type.Equal(oidSerialNumber) &&
			len(text) == eidDigits {
			return text, nil
		}
	}
	return "", errors.New("no EID in the subject")
}

// permits checks the EUM's name constraint: the eUICC's subject has each attribute of it, a serial
// number at least in its first digits. [SGP.22 4.5.2.1.0.3, SGP.26]
func (c *certificate) permits(euicc *certificate) error {
	var constraints struct {
		Permitted []struct{ Base asn1.RawValue } `asn1:"optional,tag:0"`
	}
	if err := c.extension(oidNameConstraints, &constraints); err != nil {
		return err
	}
	subject, err := names(euicc.TBS.Subject.FullBytes)
	if err != nil {
		return err
	}
	for _, subtree := range constraints.Permitted {
		if subtree.Base.Tag != 4 || subtree.Base.Class != asn1.ClassContextSpecific {
			continue
		}
		wanted, err := names(subtree.Base.Bytes)
		if err == nil && len(wanted) > 0 && hasAttributes(subject, wanted) {
			return nil
		}
	}
	return errors.New("the name constraint does not permit the eUICC")
}

func hasAttributes(subject, wanted []pkix.AttributeTypeAndValue) bool {
	for _, w := range wanted {
		want, _ := w.Value.(string)
		found := false
		for _, s := range subject {
			have, _ := s.Value.(string)
			found = found || s.Type.Equal(w.Type) && (have == want ||
				w.Type.Equal(oidSerialNumber) && strings.HasPrefix(have, want))
		}
		if !found {
			return false
		}
	}
	return true
}

// checkChain checks eUICC <- EUM <- CI and returns the eUICC's certificate. [SGP.22 4.5.2.2]
func checkChain(euiccDER, eumDER []byte, cis []*certificate) (*certificate, error) {
	euicc, err := parseCertificate(euiccDER)
	if err != nil {
		return nil, fmt.Errorf("eUICC certificate: %w", err)
	}
	eum, err := parseCertificate(eumDER)
	if err != nil {
		return nil, fmt.Errorf("EUM certificate: %w", err)
	}
	if err = euicc.hasRole(oidRoleEUICC, digitalSignature); err != nil {
		return nil, fmt.Errorf("eUICC certificate: %w", err)
	}
	if err = eum.hasRole(oidRoleEUM, keyCertSign); err != nil {
		return nil, fmt.Errorf("EUM certificate: %w", err)
	}
	var basic struct {
		CA      bool `asn1:"optional"`
		PathLen int  `asn1:"optional,default:-1"`
	}
	if err = eum.extension(oidBasicConstraints, &basic); err != nil || !basic.CA {
		return nil, fmt.Errorf("EUM certificate: no CA, %v", err)
	}
	if err = euicc.signedBy(eum); err != nil {
		return nil, fmt.Errorf("eUICC certificate: %w", err)
	}
	if err = eum.permits(euicc); err != nil {
		return nil, err
	}
	err = errors.New("no CI")
	for _, ci := range cis {
		if !ci.key.curve.Equal(eum.key.curve) {
			continue
		}
		if err = eum.signedBy(ci); err == nil {
			return euicc, nil
		}
	}
	return nil, fmt.Errorf("EUM certificate: %w", err)
}
