#!/usr/bin/env python3
"""The ASN.1 codecs of asn1Play, which others compiled from the specifications, beside ours.

    codec.py messages PERSONA FILE
        what was said between a terminal and a card of this persona, as `verifier -dump` writes it
    codec.py profiles SOFTEUICC FILE...
        profile packages, and what `softeuicc profile show` and `build` make of them

Each message and each profile element must decode, satisfy the constraints, have a number where the
specification names numbers only if it is one of these, and be encoded again to the same bytes.
Exit status 0: so it is; 1: it is not; 77: asn1Play is absent.
"""

import collections
import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile

# Persona -> the version that asn1Play has for it.
VERSIONS = {
    "default": "GSMA/SGP_32/v1_2",
    "sgp32-v1.2": "GSMA/SGP_32/v1_2",
    "sgp32-v1.3": "GSMA/SGP_32/v1_2",
    "sgp32-v1.0.1": "GSMA/SGP_32/v1_0_1",
    "sgp22": "GSMA/SGP_22/v2_5",
}
PROFILES = "TCA/eUICC_Profile_Package/v3_3_1"
FILES = {"SGP_32": "sgp32", "SGP_22": "sgp22", "eUICC_Profile_Package": "epp"}
MODULES = ["SGP32Definitions", "RSPDefinitions"]

# What the persona's version calls a type that has another name later.
OLD_NAMES = {
    "sgp32-v1.0.1": {
        "ImmediateEnableRequest": "EnableUsingDDRequest",
        "ImmediateEnableResponse": "EnableUsingDDResponse",
        "ConfigureImmediateProfileEnablingRequest": "ConfigureAutoProfileEnablingRequest",
        "ConfigureImmediateProfileEnablingResponse": "ConfigureAutoProfileEnablingResponse",
    },
}

# Elements that a later version adds: the codec passes over them (EXTENSIBILITY IMPLIED).
EXTENSIONS = {
    "sgp32-v1.3": {("EuiccPackageResult", "8F")},  # euiccPackageUnsignedErrorCode
}

# Messages whose type the specification has in its text only: asn1Play has the one of SGP.22.
PROSE = {
    "sgp32-v1.0.1": "RSPDefinitions.EuiccMemoryReset.*|RetrieveNotificationsListRequest BF2B04A0028200",
}


