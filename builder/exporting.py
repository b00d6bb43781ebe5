"""Steps of an export: from the source model to published, verified programs."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from builder.checks import page_fit
from builder.checks.accuracy_loss import export_that_loses
from builder.context import StepContext
from builder.core.errors import ExitCode
from builder.core.platforms import Platform, this_platform
from builder.core.templates import template_environment
from builder.core.words import tr, trn
from builder.job.job import PAGE, Job
from builder.job_state import JobState
from builder.model_steps import compile_for_all, inspect, settle_scaling
from builder.packaging.bundle import assemble, model_card
from builder.packaging.file_list import ListedProduct, listed
from builder.packaging.file_origins import MODEL, USER_DATA
from builder.packaging.how_to_start import self_test_command
from builder.packaging.icon import icon_size
from builder.packaging.licence_parts import microsoft_runtime, parts_inside
from builder.packaging.model_origin import model_origin
from builder.packaging.sbom import BILL, bill_of_materials
from builder.packaging.software_part import SoftwarePart
from builder.packaging.web_page import PageFiles
from builder.pipeline import Recipe, steps_of
from builder.plan import EXPORT_STEPS, check_downloads, check_products
from builder.report import report_views
from builder.report.comparison_file import copy_comparison
from builder.report.labels import program_label
from builder.report.report import THIS_MACHINE, ProductReport, Report, Verified
from builder.report_making import answers_of, make_report, product_report
from builder.result import Result
from builder.steps.conversion import Converted
from builder.steps.convert import convert
from builder.steps.measure import measure
from builder.steps.package import BuiltProduct, package
from builder.steps.page_model import page_model
from builder.steps.verify import Expectation, judge_model, not_run, verify
from builder.steps.verify_page import verify_page
from builder.system.downloads.table import MICROSOFT
from builder.system.emulators import Emulator, emulator_for, missing_for
from builder.system.locked_folders import write_atomically
from builder.system.tensorflow_size import tensorflow_bytes
from builder.system.toolbox import RuntimeFiles, Toolbox


@dataclass
class ExportState(JobState):
    """State shared by the steps of an export.

    Attributes:
        tensorflow_bytes: Bytes of TensorFlow as installed here, which the report compares products with.
        converted: The converted model with all that its products are verified against.
        page_model: The model in the form for pages; None where the job has none.
        built: The products, not yet verified.
        products: The reports of the products, verified and measured.
        report: The report of the whole export.
    """

    tensorflow_bytes: Future[int] = field(init=False)
    converted: Converted = field(init=False)
    page_model: Path | None = None
    built: list[BuiltProduct] = field(init=False)
    products: list[ProductReport] = field(init=False)
    report: Report = field(init=False)

    def page_files(self) -> PageFiles | None:
        """What a page is made of; None where the job has none."""
        if self.page_parts is None or self.page_model is None:
            return None
        return PageFiles(self.page_parts.core, self.page_parts.runtime, self.page_model)

    @property
    def expected(self) -> Expectation:
        """Reference that the products are verified against."""
        converted = self.converted
        return Expectation(
            contract=converted.contract,
            lite=converted.lite,
            samples=converted.samples,
            precision=converted.precision,
            lite_answers=converted.lite_answers,
            source_answers=converted.source_answers,
            min_agreement=self.job.precision.min_agreement,
            rounds=converted.rounds,
            noise=converted.noise,
            found=converted.found,
        )


def _check(job: Job, tools: Toolbox) -> None:
    check_products(job)
    check_downloads(job, tools)
    if job.app.icon is not None:
        icon_size(job.app.icon)


def _inspect(context: StepContext, state: ExportState) -> None:
    inspect(context, state)
    if state.job.has_page:
        page_fit.check_source(state.resolved.info, state.resolved.contract)


def _begin(state: ExportState) -> None:
    state.tensorflow_bytes = state.pool.submit(tensorflow_bytes, state.tools.cache)


def _convert(context: StepContext, state: ExportState) -> None:
    settle_scaling(context, state)
    state.converted = convert(context, state.source, state.resolved, state.runner_path, state.pictures)
    state.doubt(state.converted.doubts)
    state.release_source()
    if state.job.has_page:
        page_fit.check_file(state.converted.lite, state.converted.contract)
        state.page_model = page_model(context, state.converted)


def _package(context: StepContext, state: ExportState) -> None:
    job, converted, publish = state.job, state.converted, state.workspace.publish
    model = publish / f"{job.app.name}.tflite"
    write_atomically(model, converted.model.read_bytes())
    contract = publish / f"{job.app.name}.contract.toml"
    contract.write_text(converted.contract.to_toml(), encoding="utf-8")
    card = {
        **model_card(job, state.resolved.info, converted.lite, converted.precision, state.tools),
        "verified": judge_model(state.expected).model_dump(mode="json"),
    }
    origin = model_origin(job.model.path, state.resolved.info)
    bundles = {
        platform: assemble(
            context.folder / "bundles" / platform,
            runner=parts.runner.path,
            runtime=parts.runtime,
            model=model,
            contract=converted.contract,
            self_test=converted.self_test,
            card=card,
            parts=parts_inside(platform, job.output.compiler, more=_microsofts(parts.runtime)),
            origin=origin,
            templates=template_environment(),
        )
        for platform, parts in state.all_parts().items()
    }
    state.built = package(context, bundles, publish, state.page_files())
    always = ListedProduct("model", (listed(model, publish, MODEL), listed(contract, publish, USER_DATA)))
    products = [product.listed for product in state.built if product.listed is not None]
    (publish / BILL).write_text(bill_of_materials(job.app, origin, [*products, always]), encoding="utf-8")


def _verify(context: StepContext, state: ExportState) -> None:
    expected, converted = state.expected, state.converted
    state.products = []
    emulators: dict[Platform, Emulator | None] = {}
    for number, product in enumerate(state.built):
        choice, several = product.choice, len(state.job.platforms) > 1
        words = tr("Starting: {product}", product=program_label(choice.product, choice.platform, several=several))
        context.progress(number / len(state.built), words, done=number, total=len(state.built))
        state.products.append(_checked(context, product, expected, emulators))
        _say(context, product, state.products[-1].verified)
    measured_ranges = converted.calibration is not None  # else int8 has those of the training
    lost = export_that_loses(state.job, state.products, state.doubts) if measured_ranges else None
    if lost is not None:
        state.warn(context, lost)


def _microsofts(runtime: RuntimeFiles) -> tuple[SoftwarePart, ...]:
    """Microsoft's libraries as a part of a program, where they are beside its runtime."""
    licence = runtime.microsofts_licence
    return (microsoft_runtime(MICROSOFT.version, licence),) if licence else ()


