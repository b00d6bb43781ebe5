"""Steps that an export and a comparison share: compile the runner, inspect the model, settle the scaling."""

from contextlib import ExitStack

from builder.checks.scaling_check import settled_scaling
from builder.context import StepContext
from builder.contract.beside import with_neighbours
from builder.contract.modelinfo import ModelInfo
from builder.contract.resolve import resolve
from builder.core.model_digest import model_root, refuse_changed, size_and_digest
from builder.core.platforms import this_platform
from builder.core.visible import visible
from builder.core.words import tr
from builder.job.checked import outdated_check
from builder.job_state import JobState
from builder.report.said_facts import said_facts
from builder.report.said_words import said_line
from builder.samples.table_facts import with_table_facts
from builder.sessions.child_answers import checked_answer
from builder.sessions.child_session import ChildSession
from builder.sessions.confinement_report import say_confined
from builder.steps.compile import compile_runner, platform_parts
from builder.steps.page_core import page_parts


def compile_for_here(context: StepContext, state: JobState) -> None:
    """Compiles the runner for this machine, or takes it from the cache."""
    state.compiled.set_result(compile_runner(context, this_platform()))


def compile_for_all(context: StepContext, state: JobState) -> None:
    """Compiles the runner for every platform of the job, one after the other: this one first, which others wait for.

    The core of pages comes last, where the job has one.
    """
    platforms = state.job.platforms
    count = len(platforms) + state.job.has_page
    for number, platform in enumerate(platforms):
        state.parts[platform] = platform_parts(context.part(number, count), platform)
        if platform == this_platform():
            state.compiled.set_result(state.parts[platform].runner)
    if state.job.has_page:
        state.page_parts = page_parts(context.part(len(platforms), count))


def inspect(context: StepContext, state: JobState) -> None:
    """Starts the child that holds the source model, inspects the model and resolves its contract."""
    model = state.job.model
    held = state.stack.enter_context(ExitStack())
    session = ChildSession(state.token, state.child_line("inspect"), state.workspace.temporary, reading=[model.path])
    state.source, state.release_source = held.enter_context(session), held.close
    context.progress(0.1, tr("Reading the model"))
    found = session.request(
        "inspect", path=str(model.path), trust=state.trusted, sha256=model.sha256 or "", signature=model.signature
    )
    say_confined(context, session)
    # Caches and comparisons identify a model by size and digest, so the engine takes them itself: the child that has
    # the model open could be under the model's control.
    size, digest = size_and_digest(model_root(model.path))
    info = checked_answer(ModelInfo, found).model_copy(update={"source_bytes": size, "source_sha256": digest})
    info = with_neighbours(info, model.path)
    if state.trusted:  # results are cached under this digest, and the file may have changed while it was read
        refuse_changed(model.path, info.source_sha256, state.trusted)
    resolved = resolve(info, state.job.contract)
    outdated = outdated_check(state.job.contract.model_dump(), digest)
    if outdated is not None:
        resolved = resolved.unchecked()
    for problem in (*info.warnings, *resolved.warnings, *([outdated] if outdated else [])):
        state.warn(context, problem)
    for fact in said_facts(info, resolved.contract):
        context.log(visible(said_line(fact)))
    state.resolved, notes = with_table_facts(resolved, state.job.calibration.source)
    for note in notes:
        context.log(note)


def settle_scaling(context: StepContext, state: JobState) -> None:
    """Settles the scaling of pictures: searches for it where the job asks for that, else checks it with pictures."""
    settled, doubt = settled_scaling(context, state.source, state.resolved, state.runner_path, state.pictures)
    if doubt is not None:
        context.log(doubt.words(), "warning")
        state.doubt([doubt])
    outdated = {problem.id for problem in state.resolved.warnings} - {problem.id for problem in settled.warnings}
    state.problems = [problem for problem in state.problems if problem.id not in outdated]
    state.resolved = settled