def load(version):
    """The compiled modules; by path, because the packages around them import half of PyPI."""
    found = importlib.util.find_spec("asn1_play")
    if not found or not importlib.util.find_spec("pycrate_asn1rt"):
        print(f"SKIP: no asn1Play for {sys.executable}")
        sys.exit(77)
    name = FILES[version.split("/")[1]]
    path = pathlib.Path(found.submodule_search_locations[0]) / "generated_code" / "asn1"
    spec = importlib.util.spec_from_file_location(
        name, path / version / "python_gen" / name / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def elements(octets):
    """(tag, value, whole) of each element, the tag in hexadecimal digits."""
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
        yield tag.hex().upper(), octets[at : at + length], octets[start : at + length]
        at += length


def lost(octets, again):
    """Tags of the elements that octets has and again has not; None if more than that differs."""
    tags = set()
    rest = list(elements(again))
    for tag, value, whole in elements(octets):
        if rest and rest[0][0] == tag:
            _, value_again, whole_again = rest.pop(0)
            if whole == whole_again:
                continue
            inside = lost(value, value_again) if int(tag[:2], 16) & 0x20 else None
            if inside is None:
                return None
            tags |= inside
        else:
            tags.add(tag)
    return None if rest else tags


def unnamed(kind, value, path=""):
    """Where a number is none of those that the specification names."""
    content = kind._cont  # pylint: disable=protected-access
    if kind.TYPE in ("SEQUENCE", "SET"):
        for name, part in value.items():
            yield from unnamed(content[name], part, f"{path}.{name}")
    elif kind.TYPE == "CHOICE":
        yield from unnamed(content[value[0]], value[1], f"{path}.{value[0]}")
    elif kind.TYPE in ("SEQUENCE OF", "SET OF"):
        for part in value:
            yield from unnamed(content, part, path)
    elif kind.TYPE == "INTEGER" and content and value not in content.values():
        yield f"{path} {value}"


def fault(kind, octets, extensions=()):
    """What is wrong with a message, None if nothing is."""
    try:
        kind.from_der(octets)  # checks the constraints, too
        wrong = list(unnamed(kind, kind.get_val()))
        again = kind.to_der()
        if again != octets and not (lost(octets, again) or {""}) <= set(extensions):
            wrong.append(f"encoded again it is {again.hex().upper()}")
    except Exception as error:  # pycrate's classes have no other common ancestor
        return f"{type(error).__name__}: {error}"
    return "; ".join(wrong) or None


def sees_faults(kind, octets):
    """Whether it would be noticed if the message were cut off, longer, or another one."""
    spoiled = [octets[:-1], octets + b"\0", bytes([octets[0] ^ 0x40]) + octets[1:]]
    return all(fault(kind, s) for s in spoiled)


def find(modules, name):
    wanted, _, name = name.rpartition(".")
    for module in [wanted] if wanted else MODULES:
        kind = getattr(getattr(modules, module, None), name, None)
        if kind:
            return kind
    return None


def has_unknown_operation(answer):
    """Whether a package ended with processingTerminated unknownOrDamagedCommand."""
    _, choice, _ = next(elements(answer))
    tag, signed, _ = next(elements(choice))
    _, data, _ = next(elements(signed))
    _, results, _ = list(elements(data))[-1]
    return tag == "A0" and list(elements(results))[-1][2] == bytes.fromhex("020102")


def check_messages(persona, file):
    modules = load(VERSIONS[persona])
    lines = [line.split() for line in pathlib.Path(file).read_text().splitlines()]
    count = collections.Counter()
    faults = []
    for i, (name, digits) in enumerate(lines):
        octets = bytes.fromhex(digits)
        kind = find(modules, OLD_NAMES.get(persona, {}).get(name, name))
        if re.fullmatch(PROSE.get(persona, ""), f"{name} {digits}"):
            continue
        count[name] += 1
        wrong = f"no type {name}"
        if kind:
            wrong = fault(kind, octets, [t for n, t in EXTENSIONS.get(persona, ()) if n == name])
            if count[name] == 1 and not wrong and not sees_faults(kind, octets):
                wrong = "it could be spoiled without being noticed"
        # An operation that the card does not know must be one that the codec does not know either.
        if name == "EuiccPackageRequest" and has_unknown_operation(bytes.fromhex(lines[i + 1][1])):
            wrong = None if wrong else "the card does not know an operation in it"
        if wrong:
            faults.append(f"{name} {digits}\n    {wrong}")
    for name, number in sorted(count.items()):
        print(f"{name:48} {number:4}")
    print(*faults, f"{persona}: {len(faults)} faults in {len(lines)} messages", sep="\n")
    return bool(faults) or not lines


def softeuicc_profile(softeuicc, verb, file):
    return subprocess.run([softeuicc, "profile", verb, file], check=True,
                          stdout=subprocess.PIPE).stdout


def check_profile(kind, softeuicc, file):
    """The codec reads our text, and we read its."""
    upp = pathlib.Path(file).read_bytes()
    wanted = [whole for _, _, whole in elements(upp)]
    faults = [f"element {i}: {wrong}" for i, element in enumerate(wanted, 1)
              if (wrong := fault(kind, element))]
    text = softeuicc_profile(softeuicc, "show", file).decode()
    texts = re.split(r"^\S+ ProfileElement ::= ", re.sub(r"--.*", "", text), flags=re.M)[1:]
    if len(texts) != len(wanted):
        faults.append(f"{len(texts)} elements are shown")
    theirs = []
    for i, (element, ours) in enumerate(zip(wanted, texts), 1):
        try:
            kind.from_asn1(ours.strip())
            if kind.to_der() != element:
                faults.append(f"element {i}: its text means {kind.to_der().hex()}")
            theirs.append(f"pe{i} ProfileElement ::= {kind.to_asn1()}\n")
        except Exception as error:  # as above
            faults.append(f"element {i}: its text: {type(error).__name__}: {error}")
    if not faults:
        with tempfile.NamedTemporaryFile("w", suffix=".asn") as source:
            source.write("\n".join(theirs))
            source.flush()
            if softeuicc_profile(softeuicc, "build", source.name) != upp:
                faults.append("the codec's text is built to something else")
    print(f"{pathlib.Path(file).name}: {len(wanted)} elements, {len(faults)} faults", *faults,
          sep="\n    ")
    return bool(faults)


def check_profiles(softeuicc, files):
    kind = load(PROFILES).PEDefinitions.ProfileElement
    return any([check_profile(kind, softeuicc, file) for file in files])


def main(arguments):
    if arguments[:1] == ["messages"] and len(arguments) == 3:
        return check_messages(*arguments[1:])
    if arguments[:1] == ["profiles"] and len(arguments) > 2:
        return check_profiles(arguments[1], arguments[2:])
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
