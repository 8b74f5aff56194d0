package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"time"
)

// The reader's side of the vpcd protocol: messages of a two-byte length and a payload; a payload of
// one byte is a control.
const (
	controlOn    = 1
	controlReset = 2
	controlATR   = 4
)

const patience = 20 * time.Second

// A reader has one card in it and writes down all that is said, and with which status words chains were
// to be refused.
type reader struct {
	conn    net.Conn
	record  []exchange
	refused []uint16
}

// newReader waits for a card to connect and switches it on.
func newReader(listener *net.TCPListener) (*reader, error) {
	if err := listener.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	conn, err := listener.Accept()
	if err != nil {
		return nil, err
	}
	r := &reader{conn: conn, refused: []uint16{}}
	return r, r.start(controlOn)
}

const isdR = "A0000005591010FFFFFFFF8900000100"

// start switches the card on or resets it, and selects the ISD-R on channel 1.
func (r *reader) start(control byte) error {
	r.record = append(r.record, exchange{})
	err := r.send([]byte{control})
	if err == nil {
		err = r.send([]byte{controlATR})
	}
	if err == nil {
		_, err = r.receive()
	}
	if err == nil {
		_, err = r.must([]byte{0x00, 0x70, 0x00, 0x01, 0x00})
	}
	if err == nil {
		aid, _ := hex.DecodeString(isdR)
		_, err = r.must(append([]byte{0x01, 0xA4, 0x04, 0x00, byte(len(aid))}, aid...))
	}
	return err
}

func (r *reader) send(payload []byte) error {
	if err := r.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := r.conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(payload))), payload...))
	return err
}

func (r *reader) receive() ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r.conn, length[:]); err != nil {
		return nil, err
	}
	payload := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(r.conn, payload)
	return payload, err
}

// transmit fetches what the card has more to say; the data and the last status word.
func (r *reader) transmit(command []byte) (data []byte, status uint16, err error) {
	for {
		if err = r.send(command); err != nil {
			return nil, 0, err
		}
		response, err := r.receive()
		if err != nil {
			return nil, 0, err
		}
		if len(response) < 2 {
			return nil, 0, fmt.Errorf("a response of %d octets", len(response))
		}
		r.record = append(r.record, exchange{command, response})
		data = append(data, response[:len(response)-2]...)
		status = binary.BigEndian.Uint16(response[len(response)-2:])
		if status>>8 != statusMore {
			return data, status, nil
		}
		command = []byte{command[0], insGetResponse, 0, 0, byte(status)}
	}
}

// must is transmit for commands that have to succeed.
func (r *reader) must(command []byte) ([]byte, error) {
	data, status, err := r.transmit(command)
	if err == nil && status != 0x9000 {
		err = fmt.Errorf("%X is answered %04X", command, status)
	}
	return data, err
}

const blockSize = 255

// chain sends one request to the ISD-R on channel 1, as far as it is taken. [SGP.22 5.7.2]
func (r *reader) chain(request []byte) (answer []byte, status uint16, err error) {
	status = 0x9000
	for block := 0; err == nil && status == 0x9000 && len(request) > 0; block++ {
		n := len(request)
		p1 := byte(0x91)
		if n > blockSize {
			n, p1 = blockSize, 0x11
		}
		command := append([]byte{0x81, insStoreData, p1, byte(block), byte(n)}, request[:n]...)
		request = request[n:]
		answer, status, err = r.transmit(command)
	}
	return answer, status, err
}

// storeData is chain for requests that have to be answered.
func (r *reader) storeData(request []byte) ([]byte, error) {
	answer, status, err := r.chain(request)
	if err == nil && status != 0x9000 {
		err = fmt.Errorf("%X is answered %04X", request, status)
	}
	return answer, err
}

// refuse is chain for requests that have to be refused with this status word.
func (r *reader) refuse(want uint16, request []byte) error {
	_, status, err := r.chain(request)
	if err == nil && status != want {
		err = fmt.Errorf("%X is answered %04X instead of %04X", request, status, want)
	}
	r.refused = append(r.refused, want)
	return err
}