def _checked(
    context: StepContext, product: BuiltProduct, expected: Expectation, emulators: dict[Platform, Emulator | None]
) -> ProductReport:
    """Verifies a product, and measures it where it runs on this machine; `emulators` keeps those that were prepared."""
    if product.program is None:
        return product_report(product, judge_model(expected), None, "")
    if product.choice.product == PAGE:
        page = verify_page(context, product.path, expected)
        return product_report(product, page.verified, page.measured, page.ran_on)
    platform = product.choice.platform
    if platform == this_platform():
        checked = verify(context, product.program, expected)
        return product_report(product, checked, measure(context, product.program, expected.samples.path), THIS_MACHINE)
    if platform not in emulators:
        work = context.folder / f"on-{platform}"
        work.mkdir()
        emulators[platform] = emulator_for(platform, work, context.tools.kept(), context.token, context.on_line)
    through = emulators[platform]
    if through is None:
        return product_report(product, not_run(expected, _why_not_run(product)), None, "")
    return product_report(product, verify(context, product.program, expected, through), None, through.name)


def _why_not_run(product: BuiltProduct) -> str:
    missing = missing_for(product.choice.platform)
    why = missing.why if missing is not None else tr("what would run it did not start")
    return tr(
        "{why}; there, its own check is: {command}",
        why=why,
        command=self_test_command(product.choice.platform, product.path.name),
    )


def _say(context: StepContext, product: BuiltProduct, checked: Verified) -> None:
    if checked.status == "passed":
        context.log(
            trn(
                "{product}: verified with {n} sample.",
                "{product}: verified with {n} samples.",
                checked.samples,
                product=product.choice,
            )
        )
    elif checked.status == "not-run":
        context.log(tr("{product}: not run: {reason}.", product=product.choice, reason=checked.reason), "warning")
    else:
        context.log(tr("{product}: not verified: {reason}.", product=product.choice, reason=checked.reason), "error")
    if checked.status == "passed" and checked.reason:
        context.log(f"{product.choice}: {checked.reason}.", "warning")


def _report(context: StepContext, state: ExportState) -> None:
    info, workspace = state.resolved.info, state.workspace
    places = [place for place in (state.compared, workspace.target) if place is not None]
    report = state.report = make_report(
        state.job,
        info,
        state.converted,
        state.products,
        answers=answers_of(state.resolved, state.doubts),
        versions=state.tools.versions(),
        tensorflow_bytes=state.tensorflow_bytes.result(),
        seconds=state.seconds,
        problems=state.problems,
        comparison=copy_comparison(context, places, workspace.publish, info.source_sha256),
    )
    (workspace.publish / "report.json").write_text(report.to_json(), encoding="utf-8")
    (workspace.publish / "report.html").write_text(report_views.html(report), encoding="utf-8")
    job = state.job.pinned_to("").checked_as(state.resolved.choice)
    (workspace.publish / "job.toml").write_text(job.to_toml(workspace.target), encoding="utf-8")


def _publish(state: ExportState) -> Result:
    publish = state.workspace.publish
    (publish / "build.log").write_text(state.log.text(), encoding="utf-8")
    folder = state.workspace.publish_now()
    made = [path for product in state.built for path in (product.path, *product.extra)]
    paths = tuple(folder / path.relative_to(publish) for path in made)
    return Result(ExitCode.NOT_VERIFIED if state.report.spoiled else ExitCode.DONE, folder, paths, state.report)


EXPORT = Recipe(
    steps=steps_of(
        EXPORT_STEPS,
        {
            "inspect": _inspect,
            "compile": compile_for_all,
            "convert": _convert,
            "package": _package,
            "verify": _verify,
            "report": _report,
        },
        beside={"compile"},
    ),
    state=ExportState,
    publish=_publish,
    check=_check,
    begin=_begin,
)
