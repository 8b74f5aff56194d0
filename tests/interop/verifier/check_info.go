package main

import (
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
)

// What the card tells of itself and of its profiles.

// checkFCI looks at what the ISD-R tells when it is selected. [SGP.22 5.7.1, SGP.32 5.9]
func (c *checker) checkFCI(fci []byte) error {
	var old templateSGP22
	var iot templateSGP32
	aid, _ := hex.DecodeString(isdR)
	err := first(equal("AID", only(fci, "84"), tlv(0x84, aid)), equal("FCI", without(fci, "84 A5 E0 E1"), nil),
		decode(only(fci, "E0"), &old, "private,tag:0"), sized("SVN", old.SVN, 3, 3),
		namedBits("lpaeSupport", old.LPAe, 2))
	if err == nil && c.info2 != nil {
		err = equal("SVN", tlv(0x82, old.SVN), only(c.info2, "82"))
	}
	if !c.since(1, 1) {
		return first(err, equal("template of SGP.32", only(fci, "E1"), nil))
	}
	return first(err, decode(only(fci, "E1"), &iot, "private,tag:1"),
		namedBits("euiccConfiguration", iot.Configuration, 2))
}

func (c *checker) judgeEID(m message) (string, error) {
	var r eidResponse
	err := first(decode(m.response, &r, "tag:62"), sized("EID", r.EID, 16, 16))
	if err == nil && c.eid != nil {
		err = equal("EID", r.EID, c.eid)
	}
	c.eid = r.EID
	return "", err
}

func (c *checker) judgeChallenge(m message) (string, error) {
	var r challengeResponse
	return "", first(decode(m.response, &r, "tag:46"), sized("challenge", r.Challenge, 16, 16))
}

func (c *checker) judgeAddresses(m message) (string, error) {
	var r addressesResponse
	return "", decode(m.response, &r, "tag:60")
}

// ---- EUICCInfo1, EUICCInfo2 [SGP.22 5.7.8, SGP.32 5.9.2] ----

// EUICCInfo1 is what it has in common with EUICCInfo2: svn and the CIs.
func (c *checker) judgeInfo1(m message) (string, error) {
	var r info1
	err := first(decode(m.response, &r, "tag:32"), sized("SVN", r.SVN, 3, 3), checkCIs(r.Verification, r.Signing))
	if err == nil && c.info2 != nil {
		err = equal("EUICCInfo1", without(m.response, ""), only(c.info2, "82 A9 AA"))
	}
	return "", err
}

func (c *checker) judgeInfo2(m message) (string, error) {
	var r info2
	if err := decode(m.response, &r, "tag:34"); err != nil {
		return "", err
	}
	c.version = nil
	if len(r.IoT.Versions) > 0 {
		c.version = r.IoT.Versions[0]
	}
	return "", first(r.check(), c.checkVersion(&r), c.checkSame(&r))
}

// checkSigned looks at the EUICCInfo2 in euiccSigned1. SGP.32 v1.0.1 has it from SGP.22, without the
// components of SGP.32.
func (c *checker) checkSigned(r *info2) error {
	if !c.since(1, 1) && (r.IPAMode != noIPAMode || r.IoT.Raw != nil) {
		return errors.New("EUICCInfo2 of SGP.32 is signed")
	}
	return first(r.check(), c.checkVersion(r), c.checkSame(r))
}

const noIPAMode = -1

func (r *info2) check() error {
	var resources cardResources
	err := first(checkCIs(r.Verification, r.Signing), decode(tlv(0x30, r.Resources), &resources, ""),
		sized("profileVersion", r.ProfileVersion, 3, 3), sized("SVN", r.SVN, 3, 3),
		sized("firmware version", r.Firmware, 3, 3), sized("ppVersion", r.PPVersion, 3, 3),
		sized("TS 102 241 version", r.TS102241, 0, 3), sized("GlobalPlatform version", r.GlobalPlatform, 0, 3),
		sized("accreditation number", []byte(r.Accreditation), 0, 64),
		namedBits("uiccCapability", r.UICC, 32), namedBits("rspCapability", r.RSP, 29),
		namedBits("forbiddenProfilePolicyRules", r.ForbiddenPPR, 3), namedBits("treProperties", r.TRE, 3),
		sized("ecallSupported", r.IoT.Ecall, 0, 0), sized("fallbackSupported", r.IoT.Fallback, 0, 0),
		sized("fallbackAllowedUpdateSupported", r.IoT.FallbackUpdate, 0, 0))
	for _, version := range append(append([][]byte{}, r.MorePackages...), r.IoT.Versions...) {
		err = first(err, sized("version", version, 3, 3))
	}
	if err == nil && (!contains([]int{0, 1, 2, 3}, r.Category) || !contains([]int{noIPAMode, 0, 1}, r.IPAMode)) {
		err = fmt.Errorf("euiccCategory %d, ipaMode %d", r.Category, r.IPAMode)
	}
	return err
}

// checkVersion: each version has components that others lack. The eUICC is one of SGP.32 if it has both
// ipaMode and iotSpecificInfo.
func (c *checker) checkVersion(r *info2) error {
	switch {
	case (r.IoT.Raw != nil) != (r.IPAMode != noIPAMode), r.IoT.Raw != nil && len(r.IoT.Versions) == 0:
		return errors.New("half an EUICCInfo2 of SGP.32")
	case !c.since(1, 1) && (r.IoT.Ecall != nil || r.IoT.Fallback != nil),
		!c.since(1, 3) && (r.IoT.FallbackUpdate != nil || r.SecurityLevel != nil):
		return errors.New("EUICCInfo2 has components of a later version")
	}
	return nil
}

