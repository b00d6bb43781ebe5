"""Converts the source model, makes it smaller, and keeps the answers that the products will have to give.

Everything that touches a model file happens in child processes: one session holds the source model, a fresh one makes
it smaller (the converters leak and may abort), and one runs LiteRT's own interpreter for the reference answers.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from builder.agreement import Arrays, real_answers
from builder.children import ChildSession, Progress
from builder.context import StepContext
from builder.contract import Contract
from builder.data import (
    Samples,
    SampleSource,
    from_arrays,
    from_pictures,
    load_arrays,
    takes_one_picture,
    write_random_pictures,
)
from builder.errors import LitecrateError
from builder.guess import Names, complete, settle_activations
from builder.job import NEEDS_CALIBRATION, RANDOM
from builder.model_cache import ModelCache, arrays_digest, digest_of
from builder.modelinfo import LiteInfo, ModelInfo
from builder.words import tr, trn

CHECKED_SAMPLES = 20

# Answers the path of the compiled runner; asking may wait for the compiler.
RunnerProvider = Callable[[], Path]


@dataclass(frozen=True)
class Converted:
    """A converted model and everything that is needed to judge what is built from it.

    Attributes:
        model: The .tflite file.
        lite: What it really holds.
        contract: Complete: with the file's names, and softmax decided.
        precision: In the job's words, or what an untouched .tflite was found to be.
        samples: The samples that products are checked with.
        source_answers: The source model's answers to them, real numbers.
        lite_answers: LiteRT's answers with the converted file, in the model's own types.
        calibration: The representative data that was used, if any.
        self_test: What programs check themselves with.
    """

    model: Path
    lite: LiteInfo
    contract: Contract
    precision: str
    samples: Samples
    source_answers: Arrays
    lite_answers: Arrays
    calibration: Samples | None
    self_test: Path


def convert(
    context: StepContext, session: ChildSession, info: ModelInfo, contract: Contract, runner: RunnerProvider,
    pictures: Path | None = None,
) -> Converted:  # fmt: skip
    """Converts the model that the session has loaded.

    Args:
        context: The step's context.
        session: Holds the loaded source model.
        info: What inspection found.
        contract: As guessed; completed here.
        runner: Answers the path of the runner for this machine; waits for it if need be.
        pictures: Pictures to check with, when there is no calibration data (a bundled sample's own).

    Raises:
        LitecrateError: The model, the data or the converter refused.
    """
    context.progress(0.0, tr("Converting the model"))
    plain = context.folder / "plain.tflite"
    converted = _plain(context, session, info, plain)
    names = Names(*({pair["name"]: pair["tensor"] for pair in converted[side]} for side in ("inputs", "outputs")))
    contract = complete(contract, LiteInfo.model_validate(converted["lite"]), names)
    context.log(trn("Converted to float: {n} byte.", "Converted to float: {n} bytes.", plain.stat().st_size))

    samples = _samples(context, session, contract, runner, pictures)
    source_out = context.folder / "source.npz"
    session.request("reference", _show(context, 0.5, 0.6), samples=str(samples.path), out=str(source_out))

    calibration = _calibration(context, session, contract, runner)
    model, precision = _quantized(context, info, plain, calibration, names)
    self_test = context.folder / "selftest.npz"
    lite, lite_answers = _interpreted(context, model, contract, samples, self_test)
    contract = complete(contract, lite, names)
    real = real_answers(lite_answers, contract, lite)
    return Converted(
        model=model,
        lite=lite,
        contract=settle_activations(contract, real),
        precision=precision,
        samples=samples,
        source_answers={name: array.astype(np.float64) for name, array in load_arrays(source_out).items()},
        lite_answers=lite_answers,
        calibration=calibration,
        self_test=self_test,
    )


def _plain(context: StepContext, session: ChildSession, info: ModelInfo, plain: Path) -> dict[str, Any]:
    """Writes the float file, from the cache or freshly converted; answers its facts and names."""
    cache = ModelCache(context.tools)
    key = cache.key(source=info.source_sha256, kind=info.kind, format=info.format, signature=info.signature)
    kept = cache.take(key, plain) if info.kind != "tflite" else None  # which is only copied
    if kept is not None:
        context.log(tr("The converted model is reused: same file and options as before."))
        return kept
    made = session.request("convert", _show(context, 0.0, 0.4), out=str(plain), batch=1, workspace=str(context.folder))
    if info.kind != "tflite":
        cache.keep(key, plain, made)
    return made


def _show(context: StepContext, start: float, end: float) -> Progress:
    def show(done: int, total: int, text: str) -> None:
        share = done / total if total else 0.0
        context.progress(start + (end - start) * share, text, done=done, total=total)

    return show


def _samples(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider, pictures: Path | None
) -> Samples:
    """The samples to check with: the user's own data where there is any, else the sample's, else random ones."""
    calibration = context.job.calibration
    source, seed = calibration.source, calibration.seed + 1
    kind: SampleSource = "calibration"
    if pictures is not None and source in (None, RANDOM, pictures):
        source, kind = pictures, "sample"
    elif source is not None and source != RANDOM and Path(source).is_relative_to(context.tools.resources / "samples"):
        kind = "sample"  # a job that names a bundled sample's own pictures
    elif source is None or source == RANDOM:
        if not takes_one_picture(contract):
            return _random(context, session, contract, CHECKED_SAMPLES, seed, "check.npz")
        source, kind = _random_pictures(context, contract, CHECKED_SAMPLES, seed), "random"
    return _from_data(context, contract, runner, Path(source), kind, CHECKED_SAMPLES, seed, "check.npz")


def _calibration(
    context: StepContext, session: ChildSession, contract: Contract, runner: RunnerProvider
) -> Samples | None:
    choice = context.job.calibration
    if choice.source is None or context.job.precision.precision not in NEEDS_CALIBRATION:
        return None
    if choice.source == RANDOM:
        context.log(tr("Calibrating with random data, as asked: the result may be badly off."), "warning")
        return _random(context, session, contract, choice.samples, choice.seed + 2, "calibration.npz")
    return _from_data(
        context, contract, runner, Path(choice.source), "calibration", choice.samples, choice.seed, "calibration.npz"
    )


def _random(
    context: StepContext, session: ChildSession, contract: Contract, count: int, seed: int, name: str
) -> Samples:
    out = context.folder / name
    session.request(
        "samples", contract=contract.model_dump(mode="json", by_alias=True), count=count, seed=seed, out=str(out)
    )
    return Samples(out, count, "random", count)


def _random_pictures(context: StepContext, contract: Contract, count: int, seed: int) -> Path:
    folder = context.folder / "random-pictures"
    write_random_pictures(contract.inputs[0], folder, count, seed)
    return folder


def _from_data(
    context: StepContext, contract: Contract, runner: RunnerProvider, source: Path, kind: SampleSource, count: int,
    seed: int, name: str,
) -> Samples:  # fmt: skip
    out = context.folder / name
    if source.is_dir():
        return from_pictures(context, contract, runner(), source, count=count, seed=seed, source=kind, out=out)
    if not source.exists():
        raise LitecrateError(
            tr("The sample data {source} was not found", source=source),
            why=tr("There is no such file or folder."),
            remedy=tr("Check its path."),
            key="calibration",
        )
    return from_arrays(contract, source, count=count, seed=seed, kind=kind, out=out)


def _quantized(
    context: StepContext, info: ModelInfo, plain: Path, calibration: Samples | None, names: Names
) -> tuple[Path, str]:
    """The model in the precision that was asked for; a .tflite stays as it is unless something else was."""
    precision = context.job.precision.precision
    model = context.folder / "model.tflite"
    if precision == "float32":
        shutil.copyfile(plain, model)
        return model, precision_of(info) if info.kind == "tflite" else precision
    cache = ModelCache(context.tools)
    data = load_arrays(calibration.path) if calibration else {}
    key = cache.key(plain=digest_of(plain), precision=precision, names=names.inputs, data=arrays_digest(data))
    if cache.take(key, model) is not None:
        context.log(tr("The smaller model is reused: same file, precision and sample data as before."))
        return model, precision
    context.progress(0.6, tr("Making the model smaller"))
    with ChildSession(context.token, context.on_line) as fresh:
        fresh.request(
            "quantize",
            _show(context, 0.6, 0.9),
            path=str(plain),
            out=str(model),
            precision=precision,
            calibration=str(calibration.path) if calibration else None,
            inputs=names.inputs,
        )
    cache.keep(key, model, {})
    return model, precision


def precision_of(info: ModelInfo) -> str:
    """The precision that an untouched .tflite already has, in the job's words."""
    weights, activations = set(info.weight_types), set(info.activation_types)
    if "int16" in activations and "int8" in weights:
        return "int8x16"
    if weights & {"int8", "uint8"}:
        return "int8" if activations & {"int8", "uint8"} else "dynamic"
    if weights & {"int4"}:
        return "int4-weights"
    return "float16" if "float16" in weights else "float32"


def _interpreted(
    context: StepContext, model: Path, contract: Contract, samples: Samples, self_test: Path
) -> tuple[LiteInfo, Arrays]:
    """What the file holds, and what LiteRT's own interpreter answers with it; writes the programs' self-test too."""
    out = context.folder / "lite.npz"
    with ChildSession(context.token, context.on_line) as fresh:
        lite = LiteInfo.model_validate(fresh.request("read", path=str(model)))
        given: dict[str, Any] = {
            "path": str(model),
            "samples": str(samples.path),
            "inputs": {entry.name: entry.tensor for entry in contract.inputs},
            "outputs": {entry.name: entry.tensor for entry in contract.outputs},
        }
        fresh.request("interpret", _show(context, 0.9, 1.0), out=str(out), **given)
        fresh.request("self_test", out=str(self_test), **given)
    return lite, load_arrays(out)
