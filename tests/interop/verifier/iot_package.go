package main

import (
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ---- eUICC Package Results ----

// verifyFor checks a signature over the data and the association token's object, `84 01 00` where
// there is none. [SGP.32 5.9.1]
func (c *checker) verifyFor(eim string, data, signature []byte) error {
	a, known := c.eims[eim]
	if !known {
		return fmt.Errorf("signed for %q, which is not associated", eim)
	}
	euicc := c.own[a.ci]
	if euicc == nil {
		return errors.New("signed before GetCerts has shown the certificate")
	}
	token, err := asn1.MarshalWithParams(a.token, "tag:4")
	if err != nil {
		return err
	}
	return euicc.key.verify(append(append([]byte{}, data...), token...), signature)
}

func (c *checker) judgePackage(m message) (string, error) {
	var request packageRequest
	inside, err := choice(m.response, 81)
	if err = first(err, read(m.request, &request, "tag:81")); err != nil {
		return "", err
	}
	switch inside.Tag {
	case 0:
		return "EuiccPackageResult", c.checkResult(inside.FullBytes, &request.Signed)
	case 1:
		return "EuiccPackageErrorSigned", c.checkPackageError(inside.FullBytes, &request.Signed)
	case 2:
		return "", c.checkUnsignedError(inside.FullBytes, &request.Signed)
	}
	return "", fmt.Errorf("EuiccPackageResult [%d]", inside.Tag)
}

func (c *checker) checkResult(der []byte, request *packageSigned) error {
	var r packageResult
	if err := decode(der, &r, "tag:0"); err != nil {
		return err
	}
	d := &r.Data
	if d.EIM != request.EIM || d.Counter != request.Counter {
		return fmt.Errorf("for %q %d, it was %q %d", d.EIM, d.Counter, request.EIM, request.Counter)
	}
	if _, have := c.results[d.Number]; have {
		return fmt.Errorf("number %d again", d.Number)
	}
	err := first(equal("transaction", d.Transaction, request.Transaction),
		c.verifyFor(d.EIM, d.Raw, r.Signature))
	if err != nil {
		return err
	}
	c.results[d.Number] = tlv(0xBF51, der)
	return c.followOperations(request.Operations, d.Results)
}

func (c *checker) checkPackageError(der []byte, request *packageSigned) error {
	var e packageError
	if err := decode(der, &e, "tag:1"); err != nil {
		return err
	}
	allowed := []int{3, 4, 6, 15, 127}
	if c.since(1, 1) {
		allowed = append(allowed, 104)
	}
	d := &e.Data
	if d.EIM != request.EIM || d.Counter != request.Counter || !contains(allowed, d.Code) {
		return fmt.Errorf("error %d for %q %d", d.Code, d.EIM, d.Counter)
	}
	return first(equal("transaction", d.Transaction, request.Transaction),
		c.verifyFor(d.EIM, d.Raw, e.Signature))
}

// Nothing vouches for it, but it has to fit the request.
func (c *checker) checkUnsignedError(der []byte, request *packageSigned) error {
	var e packageErrorUnsigned
	if err := decode(der, &e, "tag:2"); err != nil {
		return err
	}
	token := int64(-1)
	if a, known := c.eims[request.EIM]; known && a.token != 0 {
		token = a.token
	}
	codes := []int{-1}
	if c.since(1, 3) {
		codes = []int{15, 127}
	}
	if e.EIM != request.EIM || e.Token != token || !contains(codes, e.Code) {
		return fmt.Errorf("for %q with token %d and code %d", e.EIM, e.Token, e.Code)
	}
	transaction := request.Transaction
	if !c.since(1, 1) {
		transaction = nil // v1.0.1 has no component for it
	}
	return equal("transaction", e.Transaction, transaction)
}

// checkStored looks at an answer of RetrieveNotificationsList with results of packages, from [2], or
// [3] with notifications, too, in v1.0.1.
func (c *checker) checkStored(answer asn1.RawValue) (string, error) {
	const signed = "stored EuiccPackageResult"
	lists := []asn1.RawValue{answer}
	var err error
	if answer.Tag == 3 && !c.since(1, 1) {
		if lists, err = elements(answer.Bytes); err == nil && len(lists) != 2 {
			err = fmt.Errorf("%d lists", len(lists))
		}
		if err == nil {
			_, err = c.checkPending(lists[0].Bytes)
		}
	} else if answer.Tag != 2 {
		err = fmt.Errorf("answer [%d]", answer.Tag)
	}
	if err != nil {
		return signed, err
	}
	results, err := elements(lists[len(lists)-1].Bytes)
	if err != nil || len(results) == 0 {
		return "", err
	}
	for _, result := range results {
		if err = c.checkStoredResult(result.FullBytes); err != nil {
			return signed, err
		}
	}
	return signed, nil
}

// A stored result is what it was when it was made.
func (c *checker) checkStoredResult(der []byte) error {
	var r packageResult
	inside, err := choice(der, 81)
	if err = first(err, decode(inside.FullBytes, &r, "tag:0")); err != nil {
		return err
	}
	if kept, have := c.results[r.Data.Number]; have {
		return equal("package result", der, kept)
	}
	return c.verifyFor(r.Data.EIM, r.Data.Raw, r.Signature)
}

// ProfileRollback signs a result for the eIM whose package is undone. [SGP.32 5.9.16]
func (c *checker) judgeRollback(m message) (string, error) {
	var response rollbackResponse
	var r packageResult
	if err := decode(m.response, &response, "tag:88"); err != nil {
		return "", err
	}
	if len(response.Package.FullBytes) == 0 {
		if !contains([]int{1, 5, 7, 127}, response.Result) {
			return "", fmt.Errorf("result %d alone", response.Result)
		}
		return "", nil
	}
	const signed = "EuiccPackageResult of a rollback"
	inside, err := choice(response.Package.FullBytes, 81)
	if err = first(err, decode(inside.FullBytes, &r, "tag:0")); err != nil {
		return signed, err
	}
	err = first(c.verifyFor(r.Data.EIM, r.Data.Raw, r.Signature),
		equal("rollbackResult", r.Data.Results.Bytes, tlv(0x8C, []byte{byte(response.Result)})),
		named(r.Data.Results.Bytes, "tag:12", 0))
	if _, have := c.results[r.Data.Number]; err == nil && have {
		err = fmt.Errorf("number %d again", r.Data.Number)
	}
	c.results[r.Data.Number] = response.Package.FullBytes
	return signed, err
}

// ---- what a package consists of ----

// An operation: its result's tag, codes that stand for success, codes of failure. Without codes the
// result has a form of its own.
type operation struct {
	result   string
	ok, fail []int
	judge    func(c *checker, request, result asn1.RawValue) (ok bool, err error)
}

// By list and tag, as octets. [SGP.32 2.11.1.1.2, 2.11.1.1.3, 2.11.2.1]
var operations = map[string]operation{
	"A0 A3":   {"83", []int{0}, []int{1, 2, 3, 5, 20, 127}, nil},
	"A0 A4":   {"84", []int{0}, []int{1, 2, 3, 5, 127}, nil},
	"A0 A5":   {"85", []int{0}, []int{1, 2, 3, 20, 21, 127}, nil},
	"A0 BF2D": {"BF2D", nil, nil, (*checker).judgeListed},
	"A0 A6":   {"A6", nil, nil, (*checker).judgeListedRules},
	"A0 A7":   {"87", []int{0}, []int{1, 7, 127}, nil},
	"A0 A8":   {"8D", []int{0}, []int{1, 2, 3, 127}, nil},
	"A0 A9":   {"8E", []int{0}, []int{2, 3, 7, 127}, nil},
	"A0 BF65": {"BF65", nil, nil, judgeAddressSet},
	"A1 A8":   {"A8", nil, nil, (*checker).judgeAdded},
	"A1 A9":   {"89", []int{0, 2}, []int{1, 7, 127}, nil},
	"A1 AA":   {"8A", []int{0}, []int{1, 3, 6, 7, 127}, nil},
	"A1 AB":   {"AB", nil, nil, judgeListedEIMs},
}

// followOperations wants one result for each operation in turn, and nothing behind a failure.
func (c *checker) followOperations(list, results asn1.RawValue) error {
	wanted, err := elements(list.Bytes)
	if err != nil {
		return err
	}
	all, err := elements(results.Bytes)
	if err != nil {
		return err
	}
	if results.FullBytes[0] != 0x30 || len(all) == 0 || len(all) > len(wanted) {
		return fmt.Errorf("%d results of %d operations", len(all), len(wanted))
	}
	var deleted []string
	for i, result := range all {
		ok, err := c.judgeOperation(tagOf(list), wanted[i], result)
		if err != nil {
			return fmt.Errorf("result %d: %w", i, err)
		}
		if ok && tagOf(result) == "89" {
			var target struct {
				ID string `asn1:"utf8,tag:0"`
			}
			if err = read(wanted[i].FullBytes, &target, "tag:9"); err != nil {
				return err
			}
			deleted = append(deleted, target.ID)
		}
		last := i == len(all)-1
		if !ok && !last || ok && last && len(all) < len(wanted) {
			return fmt.Errorf("%d results of %d operations, number %d ok: %v", len(all), len(wanted), i, ok)
		}
	}
	// An eIM that was deleted is gone when its last result is signed. [SGP.32 3.5.1.2]
	for _, id := range deleted {
		delete(c.eims, id)
	}
	return nil
}

func (c *checker) judgeOperation(list string, request, result asn1.RawValue) (ok bool, err error) {
	var code int
	if tagOf(result) == "02" { // processingTerminated
		return false, named(result.FullBytes, "", 1, 2, 3, 127)
	}
	o, known := operations[list+" "+tagOf(request)]
	if !known || tagOf(result) != o.result || !c.since(1, 1) && strings.Contains("8D 8E BF65", o.result) {
		return false, fmt.Errorf("%s for %s %s", tagOf(result), list, tagOf(request))
	}
	if o.judge != nil {
		return o.judge(c, request, result)
	}
	if err = decode(result.FullBytes, &code, fmt.Sprintf("tag:%d", result.Tag)); err != nil {
		return false, err
	}
	ok = contains(o.ok, code)
	// enable, disable and delete of v1.0.1 have no codes between 2 and undefinedError.
	narrow := !c.since(1, 1) && strings.Contains("83 84 85", o.result)
	if !ok && (!contains(o.fail, code) || narrow && code > 2 && code < 127) {
		return false, fmt.Errorf("%s is answered %d", tagOf(request), code)
	}
	if ok && o.result == "8A" {
		err = c.followUpdate(request)
	}
	return ok, err
}

// followUpdate: an eIM can change the CI of the credential that signs for it.
func (c *checker) followUpdate(request asn1.RawValue) error {
	var config eimConfiguration
	err := read(request.FullBytes, &config, "tag:10")
	if a, known := c.eims[config.ID]; err == nil && known && config.CI != nil {
		c.eims[config.ID] = association{a.token, hex.EncodeToString(config.CI)}
	}
	return err
}

func (c *checker) judgeListed(request, result asn1.RawValue) (bool, error) {
	inside, err := choice(result.FullBytes, 45)
	if err != nil {
		return false, err
	}
	_, err = c.judgeProfilesInfo(message{request: request.FullBytes, response: result.FullBytes})
	return inside.Tag == 0, err
}

func (c *checker) judgeListedRules(_, result asn1.RawValue) (bool, error) {
	return true, checkRules(result.Bytes)
}

func judgeAddressSet(c *checker, _, result asn1.RawValue) (bool, error) {
	_, err := judgeResult(101, 0)(c, message{response: result.FullBytes})
	return true, err
}

func (c *checker) judgeAdded(request, result asn1.RawValue) (bool, error) {
	var config eimConfiguration
	if err := read(request.FullBytes, &config, "tag:8"); err != nil {
		return false, err
	}
	inside, err := elements(result.Bytes)
	if err != nil || len(inside) != 1 {
		return false, fmt.Errorf("addEimResult %X", result.FullBytes)
	}
	if tagOf(inside[0]) == "02" {
		var code int
		if err = decode(inside[0].FullBytes, &code, ""); err != nil {
			return false, err
		}
		if !contains([]int{0, 1, 2, 3, 5, 6, 7, 127}, code) || code == 0 && config.Token != 0 ||
			code == 2 && !c.since(1, 1) {
			return false, fmt.Errorf("addEimResultCode %d", code)
		}
		if code == 0 {
			c.associate(&config, 0)
		}
		return code == 0, nil
	}
	token, err := tokenOf(&config, inside[0])
	if err == nil {
		c.associate(&config, token)
	}
	return true, err
}

func judgeListedEIMs(c *checker, _, result asn1.RawValue) (bool, error) {
	inside, err := elements(result.Bytes)
	if err != nil || len(inside) != 1 {
		return false, fmt.Errorf("listEimResult %X", result.FullBytes)
	}
	if tagOf(inside[0]) == "81" {
		if c.since(1, 1) {
			return false, named(inside[0].FullBytes, "tag:1", 127)
		}
		return false, named(inside[0].FullBytes, "tag:1", 7, 127)
	}
	var list []eimIdInfo
	if err = decode(inside[0].FullBytes, &list, "tag:0"); err != nil {
		return false, err
	}
	for _, eim := range list {
		if _, known := c.eims[eim.ID]; !known || eim.OldTag != 0 && c.since(1, 1) ||
			eim.Type != 0 && !c.since(1, 1) || !contains([]int{0, 1, 2, 3}, eim.Type+eim.OldTag) {
			return false, fmt.Errorf("eIM %q, type %d/%d", eim.ID, eim.Type, eim.OldTag)
		}
	}
	return true, nil
}
