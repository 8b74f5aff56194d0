package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Cards in a reader of ours, and servers of `softeuicc smdpp` for them.

// startServer offers the profile with the certificates in a folder, on a port that is free.
func startServer(program, profile, pki string) (*exec.Cmd, string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := listener.Addr().String()
	listener.Close()
	command := exec.Command(program, "smdpp", "--http", "--listen", server, "--address", server,
		"--pki", pki, "--profile", profile)
	command.Stderr = os.Stderr
	if err = command.Start(); err != nil {
		return nil, "", err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("tcp", server); err == nil {
			return command, server, conn.Close()
		}
	}
	stop(command)
	return nil, "", fmt.Errorf("softeuicc smdpp does not start")
}

func stop(command *exec.Cmd) {
	_ = command.Process.Signal(syscall.SIGTERM)
	_ = command.Wait()
}

// curveFolder makes a folder with the files of one curve only, so that no other can be chosen.
func curveFolder(pki, curve string) (string, error) {
	files, err := filepath.Glob(filepath.Join(pki, "*_"+curve+".der"))
	if err != nil {
		return "", err
	}
	folder := pki + "-" + curve
	if err = os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	for _, file := range files {
		if err = os.Symlink(file, filepath.Join(folder, filepath.Base(file))); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// serve has the card lead a life with a server of one curve that offers the profile.
func (r *reader) serve(program, profile, pki, curve string, life func(l *lpa, matchingID string) error) error {
	folder, err := curveFolder(pki, curve)
	if err != nil {
		return err
	}
	command, server, err := startServer(program, profile, folder)
	if err != nil {
		return err
	}
	defer stop(command)
	base := filepath.Base(profile)
	if err = life(&lpa{r, server}, base[:len(base)-len(filepath.Ext(base))]); err != nil {
		err = fmt.Errorf("%s: %w", curve, err)
	}
	return err
}

// insertCard has a card put into a reader of ours, where the ISD-R is selected on channel 1.
func insertCard(program, state, card string) (*exec.Cmd, *reader, error) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, err
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	command := exec.Command(program, "run", "--quiet", "--state", state, "--card", card,
		"--port", fmt.Sprint(port))
	command.Stderr = os.Stderr
	if err = command.Start(); err != nil {
		return nil, nil, err
	}
	r, err := newReader(listener)
	if err != nil {
		stop(command)
		return nil, nil, fmt.Errorf("no card: %w", err)
	}
	return command, r, nil
}

// converseLPA makes a card with a persona in the folder work, puts it into a reader of ours, and leads it
// through sessions with servers of both curves. The certificates are in work/pki.
func converseLPA(program, persona, profile, work string) (*reader, error) {
	state, pki := filepath.Join(work, "cards.db"), filepath.Join(work, "pki")
	err := first(softeuicc(program, "pki", "--state", state, "--export", pki),
		softeuicc(program, "init", "--state", state, "--persona", persona, cardName))
	if err != nil {
		return nil, err
	}
	command, r, err := insertCard(program, state, cardName)
	if err != nil {
		return nil, err
	}
	defer stop(command)
	defer r.conn.Close()
	for _, request := range [][]byte{tlv(0xBF3E, tlv(0x5C, []byte{0x5A})), tlv(0xBF22), tlv(0xBF43),
		loadCRL(), tlv(0xBF3C), tlv(0xBF3F, address), tlv(0xBF3C),
		tlv(0xBF34, tlv(0x82, []byte{0x05, 0x20})), tlv(0xBF2D)} {
		if _, err = r.storeData(request); err != nil {
			return nil, err
		}
	}
	if err = r.misunderstand(); err != nil {
		return nil, err
	}
	for _, curve := range []string{"NIST", "BRP"} {
		if err = r.serve(program, profile, pki, curve, (*lpa).steps); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// misunderstand says what no card takes.
func (r *reader) misunderstand() error {
	return first(r.refuse(0x6A88, tlv(0xBF7E)), // no function
		r.refuse(0x6A80, tlv(0xBF3E)), // no tagList
		r.refuse(0x6A80, []byte{0xBF, 0x22, 1}),
		r.refuse(0x6985, tlv(0x86, make([]byte, blockSize)))) // a segment of no package
}

func loadCRL() []byte {
	return tlv(0xBF35, retag(emptyCRL(), 0xA0))
}
