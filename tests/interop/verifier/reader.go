package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

// The reader's side of the vpcd protocol: messages of a two-byte length and a payload; a payload of
// one byte is a control.
const (
	controlOn  = 1
	controlATR = 4
)

const patience = 20 * time.Second

// A reader has one card in it and writes down all that is said.
type reader struct {
	conn   net.Conn
	record []exchange
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
	r := &reader{conn: conn}
	if err = r.send([]byte{controlOn}); err == nil {
		if err = r.send([]byte{controlATR}); err == nil {
			_, err = r.receive()
		}
	}
	return r, err
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

// storeData sends one request to the ISD-R on channel 1. [SGP.22 5.7.2]
func (r *reader) storeData(request []byte) (answer []byte, err error) {
	for block := 0; err == nil && len(request) > 0; block++ {
		n := len(request)
		p1 := byte(0x91)
		if n > blockSize {
			n, p1 = blockSize, 0x11
		}
		command := append([]byte{0x81, insStoreData, p1, byte(block), byte(n)}, request[:n]...)
		request = request[n:]
		answer, err = r.must(command)
	}
	return answer, err
}
