"""Fake runner that speaks the runner's pipe protocol, for tests of the engine's client alone.

Its answers depend on the first byte of the data (200 = kills itself, 201 = refuses), or on `--mode`. It follows
docs/runner.md, not the client's code, so that a wrong layout on one side is found.
"""

import base64
import json
import os
import signal
import struct
import sys
import time
from pathlib import Path

CONTRACT = {
    "schema": 1,
    "inputs": [{"name": "picture", "kind": os.environ.get("STAND_IN_KIND", "image"), "shape": [1, 8, 8, 1]}],
    "outputs": [
        {"name": "digit", "kind": "classes", "shape": [1, 3], "labels": ["low", "mid", "high"], "top": 2},
        {"name": "size", "kind": "values", "shape": [1, 2], "labels": []},
    ],
}
CONTRACT["inputs"][0]["dtype"] = os.environ.get("STAND_IN_DTYPE", "float32")
if os.environ.get("STAND_IN_KIND") == "table":
    CONTRACT["inputs"][0].update(shape=[1, 2], columns=["width", "height"])
if os.environ.get("STAND_IN_OUTPUT"):
    CONTRACT["outputs"] = [{"name": "a/b", "kind": "mask", "shape": [1, 8, 8, 3], "labels": ["sky", "road"]}]
if os.environ.get("STAND_IN_INPUTS") == "2":
    CONTRACT["inputs"] = CONTRACT["inputs"] + [{"name": "mask", "kind": "tensor", "shape": [1, 1]}]


def send(kind, echoed, payload, magic=b"LCF1"):
    sys.stdout.buffer.write(magic + struct.pack("<IIIQ", kind, echoed, 0, len(payload)) + payload)
    sys.stdout.buffer.flush()


def send_json(kind, echoed, value):
    send(kind, echoed, json.dumps(value).encode())


def blocks(payload):
    at = 0
    while at < len(payload):
        slot, dtype, rank, form, rate, _, size = struct.unpack_from("<IIIIIIQ", payload, at)
        dims = struct.unpack_from(f"<{rank}q", payload, at + 32)
        yield slot, dtype, form, rate, dims, payload[at + 96 : at + 96 + size]
        assert not any(payload[at + 96 + size : at + 96 + size + -size % 8])
        at += 96 + size + -size % 8


def mask(pictures):
    legend = [
        {"index": 1, "label": "road", "color": "#102030", "share": 0.75},
        {"index": 2, "label": None, "color": "#405060", "share": 0.25},
    ]
    output = {"shape": [1, 8, 8, 3], "dtype": "float32", "legend": legend}
    if pictures:
        output["png"] = base64.b64encode(b"a picture").decode()
    return 0x81, {"ms": 0.25, "top": [], "outputs": {"a/b": output}}


def answer(payload, pictures):
    slot, dtype, form, rate, dims, data = next(blocks(payload))
    if data[:1] == b"\xc8":
        os.kill(os.getpid(), signal.SIGKILL)
    if data[:1] == b"\xc9":
        return 0xFF, {"error": "This picture is not liked", "why": "It begins with 201.", "do": "Begin anew."}
    time.sleep(int(os.environ.get("STAND_IN_MILLISECONDS", "0")) / 1000)
    if os.environ.get("STAND_IN_OUTPUT"):
        return mask(pictures)
    score = data[0] / 255
    ranked = [{"index": 2, "label": "high", "score": score}, {"index": 0, "label": "low", "score": 1 - score}]
    ranked.sort(key=lambda entry: -entry["score"])
    given = {"slot": slot, "dtype": dtype, "form": form, "rate": rate, "dims": dims, "bytes": len(data)}
    return 0x81, {
        "ms": 0.25,
        "top": ranked,
        "outputs": {
            "digit": {"shape": [1, 3], "dtype": "float32", "values": [1 - score, 0.0, score]},
            "size": {"shape": [1, 2], "dtype": "float32", "values": [float(dims[0]), None]},
        },
        "given": given,
    }


def serve(mode):
    if mode == "cannot-start":
        send_json(0xFF, 0, {"error": "There is no model", "why": "model.tflite is missing.", "do": "Unpack it anew."})
        return 3
    if mode == "silent":
        return 7
    if mode == "text":
        print("This is no frame, it is a line of text for people.", flush=True)
        return 0
    padding = "x" * (1 << 20) if mode == "long-greeting" else ""
    send_json(0x80, 0, {"name": "stand-in", "contract": CONTRACT, "model": None, "padding": padding})
    if mode == "leaves":
        return 4
    while header := sys.stdin.buffer.read(24):
        magic, kind, number, flags, size = struct.unpack("<4sIIIQ", header)
        assert magic == b"LCF1"
        assert flags in ((0, 1) if kind in (1, 4, 5) else (0,))
        payload = sys.stdin.buffer.read(size)
        if mode == "other-id":
            send_json(0x81, number + 5, {})
        elif mode == "impossible-length":
            sys.stdout.buffer.write(b"LCF1" + struct.pack("<IIIQ", 0x81, number, 0, 1 << 60))
            sys.stdout.buffer.flush()
        elif mode == "cut-off":
            sys.stdout.buffer.write(b"LCF1" + struct.pack("<IIIQ", 0x81, number, 0, 100) + b"{")
            return 0
        elif mode == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif mode == "refuses":
            send_json(0xFF, number, {"error": "This is not liked", "why": "It never is.", "do": "Begin anew."})
        elif mode in ("hangs", "lingers"):
            print(f"pid {os.getpid()}", file=sys.stderr, flush=True)
            if mode == "lingers":
                os.close(1)
            signal.pause()
        elif mode == "damaged-blocks":
            send(0x82, number, payload[:-9])
        elif kind in (4, 5):  # a stand-in's file is a block
            send(0x83, number, struct.pack("<q", 0) + payload)
            send_json(0x81, number, {"samples": 1, "note": ""})
        elif kind == 1:
            answered, value = answer(payload, flags == 1)
            send_json(answered, number, value)
        else:
            send(0x82, number, payload)
    return 0


def main(arguments):
    mode = arguments[arguments.index("--mode") + 1] if "--mode" in arguments else os.environ.get("STAND_IN_MODE", "")
    if "--serve-pipe" in arguments:
        return serve(mode)
    print(json.dumps({"arguments": arguments, "folder": str(Path.cwd())}))
    return 2 if "--self-test" in arguments else 0


sys.exit(main(sys.argv[1:]))
