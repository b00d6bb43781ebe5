"""From a frozen job to a published, verified result: the steps in their order, their events, and one way out.

Flow: inspect -> (compile beside convert) -> package -> verify -> report -> publish. The workspace is removed whatever
happens; only `Workspace.publish_now` makes anything appear. `JobFinished` is sent exactly once, last.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from builder.checks.accuracy_loss import export_that_loses
from builder.checks.scaling_check import settled_scaling
from builder.context import StepContext
from builder.contract.contract import Contract
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem, unforeseen
from builder.core.model_digest import digest_of_model, model_root, refuse_changed, size_and_digest
from builder.core.platforms import this_platform
from builder.core.templates import templates
from builder.core.words import tr, trn
from builder.events import JobStarted, Reporter, StepFinished, StepId, StepStarted
from builder.job.job import Job
from builder.packaging.bundle import about, assemble
from builder.packaging.icon import icon_size
from builder.plan import check_products, planned
from builder.report import report_views
from builder.report.comparison import Comparison
from builder.report.comparison_file import take_along
from builder.report.labels import product_label
from builder.report.report import ProductReport, Report, Verified
from builder.report_making import make_report, product_report
from builder.result import Result, finished
from builder.samples.table_columns import with_columns
from builder.sessions.child_answers import understood
from builder.sessions.child_session import ChildSession
from builder.sessions.confinement_report import say_confined
from builder.steps.compile import Runner, compile_runner
from builder.steps.convert import Converted, convert
from builder.steps.package import BuiltProduct, package
from builder.steps.verify import Expectation, judge_model, measure, verify
from builder.system.failures.machine_failures import explained
from builder.system.job_log import LogKeeper
from builder.system.locked_folders import sweep_leftovers, write_atomically
from builder.system.process import CancelToken
from builder.system.tensorflow_size import naive_bytes
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace


class Export:
    """One export. Use `run()` once.

    Args:
        job: Frozen.
        tools: Where the tools are.
        token: Cancel it to stop.
        sinks: Receive every event.
        pictures: Pictures to check with when the job has no data of its own (a bundled sample's).
        compared: Where a comparison may be that goes along, beside the place where the result will be.
        trust: Code inside of the model file as it is now may run. Never said by the job: a job may be anybody's.
        remarks: About the job, told before the work begins.
    """

    def __init__(
        self, job: Job, tools: Toolbox, token: CancelToken, *sinks: Callable[..., None], pictures: Path | None = None,
        compared: Path | None = None, trust: bool = False, remarks: Sequence[Problem] = (),
    ) -> None:  # fmt: skip
        self._job = job
        self._trust, self._trusted = trust, ""  # the digest is known when the work begins
        self._remarks = remarks
        self._tools = tools
        self._token = CancelToken(token)
        self._outer = token
        self._log = LogKeeper()
        self._reporter = Reporter(self._log, *sinks)
        self._pictures = pictures
        self._compared = compared
        self._seconds: dict[StepId, float] = {}
        self._warnings: list[str] = []
        self._guesses: list[str] = []
        self._doubts: list[Problem] = []  # about the scaling and the sample data
        self._plan = planned()

    def run(self) -> Result:
        """Does the work and answers with its result; failures are results too."""
        started = time.monotonic()
        job = self._job
        self._reporter.send(JobStarted(name=job.app.name, folder=str(job.folder), steps=self._plan))
        for remark in self._remarks:
            self._reporter.log(remark.words(), level="warning")
        try:
            if self._trust:
                self._trusted = job.model.sha256 or digest_of_model(job.model.path)
            result = self._work()
        except Exception as problem:
            result = self._failed(problem)
        self._reporter.send(finished(result, time.monotonic() - started))
        return result

    def _failed(self, problem: Exception) -> Result:
        """Any exception as a result; only what is not the user's to mend leaves a log behind."""
        if self._outer.cancelled:
            return Result(ExitCode.CANCELLED, error=CancelledError())
        error = problem if isinstance(problem, LitecrateError) else self._explained(problem) or unforeseen(problem)
        if error is not problem:
            self._reporter.log("".join(traceback.format_exception(problem)), level="debug")
        return Result(error.code, error=error, log=self._log.keep(self._tools.logs, self._job.app.name))

    def _explained(self, problem: Exception) -> LitecrateError | None:
        job = self._job
        return explained(problem, self._log.last(), job.output.folder, self._tools.cache, job.model.path)

    @contextmanager
    def _step(self, step: StepId, workspace: Workspace) -> Iterator[StepContext]:
        folder = workspace.folder / step
        folder.mkdir()
        started = time.monotonic()
        title = next(plan.title for plan in self._plan if plan.id == step)
        self._reporter.send(StepStarted(step=step, title=title))
        status: Literal["ok", "failed", "cancelled"] = "failed"
        try:
            self._token.check()
            yield StepContext(step, self._job, self._tools, folder, self._reporter, self._token, self._trusted)
            status = "ok"
        except CancelledError:
            status = "cancelled"
            raise
        except Exception as problem:
            fault = self._explained(problem)  # now, as long as a full disk is still full
            if fault is None:
                raise
            self._reporter.log("".join(traceback.format_exception(problem)), step=step, level="debug")
            raise fault from problem
        finally:
            self._seconds[step] = round(time.monotonic() - started, 3)
            self._reporter.send(StepFinished(step=step, status=status, seconds=self._seconds[step]))

    def _work(self) -> Result:
        job = self._job
        check_products(job)
        if job.app.icon is not None:
            icon_size(job.app.icon)
        sweep_leftovers(self._tools.kept())
        with ExitStack() as stack:
            workspace = self._workspace(stack, overwrite=job.output.overwrite)
            pool = stack.enter_context(ThreadPoolExecutor(2))
            # Whatever goes wrong here, the compiler beside it stops too.
            stack.callback(self._token.cancel)
            runner = pool.submit(self._compile, workspace)
            naive = pool.submit(naive_bytes, self._tools.cache)
            info, converted = self._model(workspace, runner)
            built = self._package(workspace, info, converted, runner.result())
            products = self._verify(workspace, converted, built)
            with self._step("report", workspace) as context:
                report = make_report(
                    job,
                    info,
                    converted,
                    products,
                    versions=self._tools.versions(),
                    naive=naive.result(),
                    seconds=self._seconds,
                    warnings=self._warnings,
                    comparison=self._take_along(context, workspace, info),
                )
                self._write(workspace, report)
            return self._publish(workspace, report, built)

    def _workspace(self, stack: ExitStack, *, overwrite: bool) -> Workspace:
        """The job's workspace, until the stack is left."""
        job = self._job
        workspace = stack.enter_context(Workspace(job.output.folder, job.app.name, overwrite=overwrite))
        for remark in workspace.remarks:
            self._reporter.log(remark, level="warning")
        return workspace

    def _compile(self, workspace: Workspace) -> Runner:
        try:
            with self._step("compile", workspace) as context:
                return compile_runner(context, this_platform())
        except BaseException:
            self._token.cancel()  # nothing can be made without a runner
            raise

    def _model(self, workspace: Workspace, runner: "Future[Runner]") -> tuple[ModelInfo, Converted]:
        with self._source(workspace, runner) as session:
            with self._step("inspect", workspace) as context:
                info, contract = self._inspect(context, session)
            with self._step("convert", workspace) as context:
                contract = self._scaled(context, session, info, contract, runner)
                made = convert(context, session, info, contract, lambda: runner.result().path, self._pictures)
                self._doubt(made.doubts)
                return info, made

    def _doubt(self, doubts: Sequence[Problem]) -> None:
        """Of the sample data; the log has them already."""
        self._doubts += doubts
        self._warnings += [doubt.words() for doubt in doubts]

    def _warn(self, context: StepContext, words: str) -> None:
        self._warnings.append(words)
        context.log(words, "warning")

    @contextmanager
    def _source(self, workspace: Workspace, runner: "Future[Runner]") -> Iterator[ChildSession]:
        """The child that holds the source model. Where the compiler's failure stopped it, that is the reason."""
        try:
            model = self._job.model.path
            line = self._child_line("inspect")
            with ChildSession(self._token, line, workspace.temporary, reading=[model]) as session:
                yield session
        except CancelledError:
            if runner.done() and not self._outer.cancelled:
                runner.result()
            raise

    def _child_line(self, step: StepId) -> Callable[[str], None]:
        return lambda line: self._reporter.log(line, step=step, level="debug")

    def _inspect(self, context: StepContext, session: ChildSession) -> tuple[ModelInfo, Contract]:
        model = self._job.model
        context.progress(0.1, tr("Reading the model"))
        found = session.request(
            "inspect", path=str(model.path), trust=self._trusted, sha256=model.sha256 or "", signature=model.signature
        )
        say_confined(context, session)
        # What a model is known by in caches and comparisons is not for the model's own child to say.
        size, digest = size_and_digest(model_root(model.path))
        info = understood(ModelInfo, found).model_copy(update={"source_bytes": size, "source_sha256": digest})
        if self._trusted:  # by whose digest the results are kept: the file may have changed while it was read
            refuse_changed(model.path, info.source_sha256, self._trusted)
        guessed = guess(info, self._job.contract)
        for problem in (*info.warnings, *guessed.warnings):
            self._warn(context, problem.words())
        self._guesses = self._warnings[len(info.warnings) :]
        return info, with_columns(guessed.contract, self._job.calibration.source)

    def _scaled(
        self, context: StepContext, session: ChildSession, info: ModelInfo, contract: Contract, runner: "Future[Runner]"
    ) -> Contract:
        settled, doubt = settled_scaling(context, session, info, contract, lambda: runner.result().path, self._pictures)
        if doubt:
            self._doubts.append(doubt)
            self._warn(context, doubt.words())
        elif settled is not contract:  # what was said about the guess holds no longer
            self._warnings = [each for each in self._warnings if each not in self._guesses]
        return settled

    def _package(
        self, workspace: Workspace, info: ModelInfo, converted: Converted, runner: Runner
    ) -> list[BuiltProduct]:
        job = self._job
        with self._step("package", workspace) as context:
            model = workspace.publish / f"{job.app.name}.tflite"
            write_atomically(model, converted.model.read_bytes())
            contract = workspace.publish / f"{job.app.name}.contract.toml"
            contract.write_text(converted.contract.to_toml(), encoding="utf-8")
            bundle = assemble(
                context.folder / "bundle",
                runner=runner.path,
                runtime=self._tools.runtime.path,
                model=model,
                contract=converted.contract,
                self_test=converted.self_test,
                card={
                    **about(job, info, converted.lite, converted.precision, self._tools),
                    "verified": judge_model(self._expected(converted)).model_dump(mode="json"),
                },
                templates=templates(),
            )
            return package(context, bundle, workspace.publish)

    def _expected(self, converted: Converted) -> Expectation:
        return Expectation(
            contract=converted.contract,
            lite=converted.lite,
            samples=converted.samples,
            precision=converted.precision,
            lite_answers=converted.lite_answers,
            source_answers=converted.source_answers,
            min_agreement=self._job.precision.min_agreement,
            rounds=converted.rounds,
        )

    def _verify(self, workspace: Workspace, converted: Converted, built: list[BuiltProduct]) -> list[ProductReport]:
        expected = self._expected(converted)
        with self._step("verify", workspace) as context:
            products = []
            pictures = any(entry.kind == "image" for entry in converted.contract.inputs)
            for number, product in enumerate(built):
                words = tr("Starting: {product}", product=product_label(product.choice.product).title)
                context.progress(number / len(built), words, done=number, total=len(built))
                checked = verify(context, product.program, expected) if product.program else judge_model(expected)
                measured = measure(context, product.program, expected) if product.program else None
                products.append(product_report(product, checked, measured, reads_pictures=pictures))
                self._say(context, product, checked)
            measured_ranges = converted.calibration is not None  # otherwise they are those of its training
            lost = export_that_loses(self._job, products, self._doubts) if measured_ranges else ""
            if lost:
                self._warn(context, lost)
            return products

    def _say(self, context: StepContext, product: BuiltProduct, checked: Verified) -> None:
        if checked.status == "passed":
            context.log(
                trn(
                    "{product}: verified with {n} sample.",
                    "{product}: verified with {n} samples.",
                    checked.samples,
                    product=product.choice,
                )
            )
        else:
            context.log(
                tr("{product}: not verified: {reason}.", product=product.choice, reason=checked.reason), "error"
            )
        if checked.status == "passed" and checked.reason:
            context.log(f"{product.choice}: {checked.reason}.", "warning")

    def _take_along(self, context: StepContext, workspace: Workspace, info: ModelInfo) -> Comparison | None:
        places = [place for place in (self._compared, workspace.target) if place is not None]
        return take_along(context, places, workspace.publish, info.source_sha256)

    def _write(self, workspace: Workspace, report: Report) -> None:
        publish = workspace.publish
        (publish / "report.json").write_text(report.to_json(), encoding="utf-8")
        (publish / "report.html").write_text(report_views.html(report), encoding="utf-8")
        (publish / "job.toml").write_text(self._job.for_model("").to_toml(workspace.target), encoding="utf-8")

    def _publish(self, workspace: Workspace, report: Report, built: list[BuiltProduct]) -> Result:
        publish = workspace.publish
        (publish / "build.log").write_text(self._log.text(), encoding="utf-8")
        self._token.check()
        folder = workspace.publish_now()
        made = [path for product in built for path in (product.path, *product.extra)]
        paths = tuple(folder / path.relative_to(publish) for path in made)
        return Result(ExitCode.DONE if report.verified else ExitCode.NOT_VERIFIED, folder, paths, report)
