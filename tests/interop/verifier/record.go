package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// An exchange is one C-APDU and its R-APDU.
type exchange struct{ command, response []byte }

// readRecord reads the log of `softeuicc run --verbose`: "> " and "< " begin a command and its
// response, lines of nothing but hexadecimal digits continue them, all else is commentary.
func readRecord(in io.Reader) ([]exchange, error) {
	var record []exchange
	var open *[]byte
	scanner := bufio.NewScanner(in)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		digits := line
		switch {
		case strings.HasPrefix(line, "> "):
			record = append(record, exchange{})
			open = &record[len(record)-1].command
			digits = line[2:]
		case strings.HasPrefix(line, "< "):
			if len(record) == 0 || record[len(record)-1].response != nil {
				return nil, fmt.Errorf("line %d: a response without command", number)
			}
			open = &record[len(record)-1].response
			digits = line[2:]
		}
		bytes, err := hex.DecodeString(digits)
		if err != nil || open == nil {
			open = nil
			continue
		}
		*open = append(*open, bytes...)
	}
	return record, scanner.Err()
}

// A message is one function of the ISD-R: the data of a whole STORE DATA chain, and all that the
// card said to it. [SGP.22 5.7.2]
type message struct{ request, response []byte }

// One logical channel while a chain, or the answer to it, is under way.
type channel struct {
	message
	complete bool // the last block was sent
}

const (
	insStoreData   = 0xE2
	insGetResponse = 0xC0
	lastBlock      = 0x80
	statusMore     = 0x61
)

// assemble puts the pieces of chains together. A chain that the card refused is left out.
func assemble(record []exchange) []message {
	var messages []message
	channels := make(map[byte]*channel)
	for _, e := range record {
		if len(e.command) < 4 || len(e.response) < 2 {
			continue
		}
		number := channelOf(e.command[0])
		c := channels[number]
		status := e.response[len(e.response)-2:]
		data := e.response[:len(e.response)-2]
		switch {
		case e.command[1] == insStoreData && e.command[0]&0x80 != 0:
			if c == nil || e.command[3] == 0 {
				c = &channel{}
				channels[number] = c
			}
			c.request = append(c.request, commandData(e.command)...)
			c.complete = e.command[2]&lastBlock != 0
		case e.command[1] == insGetResponse && c != nil:
		default:
			delete(channels, number)
			continue
		}
		c.response = append(c.response, data...)
		if c.complete && status[0] != statusMore {
			if status[0] == 0x90 || status[0] == 0x91 {
				messages = append(messages, c.message)
			}
			delete(channels, number)
		}
	}
	return messages
}

// [ETSI TS 102 221 10.1.1]
func channelOf(cla byte) byte {
	if cla&0x40 != 0 {
		return 4 + cla&0x0F
	}
	return cla & 0x03
}

// commandData returns the data field of a command with a short or an extended Lc.
func commandData(command []byte) []byte {
	if len(command) < 6 {
		return nil
	}
	length, at := int(command[4]), 5
	if length == 0 && len(command) > 7 {
		length, at = int(command[5])<<8|int(command[6]), 7
	}
	if at+length > len(command) {
		return nil
	}
	return command[at : at+length]
}
