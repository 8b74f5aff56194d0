#!/usr/bin/env python3
"""Writes what pySim's SAIP library makes of profile packages: one line a file, for test_expected.c.

    PYTHONPATH=path/to/pysim from-pysim.py PACKAGE.der... > expected-files.txt

pySim decodes the package and joins it with its own templates; this script only asks for the result.
It has no templates for CSIM, so that those files are missing, and files that a template makes without
being listed are, too. Five things it settles by itself, for pySim does not:
- octets that nothing fills are FF [TS 102 221 13.1];
- a fill pattern or default of a record file is for each record [TS 102 222 6.3.2.2.2];
- a default that repeats as a whole does so (pySim notes it, but writes it once);
- file ids that are wrong in pySim's templates, where the package gives none (FIDS below; GSMA TS.48
  states the right ones);
- a file with a linkPath has no body of its own: size 0, hash "-".
"""
import hashlib
import os
import sys

from pySim import ts_102_222
from pySim.esim.saip import File, ProfileElementSequence

FIDS = {"ef-iccid": 0x2FE2, "df-df-5gs": 0x5FC0, "df-df-saip": 0x5FD0}
TYPES = {"MF": "MF", "DF": "DF", "ADF": "ADF", "TR": "TR", "LF": "LF", "CY": "CY", "BT": "BT"}

given = File.from_tuples


def remember(self, tuples):
    """Keeps the package's own words beside what pySim makes of them."""
    self.tuples = tuples
    # A size given anew makes the template's number of records void.
    fcp = dict(self.get_tuplelist_item(tuples, "fileDescriptor") or {})
    if "efFileSize" in fcp and "fileDescriptor" in fcp:
        self.nb_rec = None
    given(self, tuples)


File.from_tuples = remember


def words_of(f):
    return getattr(f, "tuples", [])  # none if the component is empty


def fcp_of(f):
    return dict(f.get_tuplelist_item(words_of(f), "fileDescriptor") or {})


def pattern(f, length):
    if f.fill_pattern:
        return ts_102_222.expand_pattern(f.fill_pattern, f.fill_pattern_repeat, length)
    if f.template and f.template.default_val and f.template.default_val_repeat:
        return ts_102_222.expand_pattern(bytes.fromhex(f.template.default_val), True, length)
    if f.template and f.template.default_val:
        return f.template.expand_default_value_pattern(length)
    return b""


def body(f):
    size = f.file_size or 0
    if not size and f.file_type == "TR":  # as far as the content reaches
        size = sum(v if k == "fillFileOffset" else len(v) for k, v in words_of(f)
                   if k in ("fillFileOffset", "fillFileContent"))
    length = f.rec_len if f.file_type in ("LF", "CY") else size
    unit = pattern(f, length)[:length].ljust(length, b"\xff")
    out = bytearray(unit * (size // length if length else 0))
    at = 0
    for key, value in words_of(f):
        if key == "fillFileOffset":
            at += value
        elif key == "fillFileContent":
            out[at:at + len(value)] = value
            at += len(value)
    return bytes(out)


def line(path, f):
    kind = TYPES[f.file_type]
    arr = f.arr[-1] if f.arr else 0
    fields = [".".join("%04X" % x for x in path), kind, "arr=%d" % arr]
    if kind in ("MF", "DF", "ADF"):
        return " ".join(fields + ["size=0", "record=0", "-"])
    if fcp_of(f).get("linkPath"):
        return " ".join(fields + ["size=0", "record=%d" % (f.rec_len or 0), "-"])
    if kind == "BT":  # content of BER-TLV files is kept as objects, not as a body
        return " ".join(fields + ["size=0", "record=0", "-"])
    content = body(f)
    record = f.rec_len if kind in ("LF", "CY") else 0
    return " ".join(fields + ["size=%d" % len(content), "record=%d" % record,
                              hashlib.sha256(content).hexdigest()])


def path_of(f):
    path = []
    node = f.node
    while node is not None:
        own = node.file if node.file is not None else None
        fid = node.fid
        if own is not None and not fcp_of(own).get("fileID") and own.pe_name in FIDS:
            fid = FIDS[own.pe_name]
        path.insert(0, fid)
        node = node.parent if node.parent is not node else None
    return path


def main():
    print("# Files of profile packages as pySim's SAIP library decodes them. Written by\n"
          "# from-pysim.py, which says how; no content, only sizes and SHA-256 of the bodies.\n"
          "# path type arr=record-of-EF.ARR size=octets record=octets sha256")
    for name in sys.argv[1:]:
        with open(name, "rb") as source:
            sequence = ProfileElementSequence.from_der(source.read())
        print("package " + os.path.basename(name))
        for pe in sequence.pe_list:
            for f in getattr(pe, "files", {}).values():
                if any(k == "doNotCreate" for k, _ in words_of(f)):
                    continue
                print(line(path_of(f), f))


main()
