"""Confirmation of an answer by the user: in the published result, in the history, and in the choices that made it."""

from builder.job.checked import check
from builder.report.confirmation import confirm_by_eye, job_confirmed_by_eye
from builder.report.lights import states_of
from builder.report.report import Report
from ui.state.record import Record
from ui.state.state import Finished
from ui.tasks.contract_choices import edit_contract
from ui.tasks.services import Services


def confirm(services: Services, finished: Finished) -> Finished:
    """Records that the user looked at an answer of a finished export and found it right.

    Returns:
        The export with its report as it is now.

    Raises:
        LitecrateError: The folder holds another result now.
        OSError: A file of the result cannot be read or written.
    """
    folder, report = finished.folder, finished.report
    if folder is None or report is None:
        return finished
    report = confirm_by_eye(folder, report)
    records = services.history.records()
    record = next((each for each in records if each.folder == folder), None)  # the newest
    if record is not None:
        services.history.add(record.model_copy(update={"lights": states_of(report), "job": _job_of(record, report)}))
    job = services.run.job
    if job is not None and _choices_of(services) == (job.model.path, job.contract):
        edit_contract(services, **check("eye", report.model.source_sha256))
    return finished._replace(report=report)


def _job_of(record: Record, report: Report) -> str:
    """The record's job with the confirmation; as it is where it cannot be read."""
    try:
        return job_confirmed_by_eye(record.job, report)
    except ValueError:
        return record.job


def _choices_of(services: Services) -> tuple[object, object] | None:
    """Model and contract of the present draft; None where it has problems."""
    draft = services.state.copy_of_draft()
    if any(problem.level == "error" for problem in draft.problems()):
        return None
    job = draft.freeze()
    return job.model.path, job.contract
