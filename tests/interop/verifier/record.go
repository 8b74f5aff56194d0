package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// An exchange is one C-APDU and its R-APDU; without command it is a reset, or the power going or coming.
type exchange struct{ command, response []byte }

// readRecord reads the log of `softeuicc run --verbose`: "> " and "< " begin a command and its
// response, lines of nothing but hexadecimal digits continue them, some words tell of a reset, and all
// else is commentary.
func readRecord(in io.Reader) ([]exchange, error) {
	var record []exchange
	var open *[]byte
	scanner := bufio.NewScanner(in)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		octets, err := hex.DecodeString(strings.TrimPrefix(strings.TrimPrefix(line, "> "), "< "))
		last := len(record) - 1
		switch {
		case strings.HasPrefix(line, "> "):
			record = append(record, exchange{})
			open = &record[last+1].command
		case strings.HasPrefix(line, "< "):
			if last < 0 || record[last].command == nil || record[last].response != nil {
				return nil, fmt.Errorf("line %d: a response without command", number)
			}
			open = &record[last].response
		case isReset(line):
			record, open, err = append(record, exchange{}), nil, nil
		case err != nil:
			open, err = nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if open != nil {
			*open = append(*open, octets...)
		}
	}
	for _, e := range record {
		if e.command != nil && len(e.response) < 2 {
			return nil, fmt.Errorf("no response to %X", e.command)
		}
	}
	return record, scanner.Err()
}

func isReset(line string) bool {
	for _, event := range []string{" reset", " power on", " power off"} {
		if strings.HasSuffix(line, event) {
			return true
		}
	}
	return false
}

// A message is one function of the ISD-R: the data of a whole STORE DATA chain, and all that the
// card said to it. [SGP.22 5.7.2]
type message struct {
	request, response []byte
	status            uint16 // 0: the chain, or the answer to it, was broken off
}

// answered tells whether the card has executed the function; else it has refused to, or was not let.
func (m *message) answered() bool {
	return m.status == 0x9000 || m.status>>8 == 0x91
}

const (
	insStoreData   = 0xE2
	insGetResponse = 0xC0
	lastBlock      = 0x80
	statusMore     = 0x61
	statusLength   = 0x6C
)

// assemble puts the pieces of chains together. Nothing that was said to the ISD-R is left out.
func assemble(record []exchange) (messages []message) {
	open := make(map[byte]*message) // by logical channel: chains, or the answers to them, under way
	end := func(channel byte, status uint16) {
		if m := open[channel]; m != nil {
			m.status = status
			messages = append(messages, *m)
			delete(open, channel)
		}
	}
	for _, e := range record {
		if len(e.command) == 0 {
			for channel := byte(0); channel < maxChannels; channel++ {
				end(channel, 0)
			}
		}
		if len(e.command) < 4 {
			continue
		}
		channel := channelOf(e.command[0])
		storing := e.command[1] == insStoreData && e.command[0]&0x80 != 0
		if storing && e.command[3] == 0 || !storing && e.command[1] != insGetResponse {
			end(channel, 0)
		}
		if storing && open[channel] == nil {
			open[channel] = &message{}
		}
		m := open[channel]
		if m == nil {
			continue
		}
		if storing {
			m.request = append(m.request, commandData(e.command)...)
		}
		data := e.response[:len(e.response)-2]
		status := binary.BigEndian.Uint16(e.response[len(data):])
		m.response = append(m.response, data...)
		more := status>>8 == statusMore || !storing && status>>8 == statusLength ||
			storing && status == 0x9000 && e.command[2]&lastBlock == 0
		if !more {
			end(channel, status)
		}
	}
	for channel := byte(0); channel < maxChannels; channel++ {
		end(channel, 0)
	}
	return messages
}

// selections returns what the ISD-R has told of itself when it was selected, as far as it was fetched.
func selections(record []exchange) (fcis [][]byte) {
	var fci []byte
	selected := false
	aid, _ := hex.DecodeString(isdR)
	for _, e := range append(record, exchange{}) {
		more := len(e.command) > 1 && e.command[1] == insGetResponse
		if selected && !more && fci != nil {
			fcis = append(fcis, fci)
		}
		selected = selected && more || bytes.Equal(commandData(e.command), aid)
		if !more {
			fci = nil
		}
		if selected && len(e.response) > 2 {
			fci = append(fci, e.response[:len(e.response)-2]...)
		}
	}
	return fcis
}

const maxChannels = 20

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
