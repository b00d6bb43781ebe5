"""Tasks of the helper process: inspection, guessed contract, first try, calibration data, scaling, machine check.

Between requests it keeps the child session with the inspected model, and the compiled runner.
"""

import contextlib
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError

from builder.assistant.open_model import OpenModel
from builder.assistant.originals import Loaded, ModelAsked, Originals
from builder.assistant.preview import show_calibration
from builder.assistant.sample_trial import show_sample
from builder.assistant.scaling_answers import answers_by_scaling
from builder.assistant.source_model import SourceModel
from builder.assistant.trial_tasks import TrialTasks
from builder.checks.scaling_check import can_be_tried, contradicted_field, is_told, nothing_to_try, try_ways
from builder.child.protocol import Arguments, Progress, Result, error_object
from builder.context import StepContext
from builder.contract.choice import ContractChoice
from builder.contract.resolve import Resolution, resolve
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from builder.core.platforms import PLATFORMS, Compiler, this_platform
from builder.core.words import tr
from builder.doctor import check_machine
from builder.events import Event, Reporter, StepProgress
from builder.job.draft import JobDraft
from builder.job.problems import problem_of
from builder.needs import needs_of
from builder.packaging.launcher_kit import launcher_kit
from builder.samples.sample_folder import picture_files
from builder.samples.table_facts import with_table_facts
from builder.samples.table_stats import table_stats
from builder.sessions.child_session import ChildSession
from builder.steps.compile import compile_runner
from builder.system.cancellation import CancelToken
from builder.system.known_models import KnownModels
from builder.system.locked_folders import temporary_folder
from builder.system.toolbox import Toolbox


def _drop_line(line: str) -> None:
    """Drops the log lines of tools, which the window does not show while the user chooses."""
    del line


