"""Prints its arguments, environment and paths as JSON: `tests.support.print_start [--into FILE] ARGUMENTS...`."""

import importlib.util
import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    spec = importlib.util.find_spec("numpy")
    text = json.dumps(
        {
            "arguments": sys.argv[1:],
            "variables": dict(os.environ),
            "path": sys.path,
            "modules": [name for name in ("usercustomize", "planted") if name in sys.modules],
            "numpy": spec.origin if spec else None,
        }
    )
    if sys.argv[1:2] == ["--into"]:
        Path(sys.argv[2]).write_text(text, encoding="utf-8")
    else:
        print(text)
