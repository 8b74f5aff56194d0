#!/usr/bin/env python3
"""Writes what pySim's SAIP library makes of profile packages: one line a file, for test_expected.c.

    PYTHONPATH=path/to/pysim from-pysim.py PACKAGE.der... > expected-files.txt

pySim decodes the package and joins it with its own templates; this script only asks for the result.
It has no templates for CSIM: of those files there is what the package itself says, "-" stands for what
it does not say, and "size=10+" for ten octets of content in a file whose size is the template's. Files
that a template makes without being listed are missing. Seven things it settles by itself, for pySim
does not:
- octets that nothing fills are FF [TS 102 221 13.1];
- a fill pattern or default of a record file is for each record [TS 102 222 6.3.2.2.2];
- a default that repeats as a whole does so (pySim notes it, but writes it once);
- file ids that are wrong in pySim's templates, where the package gives none (FIDS below; GSMA TS.48
  states the right ones);
- a file with a linkPath has no body of its own: size 0, special "-", and "=" with the other's path in
  place of a hash;
- a shortEFID has its value in the upper five bits, an empty one is none [TS 102 221 11.1.1.4.8];
  without one a file that no template lists has the lower five bits of its id [TS 102 222 6.3.2.2.1];
- a proprietaryEFInfo stands for the template's as a whole, not piece by piece.
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


def sfi(f):
    given_sfi = fcp_of(f).get("shortEFID")
    if given_sfi is not None:
        return "%d" % (given_sfi[0] >> 3 if given_sfi else 0)
    if f.template:
        return "%d" % (f.template.sfi or 0)
    if is_csim(f):
        return "-"
    low = f.fid & 0x1F
    return "%d" % (low if low < 0x1F else 0)


def special(f):
    fcp = fcp_of(f)
    if fcp.get("linkPath"):
        return "-"
    if fcp.get("proprietaryEFInfo"):
        return dict(fcp["proprietaryEFInfo"]).get("specialFileInformation", b"\0").hex().upper()
    if is_csim(f):
        return "-"
    return "80" if f.template and f.template.high_update else "00"


def maximum(f):
    info = dict(fcp_of(f).get("proprietaryEFInfo") or {})
    return int.from_bytes(info.get("maximumFileSize", b""), "big")


def dotted(path):
    return ".".join("%04X" % x for x in path)


def rule(f):
    """EF.ARR and record; "-" where the package leaves the EF.ARR to the place of the file."""
    arr = f.arr or b"\0"
    return "%s/%d" % (arr[:2].hex().upper() if len(arr) == 3 else "-", arr[-1])


def link(f):
    path = fcp_of(f).get("linkPath")
    return path and "=" + dotted([0x3F00] + [int.from_bytes(path[i:i + 2], "big")
                                             for i in range(0, len(path), 2)])


def pins(f, states):
    """PINs of a directory as its PIN status template has them, + enabled, - disabled or not there."""
    template = fcp_of(f).get("pinStatusTemplateDO") or b""
    return ",".join("%02X%s" % (x, "+" if states.get(x) else "-") for x in template) or "-"


def pin_states(sequence):
    """By key reference: enabled? The same reference in several places has the same state."""
    states = {}
    for pe in sequence.get_pes_for_type("pinCodes"):
        choice, codes = pe.decoded["pinCodes"]
        for code in codes if choice == "pinconfig" else []:
            enabled = code.get("pinAttributes", 7) & 1
            assert states.setdefault(code["keyReference"], enabled) == enabled
    return states


def line(path, f, states):
    kind = TYPES[f.file_type]
    fields = [dotted(path), kind, "arr=" + rule(f)]
    if kind in ("MF", "DF", "ADF"):
        return " ".join(fields + ["pins=" + pins(f, states), "sfi=0", "special=00", "max=0",
                                  "size=0", "record=0", link(f) or "-"])
    fields += ["pins=-", "sfi=" + sfi(f), "special=" + special(f), "max=%d" % maximum(f)]
    if link(f):
        return " ".join(fields + ["size=0", "record=%d" % (f.rec_len or 0), link(f)])
    if kind == "BT":  # its objects, one after another
        objects = b"".join(v for k, v in words_of(f) if k == "fillFileContent")
        return " ".join(fields + ["size=%d" % len(objects), "record=0",
                                  hashlib.sha256(objects).hexdigest()])
    record = f.rec_len if kind in ("LF", "CY") else 0
    if is_csim(f) and not fcp_of(f).get("efFileSize"):
        content = b"".join(v for k, v in words_of(f) if k == "fillFileContent")
        assert not any(k == "fillFileOffset" for k, v in words_of(f))
        shown = hashlib.sha256(content).hexdigest() if content else "-"
        return " ".join(fields + ["size=%d+" % len(content), "record=%d" % record, shown])
    content = body(f)
    return " ".join(fields + ["size=%d" % len(content), "record=%d" % record,
                              hashlib.sha256(content).hexdigest()])


# ---- CSIM, by the package's own words ----

def is_csim(f):
    return getattr(f, "of_csim", False)


def csim_files(pe):
    """Path and file of each component of a CSIM element: all of TS.48 have id, descriptor, rule."""
    files = []
    for name, words in pe.decoded.items():
        if not isinstance(words, list) or any(k == "doNotCreate" for k, _ in words):
            continue
        f = File(name)
        f.of_csim, f.tuples = True, words
        f.from_fileDescriptor(fcp_of(f))
        if name == "adf-csim":
            f.file_type = "ADF"
        files.append(f)
    return files


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
          "# path type arr=EF.ARR/record pins=reference-and-state,... sfi=short-id\n"
          "# special=special-file-information max=maximum-size-of-a-BER-TLV-EF size=octets\n"
          "# record=octets sha256-or-=path")
    for name in sys.argv[1:]:
        with open(name, "rb") as source:
            sequence = ProfileElementSequence.from_der(source.read())
        print("package " + os.path.basename(name))
        adf, states = None, pin_states(sequence)
        for pe in sequence.pe_list:
            for f in csim_files(pe) if pe.type in ("csim", "opt-csim") else []:
                adf = f.fid if f.file_type == "ADF" else adf
                path = [0x3F00, adf] + ([] if f.file_type == "ADF" else [f.fid])
                print(line(path, f, states))
            for f in getattr(pe, "files", {}).values():
                if any(k == "doNotCreate" for k, _ in words_of(f)):
                    continue
                print(line(path_of(f), f, states))


main()
