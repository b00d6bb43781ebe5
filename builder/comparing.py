"""Every precision of one model, made two at a time, then measured one after another in the real runner.

A variant that cannot be made is skipped with its reason, one that fails is reported as failed, and the others go on.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from builder.checks.accuracy import Truth, confusions_of, truth_of
from builder.checks.accuracy_loss import limit_of, why_it_loses
from builder.checks.agreement import cosine, difference, mean_difference, top1_agreement, top5_agreement
from builder.checks.program_run import ProgramFailedError
from builder.context import StepContext
from builder.contract.guess import complete, settle_activations
from builder.contract.modelinfo import ModelInfo
from builder.core.arrays import Arrays
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem
from builder.core.templates import templates
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, RANDOM, Job
from builder.packaging.bundle import about, assemble
from builder.pipeline import Export
from builder.plan import planned_comparison
from builder.report.comparison import MIXED, Agreement, Comparison, Variant, quality, quality_words, recommend
from builder.report.comparison_file import JSON_FILE, write_comparison
from builder.report.latency import Latency
from builder.result import Result
from builder.samples.sample_labels import unknown_labels
from builder.sessions.child_session import ChildSession
from builder.steps.compile import Runner
from builder.steps.convert import Prepared, make_precision, precision_of, prepare, read_back, worst_layers
from builder.steps.verify import Expectation, bench_of, tensor_answers
from builder.system.locked_folders import sweep_leftovers
from builder.system.process import CancelToken
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace

PRECISIONS = ("float32", "float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights")
_AT_ONCE = 2
_LARGEST = 1.7e308
_KEPT = (1, 2, 4, 8)  # layers that stay float, tried one after another until the answers are good


@dataclass(frozen=True)
class _Made:
    """A variant's file, or why there is none."""

    precision: str
    model: Path
    error: LitecrateError | None = None
    keep: tuple[str, ...] = ()


