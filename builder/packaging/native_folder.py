"""Makes the product `native`: a folder with the runner and what belongs beside it, and the same folder as a .zip."""

import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from builder.job.job import AppChoice, ProductChoice
from builder.packaging.bundle import Bundle
from builder.packaging.how_to_start import HOW_TO_START, how_to_start
from builder.packaging.icon import prepared_icon
from builder.packaging.mac_app import make_app
from builder.packaging.sbom import write_own_bill
from builder.packaging.windows_resources import add_resources

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same input makes the same archive


@dataclass(frozen=True)
class NativeFolder:
    """A native product.

    Attributes:
        folder: With everything in it.
        program: What its recipient starts in there; on macOS a link into the app.
        executable: The runner itself.
        archive: The folder as a .zip.
    """

    folder: Path
    program: Path
    executable: Path
    archive: Path


def make_native(bundle: Bundle, app: AppChoice, choice: ProductChoice, publish: Path, work: Path) -> NativeFolder:
    """Makes the folder and its .zip below `publish`; `work` is a folder for files that are needed meanwhile."""
    platform = choice.platform
    folder = publish / f"{app.name}-native-{platform}"
    folder.mkdir()
    program = folder / (app.name + bundle.runner.suffix)
    if platform == "macos-arm64":
        executable = make_app(bundle, app, folder, work)
        program.symlink_to(executable.relative_to(folder))
    else:
        executable = program
        bundle.copy_to(folder, executable)
    if platform == "windows-x64":
        add_resources(executable, app, prepared_icon(app.icon, platform, work) if app.icon is not None else None)
    text = how_to_start(app, platform, microsoft=bool(bundle.beside))
    (folder / HOW_TO_START).write_text(text, encoding="utf-8", newline="\r\n" if platform == "windows-x64" else "\n")
    write_own_bill(folder, executable, str(choice), app, bundle.origin, bundle.parts)
    archive = folder.with_name(folder.name + ".zip")
    zip_folder(folder, archive)
    return NativeFolder(folder, program, executable, archive)


def zip_folder(folder: Path, archive: Path) -> None:
    """Writes a .zip of a folder, with its name as the first level, links as links and programs still executable."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for path in sorted(entry for entry in folder.rglob("*") if entry.is_symlink() or entry.is_file()):
            info = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _ZIP_DATE)
            info.create_system = 3  # Unix, whose modes these are
            info.compress_type = zipfile.ZIP_DEFLATED
            if path.is_symlink():
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
                target.writestr(info, path.readlink().as_posix())
            else:
                info.external_attr = (stat.S_IFREG | (0o755 if os.access(path, os.X_OK) else 0o644)) << 16
                target.writestr(info, path.read_bytes())
