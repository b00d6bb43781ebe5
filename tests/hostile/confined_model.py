"""Makes a model with code that runs the attempts of `confined_tries`: `python -m tests.hostile.confined_model PATH`.

The code acts in a child process only, where it finds facts for the attempts in the child's own folder (`facts.json`).
"""

import os
import sys
from typing import Any

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import tf_keras

from tests.hostile.confined_tries import TRIES

_CODE = f"""
import json, os
own = os.environ["HOME"]
if os.path.exists(own + "/facts.json") and not os.path.exists(own + "/found.json"):
    with open(own + "/facts.json") as file:
        globals().update(json.load(file))
    own = os.environ["HOME"]
    exec({TRIES!r})
    with open(own + "/found.json", "w") as file:
        json.dump(found, file)
"""


def main(path: str) -> None:
    source = tf_keras.Input((4,), name="x")

    def hidden(values: Any, text: str = _CODE) -> Any:
        exec(text, {})
        return values

    layer = tf_keras.layers.Lambda(hidden)
    tf_keras.Model(source, layer(source)).save(path, save_format="h5")


if __name__ == "__main__":
    main(sys.argv[1])
