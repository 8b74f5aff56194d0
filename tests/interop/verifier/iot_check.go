package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
)

// What the card's signatures for an eIM depend on.
type association struct {
	token int64  // 0: none
	ci    string // of the credential that signs, as ownCertificates has it
}

// The functions that SGP.32 adds to those in check.go.
var iotKinds = map[int]kind{
	66:  {"IpaeActivation", "IpaeActivationRequest", "IpaeActivationResponse", judgeResult(66, 0, 1)},
	81:  {"LoadEuiccPackage", "EuiccPackageRequest", "EuiccPackageResult", (*checker).judgePackage},
	85:  {"GetEimConfigurationData", "GetEimConfigurationDataRequest", "GetEimConfigurationDataResponse", (*checker).judgeConfigurations},
	86:  {"GetCerts", "GetCertsRequest", "GetCertsResponse", (*checker).judgeCerts},
	87:  {"AddInitialEim", "AddInitialEimRequest", "AddInitialEimResponse", (*checker).judgeAddInitialEim},
	88:  {"ProfileRollback", "ProfileRollbackRequest", "ProfileRollbackResponse", (*checker).judgeRollback},
	89:  {"ConfigureImmediateProfileEnabling", "ConfigureImmediateProfileEnablingRequest", "ConfigureImmediateProfileEnablingResponse", judgeResult(89, 0, 1, 2, 127)},
	90:  {"ImmediateEnable", "ImmediateEnableRequest", "ImmediateEnableResponse", judgeLater(90, 1, 5, 0, 1, 4, 127)},
	91:  {"EnableEmergencyProfile", "EnableEmergencyProfileRequest", "EnableEmergencyProfileResponse", judgeResult(91, 0, 2, 5, 8, 127)},
	92:  {"DisableEmergencyProfile", "DisableEmergencyProfileRequest", "DisableEmergencyProfileResponse", judgeLater(92, 3, 8, 0, 2, 5, 127)},
	93:  {"ExecuteFallbackMechanism", "ExecuteFallbackMechanismRequest", "ExecuteFallbackMechanismResponse", judgeResult(93, 0, 2, 5, 6, 7, 104, 127)},
	94:  {"ReturnFromFallback", "ReturnFromFallbackRequest", "ReturnFromFallbackResponse", judgeResult(94, 0, 5, 6, 7, 127)},
	95:  {"GetConnectivityParameters", "GetConnectivityParametersRequest", "GetConnectivityParametersResponse", (*checker).judgeConnectivity},
	100: {"eUICCMemoryReset", "EuiccMemoryResetRequest", "EuiccMemoryResetResponse", (*checker).judgeMemoryReset},
	101: {"SetDefaultDpAddress", "SetDefaultDpAddressRequest", "SetDefaultDpAddressResponse", judgeResult(101, 0, 127)},
}

// Of these, the functions that SGP.32 v1.0 lacks.
var since11 = map[int]bool{66: true, 91: true, 92: true, 93: true, 94: true, 95: true, 100: true, 101: true}

// ---- certificates and associations ----

func retag(der []byte, tag byte) []byte {
	return append([]byte{tag}, der[1:]...)
}

func (c *checker) judgeCerts(m message) (string, error) {
	var request struct {
		CI []byte `asn1:"optional,tag:0"`
	}
	inside, err := choice(m.response, 86)
	if err = first(err, read(m.request, &request, "tag:86")); err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", named(inside.FullBytes, "tag:1", 1, 127)
	}
	const signed = "certificates"
	pair, err := elements(inside.Bytes)
	if err != nil || inside.Tag != 0 || !inside.IsCompound || len(pair) != 2 || pair[0].FullBytes[0] != 0xA5 ||
		pair[1].FullBytes[0] != 0xA6 {
		return signed, fmt.Errorf("not two certificates, %v", err)
	}
	eumDER := retag(pair[0].FullBytes, 0x30)
	euicc, err := c.checkOwnChain(retag(pair[1].FullBytes, 0x30), eumDER)
	if err != nil {
		return signed, err
	}
	eum, err := parseCertificate(eumDER)
	if err != nil {
		return signed, err
	}
	if request.CI != nil && !bytes.Equal(request.CI, eum.authorityKeyID()) {
		return signed, errors.New("certificates of another CI")
	}
	c.own[hex.EncodeToString(request.CI)] = euicc
	return signed, nil
}

func (c *checker) associate(config *eimConfiguration, token int64) {
	c.eims[config.ID] = association{token, hex.EncodeToString(config.CI)}
}

func (c *checker) judgeAddInitialEim(m message) (string, error) {
	var request struct {
		EIMs []eimConfiguration `asn1:"tag:0"`
	}
	inside, err := choice(m.response, 87)
	if err != nil {
		return "", err
	}
	if inside.Tag == 1 && c.since(1, 1) {
		return "", named(inside.FullBytes, "tag:1", 1, 2, 3, 5, 6, 7, 127)
	} else if inside.Tag != 0 {
		return "", named(inside.FullBytes, "tag:1", 1, 2, 3, 5, 6, 127)
	}
	answers, err := elements(inside.Bytes)
	if err = first(err, read(m.request, &request, "tag:87")); err != nil {
		return "", err
	}
	if len(answers) != len(request.EIMs) {
		return "", fmt.Errorf("%d answers to %d eIMs", len(answers), len(request.EIMs))
	}
	for i := range answers {
		token, err := tokenOf(&request.EIMs[i], answers[i])
		if err != nil {
			return "", err
		}
		c.associate(&request.EIMs[i], token)
	}
	return "", nil
}

