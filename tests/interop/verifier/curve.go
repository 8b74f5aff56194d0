package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

const (
	pointLen     = 65
	signatureLen = 64
)

var (
	oidP256  = asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}
	oidBP256 = asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 7}
)

// A publicKey is a point on one of the curves of [SGP.22 2.6.5].
type publicKey struct {
	curve asn1.ObjectIdentifier
	x, y  *big.Int
}

func number(hex string) *big.Int {
	n, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		panic(hex)
	}
	return n
}

// Domain parameters of brainpoolP256r1 [RFC 5639 3.4], which Go's library does not have.
var bp256 = struct{ p, a, b, gx, gy, n *big.Int }{
	p:  number("A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377"),
	a:  number("7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9"),
	b:  number("26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6"),
	gx: number("8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"),
	gy: number("547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997"),
	n:  number("A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7"),
}

// newPublicKey takes an uncompressed point, which must be on the curve.
func newPublicKey(curve asn1.ObjectIdentifier, point []byte) (*publicKey, error) {
	if len(point) != pointLen || point[0] != 4 {
		return nil, fmt.Errorf("a point of %d octets", len(point))
	}
	k := &publicKey{curve, new(big.Int).SetBytes(point[1:33]), new(big.Int).SetBytes(point[33:])}
	switch {
	case curve.Equal(oidP256):
		if !elliptic.P256().IsOnCurve(k.x, k.y) {
			return nil, errors.New("the point is not on P-256")
		}
	case curve.Equal(oidBP256):
		if !bpOnCurve(k.x, k.y) {
			return nil, errors.New("the point is not on brainpoolP256r1")
		}
	default:
		return nil, fmt.Errorf("curve %v", curve)
	}
	return k, nil
}

// verify checks r || s over the SHA-256 of the data [SGP.22 2.6.7.1].
func (k *publicKey) verify(data, signature []byte) error {
	if len(signature) != signatureLen {
		return fmt.Errorf("a signature of %d octets", len(signature))
	}
	return k.verifyNumbers(data, new(big.Int).SetBytes(signature[:32]),
		new(big.Int).SetBytes(signature[32:]))
}

func (k *publicKey) verifyNumbers(data []byte, r, s *big.Int) error {
	hash := sha256.Sum256(data)
	valid := false
	if k.curve.Equal(oidP256) {
		valid = ecdsa.Verify(&ecdsa.PublicKey{Curve: elliptic.P256(), X: k.x, Y: k.y}, hash[:], r, s)
	} else {
		valid = k.verifyBP(hash[:], r, s)
	}
	if !valid {
		return errors.New("the signature does not verify")
	}
	return nil
}

// verifyBP is ECDSA as the textbook has it [BSI TR-03111 4.2.1.2].
func (k *publicKey) verifyBP(hash []byte, r, s *big.Int) bool {
	n := bp256.n
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(n) >= 0 || s.Cmp(n) >= 0 {
		return false
	}
	w := new(big.Int).ModInverse(s, n)
	u1 := new(big.Int).Mul(new(big.Int).SetBytes(hash), w)
	u2 := new(big.Int).Mul(r, w)
	x1, y1 := bpMultiply(u1.Mod(u1, n), bp256.gx, bp256.gy)
	x2, y2 := bpMultiply(u2.Mod(u2, n), k.x, k.y)
	x, _ := bpAdd(x1, y1, x2, y2)
	return x != nil && new(big.Int).Mod(x, n).Cmp(r) == 0
}

// The curve's arithmetic in affine coordinates; a nil x is the point at infinity.

func bpRightSide(x *big.Int) *big.Int {
	v := new(big.Int).Mul(x, x)
	v.Add(v, bp256.a).Mul(v, x).Add(v, bp256.b)
	return v.Mod(v, bp256.p)
}

func bpOnCurve(x, y *big.Int) bool {
	square := new(big.Int).Mul(y, y)
	return x.Cmp(bp256.p) < 0 && y.Cmp(bp256.p) < 0 &&
		square.Mod(square, bp256.p).Cmp(bpRightSide(x)) == 0
}

func bpAdd(x1, y1, x2, y2 *big.Int) (*big.Int, *big.Int) {
	if x1 == nil {
		return x2, y2
	}
	if x2 == nil {
		return x1, y1
	}
	above, below := new(big.Int), new(big.Int)
	if x1.Cmp(x2) != 0 {
		above.Sub(y2, y1)
		below.Sub(x2, x1)
	} else if y1.Cmp(y2) == 0 && y1.Sign() != 0 {
		above.Mul(x1, x1).Mul(above, big.NewInt(3)).Add(above, bp256.a)
		below.Lsh(y1, 1)
	} else {
		return nil, nil
	}
	below.Mod(below, bp256.p).ModInverse(below, bp256.p)
	slope := above.Mul(above, below)
	slope.Mod(slope, bp256.p)
	x := new(big.Int).Mul(slope, slope)
	x.Sub(x, x1).Sub(x, x2).Mod(x, bp256.p)
	y := new(big.Int).Sub(x1, x)
	y.Mul(y, slope).Sub(y, y1).Mod(y, bp256.p)
	return x, y
}

func bpMultiply(factor, x, y *big.Int) (*big.Int, *big.Int) {
	var rx, ry *big.Int
	for bit := factor.BitLen() - 1; bit >= 0; bit-- {
		rx, ry = bpAdd(rx, ry, rx, ry)
		if factor.Bit(bit) != 0 {
			rx, ry = bpAdd(rx, ry, x, y)
		}
	}
	return rx, ry
}