class Tasks:
    """Handles requests by task name.

    TensorFlow is imported and the runner compiled in the background from the first `warm` on; a task that needs either
    waits for it.
    """

    def __init__(self) -> None:
        self._token = CancelToken()
        self._tools = Toolbox()
        self._temporary = temporary_folder("helper")
        originals = Originals(self._token, _drop_line, self._temporary.path)
        self._trials = TrialTasks(self._context, self._ready_runner, self._chosen, originals)
        self._model = OpenModel(self._token, _drop_line, self._temporary.path, KnownModels(self._tools.cache))
        self._runner: Future[Path] | None = None
        self._pool = ThreadPoolExecutor(1)
        self._tasks: dict[str, Callable[[Arguments, Progress], Result]] = {
            "warm": self._warm,
            "digest": self._digest,
            "inspect": self._inspect,
            "guess": self._guess,
            "sample": self._sample,
            **self._trials.tasks,
            "calibration": self._calibration,
            "table_stats": self._table_stats,
            "scaling": self._scaling,
            "scalings": self._scalings,
            "doctor": self._doctor,
            "needs": self._needs,
            "icon": self._icon,
        }

    def handle(self, task: str, arguments: Arguments, progress: Progress) -> Result:
        """Runs one task; the private methods document arguments and answers.

        Raises:
            LitecrateError: The task failed.
            KeyError: There is no such task.
        """
        return self._tasks[task](arguments, progress)

    def close(self) -> None:
        """Ends the child and removes temporary files; only needed where the process itself goes on."""
        self._token.cancel()
        self._model.end()
        self._trials.close()
        self._pool.shutdown()
        self._temporary.remove()

    def _warm(self, arguments: Arguments, progress: Progress) -> Result:
        """`{folder}` -> `{}`: starts the import of TensorFlow and the build of runner and launcher, without waiting."""
        del progress
        folder = Path(arguments["folder"])
        self._start_runner(folder)
        self._pool.submit(self._build_launcher_parts, folder)
        self._model.warm()
        return {}

    def _start_runner(self, folder: Path) -> Future[Path]:
        failed = self._runner is not None and self._runner.done() and self._runner.exception() is not None
        if self._runner is None or failed:
            self._runner = self._pool.submit(self._compile, folder)
        return self._runner

    def _ready_runner(self, folder: Path, progress: Progress) -> Path:
        """The compiled runner; says what is waited for."""
        progress(0, 0, tr("Preparing the runner; the first time takes about a minute"))
        return self._start_runner(folder).result()

    def _compile(self, folder: Path) -> Path:
        work = folder / "runner"
        work.mkdir(parents=True, exist_ok=True)
        return compile_runner(self._context(work), this_platform()).path

    def _build_launcher_parts(self, folder: Path) -> None:
        """Builds the launcher's parts into the cache, for the first export."""
        work = folder / "launcher"
        work.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(LitecrateError, OSError):  # the export reports it
            launcher_kit(self._context(work))
        shutil.rmtree(work, ignore_errors=True)

    def _context(self, folder: Path, progress: Progress | None = None) -> StepContext:
        def show(event: Event) -> None:
            if progress is not None and isinstance(event, StepProgress):
                progress(event.done or 0, event.total or 0, event.text)

        draft = JobDraft()
        draft.set("model", path=str(self._model.path or "none"))
        return StepContext("inspect", draft.freeze(), self._tools, folder, Reporter(show), self._token)

    def _digest(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path}` -> `{sha256}` of a model, without loading it."""
        del progress
        return {"sha256": digest_of_model(Path(arguments["path"]))}

    def _inspect(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path, trust="", sha256="", signature=null, digest="", contract={}}` -> `{info, known, contract, warnings}`.

        The model is the open one from now on, see `OpenModel.read`; `known` says that it was not loaded for this. Where
        the choices do not fit the model, `refused` is the error that says so, as in answers, and the contract is
        guessed without them, so that they can be mended.
        """
        del progress
        info = self._model.read(
            Path(arguments["path"]),
            trust=str(arguments.get("trust") or ""),
            sha256=str(arguments.get("sha256") or ""),
            signature=arguments.get("signature"),
            digest=str(arguments.get("digest") or ""),
        )
        found = {"info": info.model_dump(mode="json"), "known": not self._model.is_loaded}
        return {**found, **self._guessed_first(arguments)}

    def _guessed_first(self, arguments: Arguments) -> Result:
        try:
            return self._guessed(arguments)
        except LitecrateError as error:
            refused = {"refused": error_object(error)}
            given = arguments.get("contract") or {}
            without_labels = {key: value for key, value in given.items() if key != "labels"}
            for choices in (without_labels, {}):
                with contextlib.suppress(LitecrateError):
                    return self._guessed({**arguments, "contract": choices}) | refused
            raise

    def _guess(self, arguments: Arguments, progress: Progress) -> Result:
        """`{contract={}, source=null}` -> `{contract, warnings}`, for the model that was inspected last."""
        del progress
        return self._guessed(arguments)

    def _guessed(self, arguments: Arguments) -> Result:
        made = self._resolved(arguments)
        return {
            "contract": made.contract.model_dump(mode="json", by_alias=True),
            "warnings": [asdict(problem) for problem in made.warnings],
        }

    def _resolved(self, arguments: Arguments) -> Resolution:
        """The contract of the choices `contract`, and of the sample data `source` where they name a table's columns."""
        if self._model.info is None:
            raise LitecrateError(
                tr("No model has been read yet"),
                why=tr("It is not known yet what goes in and what comes out."),
                remedy=tr("Choose a model first."),
            )
        try:
            resolved = resolve(self._model.info, ContractChoice.model_validate(arguments.get("contract") or {}))
            return with_table_facts(resolved, arguments.get("source"))[0]
        except ValidationError as error:
            detail = error.errors()[0]
            if detail["loc"]:
                problem = problem_of(detail, list(ContractChoice.model_fields))
                raise LitecrateError(
                    problem.message, why=tr("It is about `{field}`.", field=problem.field), remedy=problem.remedy
                ) from error
            reason = str(detail["msg"]).removeprefix("Value error, ")
            raise LitecrateError(
                tr("The choices for the input do not fit together"),
                why=f"{reason}.",
                remedy=tr("Change it back, or choose a scaling from the list."),
            ) from error

    def _sample(self, arguments: Arguments, progress: Progress) -> Result:
        """`{file, contract={}, folder}` -> preview of a sample and the source model's answer, see `show_sample`."""
        resolved = self._resolved(arguments)
        folder = Path(arguments["folder"])
        runner = self._ready_runner(folder, progress)
        context = self._context(folder, progress)
        model = SourceModel(self._loaded(progress), resolved.info, context)
        return show_sample(context, model, resolved, runner, Path(arguments["file"]))

    def _chosen(self, asked: ModelAsked, progress: Progress) -> Loaded | None:
        """The model that the user has open, where it is the one that is wanted."""
        return self._model.as_original(asked, lambda words: progress(0, 0, words))

    def _loaded(self, progress: Progress) -> ChildSession:
        """The child with the open model; says what is waited for."""
        return self._model.session(lambda words: progress(0, 0, words))

    def _calibration(self, arguments: Arguments, progress: Progress) -> Result:
        """`{source, samples, seed, contract={}, folder}` -> facts about calibration data, see `show_calibration`."""
        resolved = self._resolved(arguments)
        folder = Path(arguments["folder"])
        runner = self._start_runner(folder).result()
        context = self._context(folder, progress)
        return show_calibration(
            context, resolved, runner, Path(arguments["source"]), int(arguments["samples"]), int(arguments["seed"])
        )

    def _table_stats(self, arguments: Arguments, progress: Progress) -> Result:
        """`{file, contract={}}` -> `{mean, std, names, notes}` of a table's columns, see `table_stats`."""
        del progress
        entry = self._resolved(arguments).table()
        if entry is None:
            raise LitecrateError(
                tr("What goes into this model is no table with a known number of columns"),
                why=tr("Mean and spread are numbers of columns."),
                remedy=tr("Choose a table row for what goes in."),
            )
        return asdict(table_stats(entry, Path(arguments["file"])))

    def _scaling(self, arguments: Arguments, progress: Progress) -> Result:
        """`{source, wanted, seed=0, contract={}, folder}` -> the scaling that fits the pictures of a folder best.

        Returns:
            `sure`; `best`: `{scaling, color, fit}`; `words` of the best; `evidence`; `other`: the choice that the
            pictures clearly contradict, "scaling", "color" or ""; `labelled`: the right answers were known. `{}` where
            it was not `wanted` and there is nothing to check.
        """
        resolved = self._resolved(arguments)
        source, wanted = Path(arguments["source"]), bool(arguments["wanted"])
        files = picture_files(source) if source.is_dir() else []
        possible = can_be_tried(resolved.contract, files)
        if wanted and not possible:
            raise nothing_to_try(resolved.contract)
        if not wanted and (not possible or is_told(resolved)):
            return {}
        folder = Path(arguments["folder"])
        runner = self._ready_runner(folder, progress)
        found = try_ways(
            self._context(folder, progress), self._loaded(progress), resolved, runner, files,
            int(arguments.get("seed") or 0), wanted=wanted,
        )  # fmt: skip
        against = contradicted_field(found, resolved.contract.inputs[0])
        return {
            "sure": found.sure,
            "best": asdict(found.best),
            "words": found.best.words(),
            "evidence": found.color_evidence() if against == "color" else found.evidence(),
            "other": against,
            "labelled": found.labelled,
        }

    def _scalings(self, arguments: Arguments, progress: Progress) -> Result:
        """`{file, contract={}, folder}` -> a picture's answers by every scaling, see `answers_by_scaling`."""
        resolved = self._resolved(arguments)
        folder = Path(arguments["folder"])
        context = self._context(folder, progress)
        runner = self._ready_runner(folder, progress)
        return answers_by_scaling(context, self._loaded(progress), resolved, runner, Path(arguments["file"]))

    def _doctor(self, arguments: Arguments, progress: Progress) -> Result:
        """`{}` -> `{requirements}` of this machine, see `builder.doctor`."""
        del arguments, progress
        return {"requirements": [entry.model_dump(mode="json") for entry in check_machine()]}

    def _needs(self, arguments: Arguments, progress: Progress) -> Result:
        """`{platforms, compiler, microsoft, page=false}` -> `{needs}` of programs for these, see `builder.needs`."""
        del progress
        platforms = [platform for platform in PLATFORMS if platform in arguments["platforms"]]
        compiler: Compiler = "system" if arguments["compiler"] == "system" else "zig"
        needs = needs_of(platforms, compiler, microsoft=bool(arguments["microsoft"]), page=bool(arguments.get("page")))
        return {"needs": [need.model_dump(mode="json") for need in needs]}

    def _icon(self, arguments: Arguments, progress: Progress) -> Result:
        """`{path}` -> `{width, height}` of a picture that can be used as icon."""
        from builder.packaging.icon import icon_size

        del progress
        width, height = icon_size(Path(arguments["path"]))
        return {"width": width, "height": height}
