"""Tasks of the child process: inspect, convert, quantize, interpret and others; keeps the loaded model between them."""

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from builder.child.confine.time_limit import limited_time, seconds_for
from builder.child.input_arrays import Series, answer_all, arrays_for, furthest, scaled
from builder.child.optional_packages import import_frameworks
from builder.child.protocol import Arguments, Progress, Result
from builder.child.reading import lite_description, lite_file
from builder.child.reading.file_kind import recognise
from builder.child.sources.opening import opened
from builder.child.sources.source import Source
from builder.contract.contract import Contract
from builder.contract.modelinfo import TensorInfo
from builder.core.arrays import load_arrays, save_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.model_digest import check_model, refuse_changed
from builder.core.ordinary_files import bytes_in
from builder.core.words import mark, tr


class Session:
    """Handles requests by task name; TensorFlow is imported by the first task that needs it.

    Args:
        scans: Check files for code before they are loaded. Only tests of the confinement switch that off.
    """

    def __init__(self, *, scans: bool = True) -> None:
        self._scans = scans
        self._source: Source | None = None
        self._tasks: dict[str, Callable[[Arguments, Progress], Result]] = {
            "inspect": self._inspect,
            "convert": self._convert,
            "reference": self._reference,
            "noise": self._noise,
            "samples": self._samples,
            "texts": self._texts,
            "quantize": self._quantize,
            "layers": self._layers,
            "read": self._read,
            "interpret": self._interpret,
            "self_test": self._self_test,
            "close_sizes": self._close_sizes,
            "warm": self._warm,
        }

    def handle(self, task: str, arguments: Arguments, progress: Progress) -> Result:
        """Runs one task; the private methods document arguments and results.

        Raises:
            LitecrateError: The task is unknown, or failed.
        """
        if task not in self._tasks:
            raise LitecrateError(
                tr("There is no task {task}", task=task),
                why=tr("The tasks are: {names}.", names=", ".join(self._tasks)),
                remedy=tr("Use the engine and the child programs of the same version."),
                code=ExitCode.STEP_FAILED,
            )
        return self._tasks[task](arguments, progress)

    def _loaded(self) -> Source:
        if self._source is None:
            raise LitecrateError(
                tr("No model is loaded in this session"),
                why=tr("A model is loaded by the task inspect."),
                remedy=tr("Send inspect first."),
                code=ExitCode.STEP_FAILED,
            )
        return self._source

    def _inspect(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, trust="", sha256="", signature=null}` -> ModelInfo; keeps the model.

        `trust` is the SHA-256 of the model whose code may run, `sha256` the one that the model must have in any case.
        """
        del progress
        self._source = None
        self._source = load(
            Path(arguments["path"]),
            str(arguments.get("trust") or ""),
            arguments.get("signature"),
            wanted=str(arguments.get("sha256") or ""),
            scans=self._scans,
        )
        return self._source.info.model_dump(mode="json")

    def _convert(self, arguments: Arguments, progress: Progress) -> Result:
        """`{out, workspace=null, trained=null, state="none"}` -> as `to_lite.convert`."""
        from builder.child.convert.to_lite import convert

        out = Path(arguments["out"])
        trained = Path(arguments["trained"]) if arguments.get("trained") else None
        workspace = Path(arguments.get("workspace") or out.parent)
        return convert(self._loaded(), out, workspace, progress, trained, remembers=arguments.get("state") == "file")

    def _reference(self, arguments: Arguments, progress: Progress) -> Result:
        """`{samples, out, state="none", goes_on=false}` -> `{samples, outputs, ms}`; writes the source model's outputs.

        They are [N, ...] by name. For `state` and `goes_on` see `Series`. `ms` is the time of all answers, without
        reading and writing.
        """
        source = self._loaded()
        inputs, count = arrays_for(source.info.inputs, load_arrays(Path(arguments["samples"])), tr("samples"))
        started = time.perf_counter()
        text = tr("Asking the original model")
        answers = answer_all(source, inputs, count, progress, text, Series.of(arguments))
        ms = (time.perf_counter() - started) * 1000
        save_arrays(Path(arguments["out"]), answers)
        return {"samples": count, "outputs": list(answers), "ms": ms}

    def _noise(self, arguments: Arguments, progress: Progress) -> Result:
        """`{samples, step, state="none"}` -> `{noise: {output: float}}`: how far answers move with the inputs.

        Every input of floating-point numbers is multiplied by 1 + step and by 1 - step. Other inputs stay.
        """
        source, step = self._loaded(), float(arguments["step"])
        inputs, count = arrays_for(source.info.inputs, load_arrays(Path(arguments["samples"])), tr("samples"))
        text, series = tr("Asking the original model"), Series.of(arguments)
        plain = answer_all(source, inputs, count, _silent, text, series)
        moved = [answer_all(source, scaled(inputs, 1.0 + way), count, progress, text, series) for way in (step, -step)]
        return {"noise": {name: furthest(array, [each[name] for each in moved]) for name, array in plain.items()}}

    def _samples(self, arguments: Arguments, progress: Progress) -> Result:
        """`{contract, count, seed, out, inputs=[]}` -> `{inputs}`; writes random samples by the source's input names.

        `inputs` are the converted file's, each a TensorInfo by the source's name.
        """
        from builder.child.random_samples import make_samples

        del progress
        contract = Contract.model_validate(arguments["contract"])
        info = self._source.info if self._source is not None else None
        known = [TensorInfo.model_validate(each) for each in arguments.get("inputs") or ()]
        count, seed = int(arguments["count"]), int(arguments.get("seed", 0))
        made = make_samples(contract, count, seed, [*(info.inputs if info is not None else ()), *known], info)
        save_arrays(Path(arguments["out"]), made)
        return {"inputs": [{"name": name, "shape": list(a.shape), "dtype": str(a.dtype)} for name, a in made.items()]}

    def _texts(self, arguments: Arguments, progress: Progress) -> Result:
        """`{count, seed, out}` -> `{texts: {input: [text]}}`, and their numbers, see `texts_with_numbers`."""
        from builder.child.drawn_texts import texts_with_numbers

        del progress
        source = self._loaded()
        cut, count, seed = getattr(source, "cut", None), int(arguments["count"]), int(arguments["seed"])
        texts, numbers = texts_with_numbers(cut, source.run, count, seed) if cut is not None else ({}, {})
        save_arrays(Path(arguments["out"]), numbers)
        return {"texts": texts}

    def _quantize(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, out, precision, calibration=null, inputs=null, keep=[]}` -> LiteInfo, see `quantize.quantize`."""
        from builder.child.quantize.quantize import quantize

        calibration = arguments.get("calibration")
        return quantize(
            Path(arguments["path"]),
            Path(arguments["out"]),
            arguments["precision"],
            Path(calibration) if calibration else None,
            arguments.get("inputs") or {},
            progress,
            arguments.get("keep") or (),
        ).model_dump(mode="json")

    def _layers(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, precision, calibration, inputs=null, small}` -> `{layers: [{name, loss, keep}]}`."""
        from builder.child.quantize.layer_losses import worst_layers

        del progress
        found = worst_layers(
            Path(arguments["path"]),
            Path(arguments["small"]),
            arguments["precision"],
            Path(arguments["calibration"]),
            arguments.get("inputs") or {},
        )
        return {"layers": [asdict(layer) for layer in found]}

    def _read(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path}` -> LiteInfo of a .tflite file."""
        del progress
        found = recognise(Path(arguments["path"]))
        if found.format != "tflite":
            raise LitecrateError(
                tr("{name} is not a .tflite file", name=found.path.name),
                why=tr("It looks like a model of another kind ({kind}).", kind=found.format),
                remedy=tr("Give a .tflite file."),
            )
        model = lite_file.load_model(found.path)
        return lite_description.describe(model, found.path.stat().st_size).model_dump(mode="json")

    def _close_sizes(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, out}` -> `{closed}`, see `closed_sizes.close_sizes`."""
        from builder.child.convert.closed_sizes import close_sizes

        del progress
        return {"closed": close_sizes(Path(arguments["path"]), Path(arguments["out"]))}

    def _interpret(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, samples, out, inputs=null, outputs=null, state="none"}` -> `{samples, outputs}`.

        Writes LiteRT's outputs, [N, ...], in the model's own types. For `state` see `Series`. `inputs` and `outputs`
        map the source's names to the file's; without them the file's own names are used.
        """
        from builder.child.sources.lite_interpreter import Interpreter

        lite = Interpreter(Path(arguments["path"]))
        sources = {tensor: name for name, tensor in (arguments.get("inputs") or {}).items()}
        infos = [info.model_copy(update={"name": sources.get(info.tensor, info.tensor)}) for info in lite.inputs]
        named, count = arrays_for(infos, load_arrays(Path(arguments["samples"])), tr("samples"))
        inputs = {info.tensor: named[info.name] for info in infos}
        answers = answer_all(lite, inputs, count, progress, tr("Asking the converted model"), Series.of(arguments))
        mapping: dict[str, str] = arguments.get("outputs") or {name: name for name in answers}
        save_arrays(Path(arguments["out"]), {name: answers[tensor] for name, tensor in mapping.items()})
        return {"samples": count, "outputs": list(mapping)}

    def _self_test(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, samples, out, inputs, outputs}` -> `{samples}`, see `self_test_samples.make_self_test`."""
        from builder.child.self_test_samples import make_self_test

        del progress
        count = make_self_test(
            Path(arguments["path"]),
            Path(arguments["samples"]),
            Path(arguments["out"]),
            arguments["inputs"],
            arguments["outputs"],
        )
        return {"samples": count}

    def _warm(self, arguments: Arguments, progress: Progress) -> Result:
        """`{}` -> `{seconds}`; imports TensorFlow and Keras."""
        del arguments, progress
        started = time.monotonic()
        import_frameworks()
        return {"seconds": time.monotonic() - started}


def _silent(done: int, total: int, text: str) -> None:
    del done, total, text


def load(path: Path, trusted: str, signature: str | None, *, wanted: str = "", scans: bool = True) -> Source:
    """Loads a model of any supported format.

    Args:
        path: A file, or the folder of a SavedModel.
        trusted: SHA-256 of the model whose code may run; "" for none. Another model is refused.
        signature: Entry point of a SavedModel; None for the usual one.
        wanted: SHA-256 that the model must have; "" for any.
        scans: Check for code before loading; only tests of the confinement switch that off.

    Raises:
        LitecrateError: Exit code 2 when the user can correct the file or the request, 3 when this model cannot be used.
    """
    found = recognise(path)
    for digest in {trusted, wanted}:
        check_model(found.path, digest)
    with limited_time(seconds_for(bytes_in(found.path)), found.path.name):
        trust = bool(trusted) or not scans  # its digest was just compared
        source = opened(found, trust, signature)
    for digest in {trusted, wanted} - {""}:  # again: the file may have changed while it was loaded
        refuse_changed(found.path, source.info.source_sha256, digest)
    refuse_strings(source)
    refuse_one_sided(source)
    return source


def refuse_one_sided(source: Source) -> None:
    """Refuses models without any input or without any output.

    Raises:
        LitecrateError: Exit code 3.
    """
    lacking = mark("The model has no input") if not source.info.inputs else mark("The model has no output")
    if not source.info.inputs or not source.info.outputs:
        raise LitecrateError(
            tr(lacking),
            why=tr("A program gives the model something and shows what it answers."),
            remedy=tr("Choose another model, or another signature of it with --signature."),
            in_window=tr("Choose another model, or another signature of it."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )


def refuse_strings(source: Source) -> None:
    """Refuses models with text as input or output.

    Raises:
        LitecrateError: Exit code 3.
    """
    texts = (mark("The input {name} is text"), mark("The output {name} is text"))
    for what, tensors in zip(texts, (source.info.inputs, source.info.outputs), strict=True):
        for tensor in tensors:
            if tensor.dtype in {"string", "resource", "variant"}:
                raise LitecrateError(
                    tr(what, name=tensor.name),
                    why=tr("The runtime handles only numbers. It cannot read or write text."),
                    remedy=tr(
                        "Export only the part of the model after the text step. It takes numbers such as token ids."
                    ),
                    code=ExitCode.UNSUPPORTED_MODEL,
                )
