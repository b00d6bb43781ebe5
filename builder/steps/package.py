"""Makes the products: PyInstaller's one-file program and folder, the native folder with its .zip, the bare model."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.context import StepContext
from builder.core.platforms import Platform, this_platform
from builder.core.templates import template_environment
from builder.core.words import tr
from builder.job.job import PAGE, ProductChoice
from builder.packaging.bundle import Bundle, with_more_parts
from builder.packaging.desktop_entry import add_desktop_entry
from builder.packaging.elf import min_glibc
from builder.packaging.file_list import ListedProduct, folder_files, frozen_files, listed, packed_files
from builder.packaging.file_origins import ARCHIVE, origin_inside
from builder.packaging.icon import prepared_icon
from builder.packaging.launcher_kit import freeze, launcher_kit, libraries_in
from builder.packaging.licence_parts import PYINSTALLER, parts_inside
from builder.packaging.linked_software import RUNNER, RUNTIME
from builder.packaging.native_folder import make_native
from builder.packaging.product_contents import archive_parts, check_contents, folder_parts, total_bytes, unpacked_bytes
from builder.packaging.single_file import make_single_file
from builder.packaging.software_part import SoftwarePart
from builder.packaging.web_page import PageFiles, make_web_page
from builder.report.labels import program_label
from builder.report.size_part import Part


@dataclass(frozen=True)
class BuiltProduct:
    """A product in the workspace.

    Attributes:
        choice: What was asked for.
        path: Its main path: the program, or the model file.
        relative: Where `path` will be below the published folder.
        program: What to start, or to open in a browser; None for the bare model.
        bytes: Its size on disk; of a folder, of all files.
        parts: The sizes of its parts, which sum up to `bytes`.
        min_glibc: The oldest glibc that it runs with, where that is known.
        extra: Further files beside `path`, such as the .zip of a native folder.
        unpacked_bytes: Bytes that it unpacks into the temporary folder at its start; None where it does not.
        listed: All its files; None of the bare model, which every export has.
    """

    choice: ProductChoice
    path: Path
    relative: str
    program: Path | None
    bytes: int
    parts: tuple[Part, ...]
    min_glibc: str | None = None
    extra: tuple[Path, ...] = field(default=())
    unpacked_bytes: int | None = None
    listed: ListedProduct | None = None


def package(
    context: StepContext, bundles: Mapping[Platform, Bundle], publish: Path, page: PageFiles | None = None
) -> list[BuiltProduct]:
    """Makes every product of the job below `publish`, in the job's order, from the files for its platform.

    Args:
        context, bundles, publish: As above.
        page: What a page is made of beside a program's files; None where the job has none.

    Raises:
        LitecrateError: PyInstaller failed, or a program holds something foreign.
    """
    wanted = {choice.product for choice in context.job.products}
    frozen: list[str] = [kind for kind in ("onefile", "folder") if kind in wanted]
    dist, software = _freeze(context, bundles[this_platform()], frozen) if frozen else (None, ())
    built = []
    for number, choice in enumerate(context.job.products, 1):
        if choice.product == "model":
            built.append(_bare_model(context, choice, publish))
        elif choice.product == PAGE:
            assert page is not None
            built.append(_page(context, choice, bundles[this_platform()], page, publish))
        elif choice.product == "native":
            built.append(_native(context, choice, bundles[choice.platform], publish))
        elif choice.product == "single":
            built.append(_single(context, choice, bundles[choice.platform], publish))
        else:
            assert dist is not None
            built.append(_take_frozen(context, choice, dist, publish, software))
        several = len(context.job.platforms) > 1
        words = tr("Made: {product}", product=program_label(choice.product, choice.platform, several=several))
        context.progress(0.7 + 0.3 * number / len(context.job.products), words)
        context.token.check()
    return built


def _program_name(context: StepContext) -> str:
    return context.job.app.name + (".exe" if os.name == "nt" else "")


def _bare_model(context: StepContext, choice: ProductChoice, publish: Path) -> BuiltProduct:
    path = publish / f"{context.job.app.name}.tflite"
    size = path.stat().st_size
    return BuiltProduct(choice, path, path.name, None, size, (Part(name="model", bytes=size),))


def _native(context: StepContext, choice: ProductChoice, bundle: Bundle, publish: Path) -> BuiltProduct:
    work = context.folder / f"native-{choice.platform}"
    work.mkdir()
    made = make_native(bundle, context.job.app, choice, publish, work)
    return BuiltProduct(
        choice,
        made.program,
        made.program.relative_to(publish).as_posix(),
        made.program,
        total_bytes(made.folder),
        folder_parts(made.folder, made.executable, native=True),
        min_glibc=min_glibc(path for path in made.folder.rglob("*") if path.is_file()),
        extra=(made.archive,),
        listed=ListedProduct(
            str(choice),
            (
                *folder_files(made.folder, made.executable, publish, native=True),
                listed(made.archive, publish, ARCHIVE),
            ),
            bundle.parts,
        ),
    )


def _single(context: StepContext, choice: ProductChoice, bundle: Bundle, publish: Path) -> BuiltProduct:
    context.progress(0.65, tr("Packing the runner, the runtime and the model into one file"))
    program = publish / f"{context.job.app.name}-{choice.platform}{bundle.runner.suffix}"
    parts = make_single_file(context, bundle, program)
    inside = packed_files(path for path in bundle.files() if path != bundle.runner)
    return BuiltProduct(
        choice,
        program,
        program.name,
        program,
        program.stat().st_size,
        parts,
        min_glibc=min_glibc([bundle.runner, bundle.runtime]),
        listed=ListedProduct(str(choice), (listed(program, publish, RUNNER, inside),), bundle.parts),
    )


def _page(context: StepContext, choice: ProductChoice, bundle: Bundle, page: PageFiles, publish: Path) -> BuiltProduct:
    context.progress(0.65, tr("Packing the runtime, the core and the model into a web page"))
    app = context.job.app
    made = make_web_page(bundle, app, page, publish / f"{app.name}.html")
    return BuiltProduct(
        choice,
        made.path,
        made.path.name,
        made.path,
        made.path.stat().st_size,
        made.sizes,
        listed=ListedProduct(str(choice), (made.listed,), made.software),
    )


def _freeze(context: StepContext, bundle: Bundle, kinds: list[str]) -> tuple[Path, tuple[SoftwarePart, ...]]:
    """Runs PyInstaller once for the one-file and the folder product; its dist folder, and what software is in both."""
    context.progress(0.05, tr("Collecting the launcher's parts"))
    kit = launcher_kit(context)
    context.progress(0.3, tr("Packing the launcher, the runner and the model"))
    job, here = context.job, this_platform()
    parts = parts_inside(here, job.output.compiler, frozen=True, libraries=libraries_in(kit))
    full = with_more_parts(bundle, context.folder / "licences", parts, job.app.name, template_environment())
    (context.folder / "program.spec").write_text(_spec(context, full, kinds, kit), encoding="utf-8")
    freeze(context, context.folder, "program.spec")
    context.progress(0.7, tr("Packed"))
    return context.folder / "dist", full.parts


def _icon(context: StepContext) -> str | None:
    """Path of the icon in this platform's format; None without one and on Linux, whose programs carry none."""
    if context.job.app.icon is None or sys.platform.startswith("linux"):
        return None
    return str(prepared_icon(context.job.app.icon, this_platform(), context.folder))


