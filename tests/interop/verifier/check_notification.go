package main

import (
	"encoding/asn1"
	"fmt"
)

// What the card has to notify of. [SGP.22 5.7.9, 5.7.10, SGP.32 5.9.11]

func (n *notificationMetadata) check() error {
	events := 0
	for bit := 0; bit < n.Event.BitLength; bit++ {
		events += n.Event.At(bit)
	}
	if events != 1 || n.Number < 0 {
		return fmt.Errorf("notification %d of %d events", n.Number, events)
	}
	if len(n.ICCID) != 0 && len(n.ICCID) != 10 {
		return fmt.Errorf("an ICCID of %d octets", len(n.ICCID))
	}
	return namedBits("profileManagementOperation", n.Event, 4)
}

func (c *checker) judgeListNotification(m message) (string, error) {
	notifications, err := list(m.response, 40, 127)
	return "", first(err, each(notifications, func(element asn1.RawValue) error {
		var n notificationMetadata
		return first(decode(element.FullBytes, &n, "tag:47"), n.check())
	}))
}

func (c *checker) judgeRetrieveNotifications(m message) (string, error) {
	inside, err := choice(m.response, 43)
	switch {
	case err != nil:
		return "", err
	case inside.Tag == 0 && inside.IsCompound:
		return c.checkPending(inside.Bytes)
	case inside.Tag > 1 && inside.IsCompound && !c.consumer():
		return c.checkStored(inside)
	}
	return "", named(inside.FullBytes, "tag:1", 127)
}

func (c *checker) checkPending(list []byte) (string, error) {
	all, err := elements(list)
	if err != nil || len(all) == 0 {
		return "", err
	}
	signed := "otherSignedNotification"
	for _, element := range all {
		if element.Class == asn1.ClassContextSpecific {
			signed = "pending ProfileInstallationResult"
			err = c.checkInstallation(element.FullBytes, true)
		} else {
			err = c.checkOtherNotification(element.FullBytes)
		}
		if err != nil {
			return signed, err
		}
	}
	return signed, nil
}

func (c *checker) checkOtherNotification(der []byte) error {
	var n otherSignedNotification
	if err := decode(der, &n, ""); err != nil {
		return err
	}
	euicc, err := c.checkOwnChain(n.EUICC.FullBytes, n.EUM.FullBytes)
	if err != nil {
		return err
	}
	return first(euicc.key.verify(n.Metadata.Raw, n.Signature), n.Metadata.check())
}