// tokenOf reads [4] associationToken, which is there if the request asked for one, or NULL.
func tokenOf(config *eimConfiguration, answer asn1.RawValue) (int64, error) {
	var token int64
	if config.Token == 0 {
		if !bytes.Equal(answer.FullBytes, asn1.NullBytes) {
			return 0, fmt.Errorf("%X instead of NULL", answer.FullBytes)
		}
		return 0, nil
	}
	if err := decode(answer.FullBytes, &token, "tag:4"); err != nil {
		return 0, err
	}
	if token <= 0 {
		return 0, fmt.Errorf("association token %d", token)
	}
	return token, nil
}

func (c *checker) judgeConfigurations(m message) (string, error) {
	var response struct {
		EIMs []eimConfiguration `asn1:"tag:0"`
	}
	if err := decode(m.response, &response, "tag:85"); err != nil {
		return "", err
	}
	for i := range response.EIMs {
		config := &response.EIMs[i]
		known, have := c.eims[config.ID]
		if err := c.checkConfiguration(config); err != nil {
			return "", err
		}
		switch {
		case config.Counter != -1:
			return "", errors.New("the counter is told") // [SGP.32 5.9.18]
		case config.Token < 0:
			return "", errors.New("not the token that was made")
		case have && known.token != config.Token:
			return "", fmt.Errorf("token %d, it was %d", config.Token, known.token)
		}
		c.associate(config, config.Token)
	}
	return "", nil
}

func (c *checker) checkConfiguration(config *eimConfiguration) error {
	if config.Indirect != nil && !c.since(1, 1) || config.Proprietary != nil && !c.since(1, 3) {
		return errors.New("EimConfigurationData has components of a later version")
	}
	if !contains([]int{0, 1, 2, 3}, config.IDType) {
		return fmt.Errorf("eimIdType %d", config.IDType)
	}
	return first(sized("eimId", []byte(config.ID), 1, 128), sized("indirectProfileDownload", config.Indirect, 0, 0),
		sized("euiccCiPKId", config.CI, 0, 20), namedBits("eimSupportedProtocol", config.Protocols, 5),
		checkKey(config.Key), checkKey(config.TLS))
}

// checkKey takes a key [0] or a certificate [1], whose tags are in place of SEQUENCE.
func checkKey(choice asn1.RawValue) error {
	var key subjectKey
	if choice.FullBytes == nil {
		return nil
	}
	inside, err := elements(choice.Bytes)
	if err != nil || len(inside) != 1 {
		return fmt.Errorf("neither a key nor a certificate: %X", choice.FullBytes)
	}
	der := retag(inside[0].FullBytes, 0x30)
	switch tagOf(inside[0]) {
	case "A0":
		return decode(der, &key, "")
	case "A1":
		_, err = parseCertificate(der)
		return err
	}
	return fmt.Errorf("neither a key nor a certificate: %X", choice.FullBytes)
}

// ---- memory reset, connectivity ----

func (c *checker) judgeMemoryReset(m message) (string, error) {
	var request struct {
		Options asn1.BitString `asn1:"tag:2"`
	}
	var r memoryResetResponse
	err := first(read(m.request, &request, "tag:100"), decode(m.response, &r, "tag:100"))
	if err != nil {
		return "", err
	}
	return "", c.checkReset(r.Result, r.EIMs, r.Immediate, request.Options.At(5) == 1, request.Options.At(6) == 1)
}

// judgeOldMemoryReset: BF34 is the function of SGP.22. In v1.0.1 of SGP.32 it had the options and results
// of BF64, but for tag 02.
func (c *checker) judgeOldMemoryReset(m message) (string, error) {
	if c.consumer() || c.since(1, 1) {
		return judgeResult(52, 0, 1, 5, 127)(c, m)
	}
	var request struct {
		Options asn1.BitString `asn1:"tag:2"`
	}
	var r struct {
		Result    int
		EIMs      int `asn1:"optional,default:-1,tag:1"`
		Immediate int `asn1:"optional,default:-1,tag:2"`
	}
	err := first(read(m.request, &request, "tag:52"), decode(m.response, &r, "tag:52"))
	if err != nil {
		return "", err
	}
	return "", c.checkReset(r.Result, r.EIMs, r.Immediate, request.Options.At(3) == 1, request.Options.At(4) == 1)
}

// checkReset takes the results, -1 where one is absent, and what was to be reset beside profiles.
func (c *checker) checkReset(result, eims, immediate int, ofEIMs, ofImmediate bool) error {
	executed := result == 0 || result == 1
	results := []int{0, 1, 5, 127}
	if c.since(1, 1) {
		results = append(results, 104)
	}
	if !contains(results, result) || !contains([]int{-1, 0, 1, 2, 127}, eims) ||
		!contains([]int{-1, 0, 1, 127}, immediate) || (eims != -1) != (executed && ofEIMs) ||
		(immediate != -1) != (executed && ofImmediate) {
		return fmt.Errorf("results %d, %d, %d", result, eims, immediate)
	}
	if eims == 0 {
		c.eims = make(map[string]association)
	}
	return nil
}

func (c *checker) judgeConnectivity(m message) (string, error) {
	inside, err := choice(m.response, 95)
	if err != nil {
		return "", err
	}
	if inside.Tag == 1 {
		return "", named(inside.FullBytes, "tag:1", 1, 127)
	}
	var p connectivityParameters
	return "", decode(inside.FullBytes, &p, "tag:0")
}