// checkSame: EUICCInfo2 stays what it is, but for the memory that is left, if something took or freed any.
func (c *checker) checkSame(r *info2) error {
	changing := ""
	if !c.settled {
		changing += "84"
	}
	if !c.since(1, 1) {
		changing += " 90 B4" // see checkSigned
	}
	before := c.info2
	c.info2, c.settled = r.Raw, true
	if before == nil {
		return nil
	}
	return equal("EUICCInfo2", without(r.Raw, changing), without(before, changing))
}

func checkCIs(lists ...[][]byte) error {
	for _, list := range lists {
		for _, id := range list {
			if err := sized("CI key identifier", id, 1, 20); err != nil {
				return err
			}
		}
	}
	return nil
}

// namedBits: a BIT STRING with names for its first bits ends with the last one that is set. [X.690 11.2.2]
func namedBits(what string, bits asn1.BitString, names int) error {
	if n := bits.BitLength; n > names || n > 0 && bits.At(n-1) == 0 {
		return fmt.Errorf("%s has %d bits", what, n)
	}
	return nil
}

// ---- ProfileInfo [SGP.22 5.7.15, SGP.32 5.9.14] ----

func (c *checker) judgeProfilesInfo(m message) (string, error) {
	errorNumbers := []int{1, 127}
	if !c.consumer() {
		errorNumbers = append(errorNumbers, 11)
	}
	profiles, err := list(m.response, 45, errorNumbers...)
	if err != nil {
		return "", err
	}
	var request searchedProfiles
	err = read(m.request, &request, "tag:45")
	wanted := usualTags
	if request.Tags != nil {
		wanted = tagsIn(request.Tags)
	}
	return "", first(err, each(profiles, func(profile asn1.RawValue) error {
		return c.checkProfile(profile, wanted)
	}))
}

// What is told without a tagList, by SGP.22 or by SGP.32.
var usualTags = tagsIn([]byte{0x5A, 0x4F, 0x9F, 0x70, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x9F, 0x7B,
	0x9F, 0x26, 0x9F, 0x67})

// tagsIn takes a tagList apart.
func tagsIn(list []byte) map[string]bool {
	tags := make(map[string]bool)
	for len(list) > 0 {
		n := 1
		if list[0]&0x1F == 0x1F && len(list) > 1 {
			n = 2
		}
		tags[fmt.Sprintf("%X", list[:n])] = true
		list = list[n:]
	}
	return tags
}

// checkProfile takes a ProfileInfo, and the tags that it may have.
func (c *checker) checkProfile(profile asn1.RawValue, wanted map[string]bool) error {
	var p profileInfo
	if err := decode(profile.FullBytes, &p, "private,tag:3"); err != nil {
		return err
	}
	err := each(profile.Bytes, func(member asn1.RawValue) error {
		tag := tagOf(member)
		switch {
		case !wanted[tag]:
			return fmt.Errorf("nobody has asked for %s", tag)
		case (tag == "9F7B" || tag == "9F26" || tag == "9F67") && !c.since(1, 1), tag == "BF64" && !c.since(1, 3):
			return fmt.Errorf("%s is of a later version", tag)
		case tag == "5A" && len(member.Bytes) != 10, tag == "9F26" && !p.Fallback:
			return fmt.Errorf("bad value %X", member.FullBytes)
		}
		return nil
	})
	if err == nil && (!contains([]int{0, 1}, p.State) || !contains([]int{0, 1}, p.IconType) ||
		!contains([]int{0, 1, 2}, p.Class)) {
		err = fmt.Errorf("state %d, icon type %d, class %d", p.State, p.IconType, p.Class)
	}
	_, unreadable := elements(p.IoT.Bytes) // no version says what is in it
	err = first(err, unreadable)
	for _, n := range p.Notifications {
		err = first(err, namedBits("profileManagementOperation", n.Event, 4))
	}
	return first(err, sized("AID", p.AID, 0, 16), sized("nickname", []byte(p.Nickname), 0, 64),
		sized("service provider", []byte(p.Provider), 0, 32),
		sized("profile name", []byte(p.Name), 0, 64), sized("icon", p.Icon, 0, 1024),
		namedBits("profilePolicyRules", p.PolicyRules, 3), p.Owner.check(),
		checkProprietary(p.Proprietary))
}

// checkProprietary: behind its OID a server may put what it likes.
func checkProprietary(data asn1.RawValue) error {
	var id asn1.ObjectIdentifier
	members, err := elements(data.Bytes)
	if err == nil && len(members) > 0 {
		return decode(members[0].FullBytes, &id, "tag:0")
	}
	if err == nil && data.FullBytes != nil {
		err = errors.New("dpProprietaryData without dpOid")
	}
	return err
}

func (o *operatorID) check() error {
	if o.MCCMNC == nil {
		return nil
	}
	return sized("mccMnc", o.MCCMNC, 3, 3)
}

// ---- Rules Authorisation Table [SGP.22 2.4.5.3] ----

func (c *checker) judgeRAT(m message) (string, error) {
	rules, err := list(m.response, 67)
	return "", first(err, checkRules(rules))
}

func checkRules(rules []byte) error {
	return each(rules, func(element asn1.RawValue) error {
		var rule ruleOfRAT
		err := first(decode(element.FullBytes, &rule, ""), namedBits("pprIds", rule.PPRs, 3),
			namedBits("pprFlags", rule.Flags, 1))
		for i := range rule.Operators {
			err = first(err, rule.Operators[i].check())
		}
		return err
	})
}