def _spec(context: StepContext, bundle: Bundle, kinds: list[str], kit: Path) -> str:
    name = context.job.app.name
    # The kit has the runtime, and with it the libraries that the runtime needs; the runner is among `binaries`.
    listed = {bundle.runner, bundle.runtime}
    return template_environment().get_template("program.spec.j2").render(
        name=name,
        kit=str(kit),
        runtime=bundle.runtime.name,
        binaries=[str(bundle.runner)],
        datas=[str(path) for path in bundle.files() if path not in listed],
        icon=_icon(context),
        strip=shutil.which("strip") is not None,
        onefile="onefile" in kinds,
        folder="folder" in kinds,
        folder_name=f"{name}-folder",
    )  # fmt: skip


def _take_frozen(
    context: StepContext, choice: ProductChoice, dist: Path, publish: Path, software: tuple[SoftwarePart, ...]
) -> BuiltProduct:
    """Checks a product of PyInstaller's and moves it to where it will be published."""
    name = _program_name(context)
    onefile = choice.product == "onefile"
    made = dist / (name if onefile else f"{context.job.app.name}-folder")
    target = publish / made.name
    check_contents(made if onefile else made / name)
    made.rename(target)
    program = target if onefile else target / name
    if not onefile and sys.platform.startswith("linux"):
        add_desktop_entry(target, context.job.app, context.tools, context.folder)
    carried = _libraries(context, target, onefile)
    return BuiltProduct(
        choice,
        program,
        program.relative_to(publish).as_posix(),
        program,
        total_bytes(target),
        archive_parts(target) if onefile else folder_parts(target, program, native=False),
        min_glibc=min_glibc([program, *carried]),
        unpacked_bytes=unpacked_bytes(target) if onefile else None,
        listed=ListedProduct(
            str(choice),
            (listed(target, publish, PYINSTALLER, frozen_files(target)),)
            if onefile
            else folder_files(target, program, publish, native=False),
            software,
        ),
    )


def _libraries(context: StepContext, target: Path, onefile: bool) -> list[Path]:
    """The files that may be ELF libraries of a product; those of a one-file program are unpacked for that."""
    if not onefile:
        return [path for path in target.rglob("*") if path.is_file() and not path.is_symlink()]
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(target))
    folder = context.folder / "look"
    folder.mkdir(exist_ok=True)
    found = []
    for number, (name, entry) in enumerate(archive.toc.items()):
        if entry[4] == "b" or origin_inside(name) == RUNTIME:
            path = folder / f"{number}"
            path.write_bytes(archive.extract(name))
            found.append(path)
    return found
