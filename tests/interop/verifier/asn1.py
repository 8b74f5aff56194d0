#!/usr/bin/env python3
"""Decodes the card's answers with asn1tools and the published ASN.1 modules. [SGP.22 annex H]

    asn1.py MODULES ANSWERS

MODULES is a folder with RSPDefinitions and the two PKIX modules (*.asn), ANSWERS a file that
`verifier -dump` has written. Each answer must decode, satisfy the constraints, and be encoded again
to the same bytes, but for extensions that the modules do not know, at the end of what has them.
Exit status 0: so it is; 1: it is not; 77: asn1tools or the modules are absent.
"""

import collections
import pathlib
import sys


def compile_modules(folder):
    try:
        import asn1tools
    except ImportError:
        sys.exit(skip("no asn1tools here (pip install asn1tools)"))
    files = sorted(str(f) for f in pathlib.Path(folder).glob("*.asn"))
    if not files:
        sys.exit(skip(f"no ASN.1 modules in {folder}"))
    return asn1tools.compile_files(files, "der")


def skip(reason):
    print("SKIP:", reason)
    return 77


def elements(octets):
    """Tag and value of each element; the tag as octets."""
    at = 0
    while at < len(octets):
        start = at
        at += 1
        if octets[start] & 0x1F == 0x1F:
            while octets[at] & 0x80:
                at += 1
            at += 1
        tag = octets[start:at]
        length = octets[at]
        at += 1
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(octets[at : at + size], "big")
            at += size
        yield tag, octets[at : at + length]
        at += length


def same_but_extensions(octets, again):
    """Whether again is octets without some elements at the end of constructed ones."""
    known = list(elements(again))
    given = list(elements(octets))
    if len(known) > len(given):
        return False
    return all(
        tag == tag_again
        and (value == value_again or tag[0] & 0x20 and same_but_extensions(value, value_again))
        for (tag, value), (tag_again, value_again) in zip(given, known)
    )


def fault(modules, name, octets):
    """What is wrong with an answer, None if nothing is."""
    try:
        value = modules.decode(name, octets, check_constraints=True)
        again = modules.encode(name, value, check_constraints=True)
    except Exception as error:  # asn1tools has no common class for all that it raises
        return f"{type(error).__name__}: {error}"
    return None if same_but_extensions(octets, again) else f"encoded again it is {again.hex()}"


def main(folder, answers):
    modules = compile_modules(folder)
    count = collections.Counter()
    faults = 0
    for line in pathlib.Path(answers).read_text().splitlines():
        name, digits = line.split()
        count[name] += 1
        wrong = fault(modules, name, bytes.fromhex(digits))
        if wrong:
            faults += 1
            print(f"{name} {digits}\n    {wrong}")
    for name, number in sorted(count.items()):
        print(f"{name:36} {number:4}")
    print(f"{faults} faults")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
