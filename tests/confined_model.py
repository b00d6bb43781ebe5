"""Makes a model whose code makes the tries of `confined_tries`: `python -m tests.confined_model PATH FACTS`."""

import os
import sys
from typing import Any

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import tf_keras

from tests.confined_tries import TRIES

_CODE = """
if not os.path.exists(home + "/found.json"):
    exec(tries)
    with open(home + "/found.json", "w") as file:
        json.dump(found, file)
"""


def main(path: str, facts: str) -> None:
    source = tf_keras.Input((4,), name="x")
    code = f"import json, os\nhome = os.environ['HOME']\nfacts = json.loads({facts!r})\nfacts['own'] = home\n"
    code += f"tries = {TRIES!r}\nglobals().update(facts)\n{_CODE}"

    def hidden(values: Any, text: str = code) -> Any:
        import os

        if os.environ.get("HOME", "").endswith("/own"):
            exec(text, {})
        return values

    layer = tf_keras.layers.Lambda(hidden)
    tf_keras.Model(source, layer(source)).save(path, save_format="h5")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
