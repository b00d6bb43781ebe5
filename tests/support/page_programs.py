"""Contracts and programs for the models of child_page_models.py, one for each kind of answer of the demo page."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.detector_shapes import BODY_POINTS
from resources.demo.assembly import packed_page
from tests.support.program import runner_beside

PITCHES = (440.0, 1000.0, 2500.0)
RATE, LENGTH = 8000, 1600
PHOTO: dict[str, Any] = {"name": "photo", "kind": "image", "shape": (1, 48, 64, 3), "std": (255.0,)}
# Channels first, and with bars: as detectors are exported.
SCENE: dict[str, Any] = {**PHOTO, "shape": (1, 3, 48, 64), "layout": "nchw", "fit": "letterbox"}
# Places of COCO's 17 points in shares of a body's width and height, from its middle.
BODY = (
    (0.0, -0.42), (0.05, -0.45), (-0.05, -0.45), (0.1, -0.43), (-0.1, -0.43), (0.2, -0.28), (-0.2, -0.28),
    (0.32, -0.1), (-0.32, -0.1), (0.4, 0.06), (-0.4, 0.06), (0.13, 0.05), (-0.13, 0.05), (0.15, 0.25), (-0.15, 0.25),
    (0.17, 0.45), (-0.17, 0.45),
)  # fmt: skip
# What each number of noise adds to a picture, [16, 24 * 32 * 3].
WAVES = np.sin(
    np.arange(1, 17)[:, None] * 0.11 * np.arange(24 * 32)[None] / np.array([32.0, 1.0])[np.arange(16) % 2, None]
)[:, :, None] * np.cos(np.arange(16)[:, None, None] + np.arange(3))
WAVES = WAVES.reshape(16, -1) * 0.5
# The inputs and the output of each model; all are float32, and named as in their files.
CONTRACTS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "mask": (
        [PHOTO],
        {"name": "regions", "kind": "mask", "shape": (1, 48, 64, 4), "labels": ("background", "red", "green", "blue"),
         "palette": ("#000000", "#E5484D", "#30A46C", "#3E63DD")},
    ),
    "picture": ([PHOTO], {"name": "negative", "kind": "picture", "shape": (1, 48, 64, 3)}),
    "tone": (
        [{"name": "sound", "kind": "audio", "shape": (1, LENGTH), "sample_rate": RATE}],
        {"name": "pitch", "kind": "classes", "shape": (1, 3), "activation": "softmax",
         "labels": tuple(f"{pitch:.0f} Hz" for pitch in PITCHES)},
    ),
    "table": (
        [{"name": "house", "kind": "table", "shape": (1, 3),
          "columns": ("area", "rooms", "age"), "low": (20.0, 1.0, 0.0), "high": (220.0, 9.0, 100.0)}],
        {"name": "price", "kind": "values", "shape": (1, 1), "labels": ("Price",), "units": ("kEUR",)},
    ),
    "series": (
        [{"name": "weather", "kind": "table", "shape": (1, 4, 3), "columns": ("temperature", "humidity", "pressure"),
          "scaling": "custom", "mean": (12.0, 60.0, 1013.0), "std": (8.0, 20.0, 9.0)}],
        {"name": "forecast", "kind": "values", "shape": (1, 1), "labels": ("Tomorrow",), "units": ("degrees",)},
    ),
    "choice": (
        [{"name": "customer", "kind": "table", "shape": (1, 2), "columns": ("months", "calls")}],
        {"name": "churn", "kind": "classes", "shape": (1, 1), "activation": "sigmoid", "labels": ("stays", "leaves")},
    ),
    "yes": (
        [{"name": "numbers", "kind": "table", "shape": (1, 1)}],
        {"name": "share", "kind": "classes", "shape": (1, 1)},
    ),
    "labels": (
        [{**PHOTO, "shape": (1, 8, 8, 3)}],
        {"name": "colours", "kind": "labels", "shape": (1, 3), "activation": "sigmoid",
         "labels": ("red", "green", "blue")},
    ),
    "boxes": (
        [SCENE],
        {"name": "found", "kind": "boxes", "shape": (1, 7, 3), "detector": "yolo-v8", "threshold": 0.5,
         "labels": ("red", "<b>green</b>", "blue")},
    ),
    "points": (
        [SCENE],
        {"name": "body", "kind": "points", "shape": (1, 1, 17, 3), "detector": "movenet", "threshold": 0.5,
         "keypoints": BODY_POINTS},
    ),
    "maker": (
        [{"name": "z", "kind": "tensor", "shape": (1, 16), "noise": "normal"}],
        {"name": "pattern", "kind": "picture", "shape": (1, 24, 32, 3), "mean": (127.5,), "std": (127.5,)},
    ),
    "chosen": (
        [{"name": "z", "kind": "tensor", "shape": (1, 16), "noise": "normal"},
         {"name": "colour", "kind": "tensor", "shape": (1, 3)}],
        {"name": "pattern", "kind": "picture", "shape": (1, 24, 32, 3)},
    ),
    "larger": ([PHOTO], {"name": "large", "kind": "picture", "shape": (1, 144, 192, 3)}),
    "style": (
        [{**PHOTO, "name": "content"}, {**PHOTO, "name": "style", "shape": (1, 16, 16, 3)}],
        {"name": "painted", "kind": "picture", "shape": (1, 48, 64, 3)},
    ),
    "two": (
        [{"name": "left", "kind": "tensor", "shape": (1, 2, 2)},
         {"name": "right", "kind": "tensor", "shape": (1, 2)}],
        {"name": "both", "kind": "tensor", "shape": (1, 2)},
    ),
}  # fmt: skip


def contract_of(name: str) -> Contract:
    """Contract of a model, by its name in `CONTRACTS`."""

    def whole(entry: dict[str, Any]) -> dict[str, Any]:
        return {"tensor": entry["name"], "dtype": "float32", **entry}

    inputs, output = CONTRACTS[name]
    return Contract(
        schema=1,
        inputs=tuple(ContractInput.model_validate(whole(entry)) for entry in inputs),
        outputs=(ContractOutput.model_validate(whole(output)),),
    )


def make_program(models: Path, name: str, runner: Path) -> Path:
    """Puts the files of a program together, below the folder of the models; returns its folder."""
    folder = runner_beside(runner, models / name).parent
    shutil.copy(models / f"{name}.tflite", folder / "model.tflite")
    (folder / "page.html.zst").write_bytes(packed_page())
    (folder / "contract.json").write_text(contract_of(name).to_json(), encoding="utf-8")
    (folder / "about.json").write_text(f'{{"name": "{name}", "version": "1.0.0"}}', encoding="utf-8")
    return folder