class Compare(Export):
    """One comparison. Use `run()` once; see `Export`. The job's own precision and products play no part."""

    def __init__(
        self, job: Job, tools: Toolbox, token: CancelToken, *sinks: Callable[..., None], pictures: Path | None = None,
        compared: Path | None = None, trust: bool = False, remarks: Sequence[Problem] = (),
    ) -> None:  # fmt: skip
        super().__init__(
            job, tools, token, *sinks, pictures=pictures, compared=compared, trust=trust, remarks=remarks
        )  # fmt: skip
        self._plan = planned_comparison()
        self._truth = Truth()

    def _work(self) -> Result:
        sweep_leftovers(self._tools.kept())
        with ExitStack() as stack:
            workspace = self._workspace(stack, overwrite=True)
            pool = stack.enter_context(ThreadPoolExecutor(1))
            stack.callback(self._token.cancel)
            runner = pool.submit(self._compile, workspace)
            made, files = self._make(workspace, runner)
            self._truth = truth_of(made.samples, made.source_answers, made.contract)
            unknown = unknown_labels(made.contract, made.samples.labels)
            self._doubt([unknown] if unknown else [])
            with self._step("verify", workspace) as context:
                variants = self._measured(context, made, files, runner.result())
            with self._step("report", workspace):
                comparison = self._comparison(made, variants)
                write_comparison(comparison, workspace.publish)
            self._token.check()
            folder = workspace.publish_into()
        code = ExitCode.STEP_FAILED if comparison.failed else ExitCode.DONE
        return Result(code, folder, (folder / JSON_FILE,), comparison=comparison)

    def _make(self, workspace: Workspace, runner: "Future[Runner]") -> tuple[Prepared, list[_Made]]:
        with self._source(workspace, runner) as session:
            with self._step("inspect", workspace) as context:
                info, contract = self._inspect(context, session)
            with self._step("convert", workspace) as context:
                contract = self._scaled(context, session, info, contract, runner)
                made = prepare(
                    context, session, info, contract, lambda: runner.result().path, self._pictures,
                    count=self._job.calibration.samples, calibrated=NEEDS_CALIBRATION,
                )  # fmt: skip
                self._doubt(made.doubts)
                return made, self._files(context, made)

    def _files(self, context: StepContext, made: Prepared) -> list[_Made]:
        """All variants, two at a time; what fails is noted and does not stop the others."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            futures = [pool.submit(self._file, context, made, precision) for precision in PRECISIONS]
            files = []
            for number, future in enumerate(futures, 1):
                files.append(future.result())
                text = tr("Made {n} of {total} precisions", n=number, total=len(futures))
                context.progress(0.6 + 0.4 * number / len(futures), text, done=number, total=len(futures))
        self._token.check()
        return files

    def _file(self, context: StepContext, made: Prepared, precision: str) -> _Made:
        model = context.folder / f"{precision}.tflite"
        from_training = precision == "int8" and made.trained is not None
        if precision in NEEDS_CALIBRATION and made.calibration is None and not from_training:
            error = LitecrateError(
                tr("{precision} needs sample data", precision=precision),
                why=tr("The ranges of the numbers inside the model are read off from real inputs."),
                remedy=tr("Give sample data with --calibration."),
                in_window=tr('Choose sample data on the page "{page}".', page=tr("Precision")),
                code=ExitCode.UNSUPPORTED_MODEL,
            )
            return _Made(precision, model, error)
        try:
            self._token.check()
            make_precision(context, made, precision, model, _unshown)
            return _Made(precision, model)
        except CancelledError:
            raise
        except LitecrateError as error:
            context.log(f"{precision}: {error.what}. {error.why}", "warning")
            return _Made(precision, model, error)

    def _measured(
        self, context: StepContext, made: Prepared, files: Sequence[_Made], runner: Runner
    ) -> tuple[Variant, ...]:
        """Every variant in the runner, with nothing else running."""
        variants = []
        for number, file in enumerate(files):
            text = tr("Measuring {precision}", precision=file.precision)
            context.progress(number / len(files), text, done=number, total=len(files))
            self._token.check()
            variants.append(self._variant(context, made, file, runner))
        return self._with_mixed(context, made, variants, files, runner)

    def _with_mixed(
        self, context: StepContext, made: Prepared, variants: list[Variant], files: Sequence[_Made], runner: Runner
    ) -> tuple[Variant, ...]:
        """Where int8 is below the limit: the layers that lose most, and int8 with the fewest of them in float."""
        at = next((at for at, variant in enumerate(variants) if variant.precision == "int8"), None)
        if at is None or variants[at].status != "ok" or made.trained is not None:
            return tuple(variants)
        own = self._truth.accuracy
        reached = quality(variants[at], own)
        if reached is None or reached >= limit_of(self._job):
            return tuple(variants)
        context.progress(1.0, tr("Looking for the layers that lose most"))
        try:
            layers = worst_layers(context, made, "int8", files[at].model)
            names = tuple(layer.name for layer in layers)
            variants[at] = variants[at].model_copy(update={"worst": names})
            self._warn(context, why_it_loses(self._job, "int8", quality_words(variants[at], own), self._doubts, names))
            best = variants[at]
            for count in _KEPT:
                if count > len(layers):
                    break
                keep = tuple(dict.fromkeys(name for layer in layers[:count] for name in layer.keep))
                model = context.folder / f"mixed-{count}.tflite"
                make_precision(context, made, "int8", model, _unshown, keep)
                tried = self._variant(context, made, _Made(MIXED, model, keep=keep), runner)
                if (quality(tried, own) or 0.0) > (quality(best, own) or 0.0):
                    best = tried
                if (quality(best, own) or 0.0) >= limit_of(self._job):
                    break
        except CancelledError:
            raise
        except LitecrateError as error:
            context.log(f"{MIXED}: {error.what}. {error.why}", "warning")
            if not variants[at].worst:
                self._warn(context, why_it_loses(self._job, "int8", quality_words(variants[at], own), self._doubts))
            return tuple(variants)
        if best is variants[at]:
            self._warn(context, tr("With those layers in float, int8 gets no better."))
            return tuple(variants)
        return (*variants[: at + 1], best, *variants[at + 1 :])

    def _variant(self, context: StepContext, made: Prepared, file: _Made, runner: Runner) -> Variant:
        if file.error is not None:
            skipped = file.error.code in {ExitCode.UNSUPPORTED_MODEL, ExitCode.BAD_REQUEST}
            status = "skipped" if skipped else "failed"
            reason = f"{file.error.what}. {file.error.why}"
            return Variant(precision=file.precision, status=status, reason=reason)
        try:
            return self._program(context, made, file, runner)
        except CancelledError:
            raise
        except (ProgramFailedError, LitecrateError, ValueError, KeyError, OSError) as error:
            self._token.check()
            context.log(f"{file.precision}: {error}", "error")
            return Variant(precision=file.precision, status="failed", reason=f"{error}")

    def _program(self, context: StepContext, made: Prepared, file: _Made, runner: Runner) -> Variant:
        home, classes = context.folder / file.model.stem, self._truth.classes
        home.mkdir()
        reading = [file.model, made.samples.path]
        with ChildSession(context.token, context.on_line, context.temporary, reading=reading) as fresh:
            lite = read_back(fresh, file.model, made.names, made.samples, home / "selftest.npz")
        contract = settle_activations(complete(made.contract, lite, made.names), made.source_answers)
        bundle = assemble(
            home / "program", runner=runner.path, runtime=self._tools.runtime.path, model=file.model, contract=contract,
            self_test=home / "selftest.npz",
            card=about(self._job, made.info, lite, file.precision, self._tools), templates=templates(),
        )  # fmt: skip
        expected = Expectation(
            contract=contract, lite=lite, samples=made.samples, precision=file.precision, lite_answers={},
            source_answers=made.source_answers, min_agreement=None,
        )  # fmt: skip
        answers = tensor_answers(context, bundle.runner, expected, home)
        bench = bench_of(context, bundle.runner, home)
        return Variant(
            precision=file.precision,
            status="ok",
            model_bytes=file.model.stat().st_size,
            program_bytes=sum(path.stat().st_size for path in bundle.files()),
            latency_ms=Latency(median=bench["latency_ms"]["median"], p90=bench["latency_ms"]["p90"]),
            load_ms=bench["load_ms"],
            peak_memory_bytes=int(bench["peak_memory_bytes"]),
            agreement=agreement_of(made, answers),
            accuracy=self._truth.of(answers, made.contract),
            confusions=confusions_of(answers, classes, made.contract) if classes else (),
            weight_types=lite.weight_types,
            activation_types=lite.activation_types,
            io_types=lite.io_types,
            keep=file.keep,
        )

    def _comparison(self, made: Prepared, variants: tuple[Variant, ...]) -> Comparison:
        job = self._job
        limit, own = limit_of(self._job), self._truth.accuracy
        recommended, because = recommend(variants, limit, own)
        return Comparison(
            schema=1,
            name=job.app.name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            versions=self._tools.versions(),
            source=job.model.path.name,
            source_bytes=made.info.source_bytes,
            source_sha256=made.info.source_sha256,
            source_precision=made.info.precision,
            trained_for_int8=made.info.trained_for_int8,
            limit=limit,
            samples_source=made.samples.source,
            calibration_random=job.calibration.source == RANDOM,
            source_accuracy=own,
            variants=_named_as_found(variants, made.info),
            recommended=recommended,
            because=because,
            warnings=tuple(dict.fromkeys(self._warnings)),
        )


def _unshown(done: int, total: int, text: str) -> None:
    """Two variants are made at once, so the progress that is shown counts variants."""
    del done, total, text


def _named_as_found(variants: tuple[Variant, ...], info: ModelInfo) -> tuple[Variant, ...]:
    """Of a .tflite that is quantized already, "as it is" says which precision that is."""
    found = precision_of(info) if info.kind == "tflite" else "float32"
    if found == "float32":
        return variants
    return tuple(
        variant.model_copy(update={"reason": tr("as it is: {precision}", precision=found)})
        if variant.precision == "float32" and variant.status == "ok"
        else variant
        for variant in variants
    )


def agreement_of(made: Prepared, answers: Arrays) -> Agreement:
    """A variant's answers against the source model's."""
    source = made.source_answers
    apart = difference(source, answers, {})
    return Agreement(
        samples=made.samples.count,
        top1=top1_agreement(source, answers, made.contract),
        top5=top5_agreement(source, answers, made.contract),
        max_abs_diff=_in_json(apart.max_abs_diff, _LARGEST),
        mean_abs_diff=_in_json(mean_difference(source, answers), _LARGEST),
        cosine=_in_json(cosine(source, answers), 0.0),  # answers that are no numbers point nowhere
    )


def _in_json(value: float, otherwise: float) -> float:
    """JSON has neither infinity nor NaN."""
    return value if math.isfinite(value) else otherwise
