package main

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// encoding/asn1 decodes; what it passes over is refused here.

// read decodes one whole element and refuses anything behind it. In a SEQUENCE it passes over what
// stands behind the last member known, as encoding/asn1 does: so requests are read, which are not the
// card's.
func read(der []byte, value interface{}, params string) error {
	rest, err := asn1.UnmarshalWithParams(der, value, params)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d octets too many", len(rest))
	}
	return err
}

// decode is read for what the card says: it also refuses members that the Go type does not have.
func decode(der []byte, value interface{}, params string) error {
	var whole asn1.RawValue
	return first(read(der, value, params), read(der, &whole, ""),
		complete(whole, reflect.TypeOf(value).Elem()))
}

// complete looks for members that a type lacks, in an element that was decoded as this type.
func complete(element asn1.RawValue, t reflect.Type) error {
	list := t.Kind() == reflect.Slice && (t.Elem().Kind() == reflect.Slice || t.Elem().Kind() == reflect.Struct)
	sequence := t.Kind() == reflect.Struct && t != reflect.TypeOf(element) && t != reflect.TypeOf(asn1.BitString{})
	if !list && !sequence {
		return nil
	}
	members, err := elements(element.Bytes)
	for i := 0; err == nil && list && i < len(members); i++ {
		err = complete(members[i], t.Elem())
	}
	for i := 0; err == nil && sequence && i < t.NumField() && len(members) > 0; i++ {
		field := t.Field(i)
		params := field.Tag.Get("asn1")
		if field.Type == reflect.TypeOf(asn1.RawContent{}) || !isField(members[0], field.Type, params) {
			continue
		}
		member := members[0]
		if strings.HasPrefix(params, "explicit") {
			err = read(member.Bytes, &member, "")
		}
		err = first(err, complete(member, field.Type))
		members = members[1:]
	}
	if err == nil && sequence && len(members) > 0 {
		err = fmt.Errorf("%X is no member of %v", members[0].FullBytes, t)
	}
	return err
}

// Types of optional members without a tag of their own.
var universalTags = map[reflect.Type]int{
	reflect.TypeOf(false):            asn1.TagBoolean,
	reflect.TypeOf([]byte{}):         asn1.TagOctetString,
	reflect.TypeOf(asn1.BitString{}): asn1.TagBitString,
}

// isField tells whether the next member is the one that a field stands for, or the field, which is
// optional, is absent.
func isField(member asn1.RawValue, t reflect.Type, params string) bool {
	class, optional := asn1.ClassUniversal, false
	tag, known := universalTags[t]
	if !known {
		tag = member.Tag
	}
	for _, word := range strings.Split(params, ",") {
		switch {
		case word == "optional":
			optional = true
		case word == "application":
			class = asn1.ClassApplication
		case strings.HasPrefix(word, "tag:"):
			tag, _ = strconv.Atoi(word[len("tag:"):])
			if class == asn1.ClassUniversal {
				class = asn1.ClassContextSpecific
			}
		}
	}
	return !optional || member.Class == class && member.Tag == tag
}

// elements cuts a constructed value into what it consists of.
func elements(der []byte) ([]asn1.RawValue, error) {
	var all []asn1.RawValue
	for len(der) > 0 {
		var next asn1.RawValue
		rest, err := asn1.Unmarshal(der, &next)
		if err != nil {
			return nil, err
		}
		all, der = append(all, next), rest
	}
	return all, nil
}

// each judges what a constructed value consists of.
func each(der []byte, judge func(asn1.RawValue) error) error {
	all, err := elements(der)
	for i := 0; err == nil && i < len(all); i++ {
		err = judge(all[i])
	}
	return err
}

// without returns what a constructed element consists of, but for members with these tags.
func without(der []byte, tags string) []byte {
	return pick(der, func(tag string) bool { return !strings.Contains(tags, tag) })
}

// only returns of what a constructed element consists of the members with these tags.
func only(der []byte, tags string) []byte {
	return pick(der, func(tag string) bool { return strings.Contains(tags, tag) })
}

func pick(der []byte, wanted func(tag string) bool) (members []byte) {
	var outer asn1.RawValue
	_ = read(der, &outer, "")
	_ = each(outer.Bytes, func(member asn1.RawValue) error {
		if wanted(tagOf(member)) {
			members = append(members, member.FullBytes...)
		}
		return nil
	})
	return members
}

// choice returns the only element inside a constructed one with this context tag.
func choice(der []byte, tag int) (asn1.RawValue, error) {
	var outer asn1.RawValue
	if err := read(der, &outer, ""); err != nil {
		return outer, err
	}
	if outer.Class != asn1.ClassContextSpecific || outer.Tag != tag || !outer.IsCompound {
		return outer, fmt.Errorf("class %d, tag %d", outer.Class, outer.Tag)
	}
	inside, err := elements(outer.Bytes)
	if err != nil || len(inside) != 1 {
		return outer, fmt.Errorf("%d alternatives, %v", len(inside), err)
	}
	if inside[0].Class != asn1.ClassContextSpecific {
		return outer, errors.New("no alternative of the choice")
	}
	return inside[0], nil
}

// named reads an INTEGER whose values have names: these.
func named(der []byte, params string, values ...int) error {
	var n int
	err := decode(der, &n, params)
	if err == nil && !contains(values, n) {
		err = fmt.Errorf("%d has no meaning", n)
	}
	return err
}

// list returns what is in the list of a response that is either [0] a list or [1] one of these error
// numbers.
func list(der []byte, tag int, errorNumbers ...int) ([]byte, error) {
	inside, err := choice(der, tag)
	if err != nil {
		return nil, err
	}
	if inside.Tag == 0 && inside.IsCompound {
		return inside.Bytes, nil
	}
	return nil, named(inside.FullBytes, "tag:1", errorNumbers...)
}

func tagOf(v asn1.RawValue) string {
	if v.FullBytes[0]&0x1F == 0x1F {
		return fmt.Sprintf("%X", v.FullBytes[:2])
	}
	return fmt.Sprintf("%X", v.FullBytes[:1])
}

func contains(numbers []int, n int) bool {
	for _, number := range numbers {
		if number == n {
			return true
		}
	}
	return false
}

// tlv puts an element together; the tag has one octet or two.
func tlv(tag int, parts ...[]byte) []byte {
	value := bytes.Join(parts, nil)
	raw := asn1.RawValue{Class: tag >> 6 & 3, Tag: tag & 0x1F, IsCompound: tag&0x20 != 0, Bytes: value}
	if tag > 0xFF {
		raw = asn1.RawValue{Class: tag >> 14, Tag: tag & 0x7F, IsCompound: tag&0x2000 != 0, Bytes: value}
	}
	der, err := asn1.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return der
}
