"""Reports how children that open models are confined, for the log of an export and for `litecrate doctor`."""

from builder.child.confine.confinement import Bounds, Confined
from builder.context import StepContext
from builder.core.words import tr
from builder.sessions.child_answers import ConfinedAnswer
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from builder.system.environment import python_argv
from builder.system.locked_folders import temporary_folder
from builder.system.process import Command, ignore_line, run


def confined_words(confined: Confined) -> str:
    """Names of the active layers of the confinement, with commas between; "" where there is none."""
    layers = []
    if confined.landlock:
        covered = [tr("files")]
        if confined.landlock >= 4:
            covered.append("TCP")
        if confined.landlock >= 6:
            covered.append(tr("signals"))
        layers.append(tr("Landlock ABI {n} ({covered})", n=confined.landlock, covered=", ".join(covered)))
    if confined.seccomp:
        layers.append("seccomp")
    if confined.namespace:
        layers.append(tr("network namespace"))
    if confined.limits:
        layers.append(tr("limits"))
    return ", ".join(layers)


def say_confined(context: StepContext, session: ChildSession) -> None:
    """Logs the active layers of a session's confinement; a warning where the kernel does not guard files."""
    confined = session.confined or Confined()
    words = confined_words(confined)
    for layer, why in confined.failed.items():
        context.debug(f"{layer}: {why}")
    if confined.landlock:
        context.log(tr("The model is worked on in a confined program: {layers}.", layers=words))
    else:
        context.log(
            tr(
                "This system cannot shield your files from a model's program (no Landlock). Only the check "
                "of the file before it is opened protects them. Also active: {layers}.",
                layers=words or tr("nothing"),
            ),
            "warning",
        )


def try_confinement() -> Confined:
    """Tests the confinement on this machine by a program that confines itself; no layers where it cannot be run."""
    try:
        with temporary_folder("confined") as folder:
            bounds = Bounds(str(folder.path), str(folder.path), ())
            command = Command(python_argv("builder.child.confine.confinement", bounds.to_argument()), folder.path)
            outcome = run(command, CancelToken(), on_line=ignore_line, capture=True)
        return ConfinedAnswer.model_validate_json(outcome.output).value() if outcome.ok else Confined()
    except (OSError, ValueError):
        return Confined()
