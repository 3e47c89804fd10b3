#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the fast path makes of frames, against what tshark makes of them.

decode.py FP IFACE PORT CAPTURE|table

Sends the frames of a capture, or a table of frames of its own, out of IFACE,
whose other end is the port PORT of a QinQ pair (0x8100) without circuits. All
its frames with tags are then of unknown tags, and what is remembered of them
must be what tshark says: TPIDs, tags, frames, octets. Prints what differs.
"""
import collections
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time

ADDRESSES = bytes.fromhex("0200000000020200000000a1")
TPIDS = (0x8100, 0x88A8, 0x9100)
PROTOCOLS = {0x8809: ("lacp", "slow"), 0x88CC: ("lldp",), 0x888E: ("eapol",),
             0x88E5: ("macsec",)}


def frame(tags, size=60, prio=0):
    data = ADDRESSES
    for tpid, vid in tags:
        data += struct.pack(">HH", tpid, prio << 12 | vid)
    data += struct.pack(">H", 0x88B5)
    return data.ljust(size, b"\xa5")[:max(size, 14)]


def table():
    vids = (1, 20, 36, 84, 100, 116, 148, 200, 4094, 4095)
    for outer in TPIDS:
        for inner in (0x8100, 0x88A8):
            for vid in vids:
                for prio in (0, 15):
                    yield frame([(outer, vid), (inner, 200)], prio=prio)
                    yield frame([(outer, 100), (inner, vid)], prio=prio)
            yield frame([(outer, 100), (inner, 0)])
            yield frame([(outer, 100), (inner, 200), (0x8100, 7)])
            yield frame([(outer, 100), (inner, 200)], size=9018)
            yield frame([(outer, 100), (inner, 200)], size=1518)
        yield frame([(outer, 100)])
        yield frame([(outer, 0)])
        yield frame([(outer, 0), (0x8100, 200)])
    yield frame([])
    for size in range(22, 60):
        yield frame([(0x8100, 300), (0x8100, size)], size=size)
    for size in range(18, 60):
        yield frame([(0x8100, size)], size=size)


def write_pcap(path, frames):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for data in frames:
            out.write(struct.pack("<IIII", 0, 0, len(data), len(data)) + data)


def read_pcap(path):
    """The frames, by tshark's own conversion to the plainest format."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as plain:
        subprocess.run(["tshark", "-r", path, "-F", "pcap", "-w", plain.name],
                       check=True, stderr=subprocess.DEVNULL)
        data = open(plain.name, "rb").read()
    end = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    if struct.unpack(end + "I", data[20:24])[0] != 1:
        return None
    frames, at = [], 24
    while at < len(data):
        size = struct.unpack(end + "I", data[at + 8:at + 12])[0]
        frames.append(data[at + 16:at + 16 + size])
        at += 16 + size
    return [each for each in frames if len(each) >= 14]


def decode(path):
    """What tshark says: counts by tags, and frames by protocol."""
    fields = ("frame.cap_len", "eth.type", "ieee8021ad.id",
              "ieee8021ad.svid", "ieee8021ad.cvid", "vlan.id",
              "frame.protocols")
    command = ["tshark", "-r", path, "-T", "fields"]
    for name in fields:
        command += ["-e", name]
    out = subprocess.run(command, check=True, capture_output=True,
                         text=True).stdout
    tags, kinds = collections.Counter(), collections.Counter()
    for line in out.splitlines():
        size, kind, ad, svid, cvid, vlan, protocols = \
            (line + "\t" * 7).split("\t")[:7]
        kind = int(kind, 0) if kind else 0
        if kind not in TPIDS:
            names = PROTOCOLS.get(kind)
            if names:
                slow = names[0] == "lacp" and "lacp" not in protocols
                kinds[names[1] if slow else names[0]] += 1
            continue
        ids = {"ieee8021ad": [each for each in (ad + "," + svid + "," + cvid)
                              .split(",") if each],
               "vlan": vlan.split(",") if vlan else []}
        key = []
        for name in protocols.split(":"):
            if name not in ids or not ids[name] or len(key) == 4:
                continue
            # tshark decodes 0x9100 as 0x8100, and two tags of 802.1ad at once.
            tpid = 0x88A8 if name == "ieee8021ad" else 0x8100
            for _ in range(2 if svid and tpid == 0x88A8 else 1):
                key += [tpid if key else kind, int(ids[name].pop(0), 0)]
        if len(key) < 2:
            continue
        if not key[1]:
            kinds["priority"] += 1
            continue
        key = tuple((key + [0, 0])[:4])
        tags[key] += 1
        tags[key + ("octets",)] += int(size)
    return tags, kinds


def seen(program, port):
    out = subprocess.run([program, "unknown", port], check=True,
                         capture_output=True, text=True).stdout
    tags = collections.Counter()
    for line in out.splitlines():
        word = line.split()
        if word[0] != "rx":
            continue
        key = (int(word[1], 16), int(word[2]), int(word[3], 16), int(word[4]))
        tags[key] += int(word[8])
        tags[key + ("octets",)] += int(word[10])
    return tags


def classes(program, port):
    out = subprocess.run([program, "port", port], check=True,
                         capture_output=True, text=True).stdout
    return {line.split()[0]: int(line.split()[2])
            for line in out.splitlines() if " rx " in line}


def main():
    program, iface, port, what = sys.argv[1:5]
    scratch = tempfile.mkdtemp()
    path = os.path.join(scratch, "frames.pcap")
    frames = list(table()) if what == "table" else read_pcap(what)
    if not frames:
        print("# not of Ethernet")
        return 77
    write_pcap(path, frames)
    tags, kinds = decode(path)
    before, were = seen(program, port), classes(program, port)
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    wire.bind((iface, 0))
    for data in frames:
        wire.send(data)
    time.sleep(0.3)
    now, are = seen(program, port), classes(program, port)
    bad = 0
    for key in set(tags) | set(now):
        if now[key] - before[key] != tags[key]:
            print("%s: tshark %d, fast path %d" %
                  (key, tags[key], now[key] - before[key]))
            bad = 1
    for name in ("lacp", "slow", "lldp", "eapol", "macsec", "priority"):
        if are[name] - were[name] != kinds[name]:
            print("%s: tshark %d, fast path %d" %
                  (name, kinds[name], are[name] - were[name]))
            bad = 1
    print("# %d frames, %d combinations of tags" %
          (len(frames), len(tags) // 2))
    os.remove(path)
    os.rmdir(scratch)
    return bad


sys.exit(main())
