#!/usr/bin/env python3
"""Writes the file system templates as pySim's SAIP library has them: one line a row, for test_templates.c.

    PYTHONPATH=path/to/pysim templates-from-pysim.py > templates.txt

What this script settles by itself:
- a component that may take one of a range of file ids is one row here, many in pySim;
- file ids that are wrong in pySim (FIDS below): GSMA TS.48 states those of EF.ICCID, DF.5GS and DF.SAIP,
  TS 31.102 and TS 31.103 the others;
- a default is written out: to the size of the body or record, or to eight octets where the package gives
  the size.
pySim has no templates for CSIM and IoT. Short ids of the CSIM's files are those which the table of files
of GSMA TS.48 v7 lists (CSIM below); "-" stands for what it does not say of a template.
"""
from pySim.esim.saip import templates

FIDS = {"EF.ICCID": 0x2FE2, "EF.MMSSMODE": 0x4F22, "EF.EXT7": 0x6FCC, "EF.MudMidCfgdata": 0x6FFE,
        "EF.MudMidCfgData": 0x6FFE, "DF.5GS": 0x5FC0, "DF.SAIP": 0x5FD0}
UNKNOWN_SIZE = 8

CSIM = {
    "2.23.143.1.2.10": [(0x6F06, "LF", 0x17), (0x6F22, "TR", 0x04), (0x6F23, "TR", 0x05),
                        (0x6F24, "TR", 0x06), (0x6F28, "LF", 0x0C), (0x6F2A, "TR", 0x0D),
                        (0x6F2C, "TR", 0x03), (0x6F30, "TR", 0x07), (0x6F32, "TR", 0x02),
                        (0x6F3A, "TR", 0x0A), (0x6F43, "TR", 0x01)],
    "2.23.143.1.2.11": [(0x6F41, "TR", 0x08), (0x6F47, "TR", 0x09), (0x6F5A, "TR", 0x0E),
                        (0x6F6B, "TR", 0x0B), (0x6F75, "TR", 0x0F), (0x6F7C, "CY", 0x10),
                        (0x6F7D, "CY", 0x11), (0x6F7F, "LF", 0x12)],
}


def size_of(f):
    return (f.rec_len if f.file_type in ("LF", "CY") else getattr(f, "file_size", None)) or 0


def name_of(f):
    return f.pe_name


def body(f):
    if not f.default_val:
        return "-"
    length = size_of(f) or UNKNOWN_SIZE
    if f.default_val_repeat:
        pattern = bytes.fromhex(f.default_val)
        return (pattern * length)[:length].hex().upper()
    default = f.expand_default_value_pattern(length)
    # a shorter one stands for itself and FF after it
    return default[:length].ljust(length, b"\xff").hex().upper()


def fid_of(f):
    return FIDS.get(f.name, f.fid) or 0


def row(f, last, own):
    ids = "%04X" % fid_of(f) + ("-%04X" % last if last != fid_of(f) else "")
    path = "".join("%04X/" % p for p in f.ppath if p != own)
    records = getattr(f, "nb_rec", None) or 0
    return "%s%s %s records=%d size=%d arr=%d sfi=%d high=%d given=%d body=%s" % (
        path, ids, f.file_type, records, size_of(f), f.arr or 0, f.sfi or 0, bool(f.high_update),
        bool(f.content_rqd and f.file_type not in ("MF", "DF", "ADF")), body(f))


def rows(files):
    """(first of a range, its last id)"""
    ranges = []
    for f in files:
        fid = fid_of(f)
        # (its EF.PBC has the name of EF.ADN)
        same = ranges and all(what(ranges[-1][0]) == what(f) for what in (size_of, body, name_of))
        if same and fid == ranges[-1][1] + 1:
            ranges[-1][1] = fid
        else:
            ranges.append([f, fid])
    return ranges


def main():
    print("# File system templates as pySim's SAIP library has them. Written by templates-from-pysim.py,\n"
          "# which says how.\n"
          "# template path type records= size= arr= sfi= high= given= body=")
    for oid, template in templates.ProfileTemplateRegistry.by_oid.items():
        # the template's own directory is not in the paths
        own = fid_of(template.files[0])
        for f, last in rows(template.files):
            print(oid, row(f, last, own))
    for oid, files in CSIM.items():
        for fid, kind, sfi in files:
            print("%s %04X %s records=- size=- arr=- sfi=%d high=- given=- body=-" % (oid, fid, kind, sfi))


main()
