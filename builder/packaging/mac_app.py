"""Makes a macOS app: the folder NAME.app with the runner, what belongs to it, and Info.plist."""

import hashlib
import plistlib
import shutil
from pathlib import Path

from builder.core.platforms import Platform
from builder.job.job import AppChoice
from builder.packaging.bundle import Bundle
from builder.packaging.icon import prepared_icon

OLDEST_MACOS = "14.0"  # that of the runtime, and of the compiler's target
_MACOS: Platform = "macos-arm64"


def make_app(bundle: Bundle, app: AppChoice, folder: Path, work: Path) -> Path:
    """Makes NAME.app in a folder and returns its executable.

    The executable looks for its files in the app's Resources. Its signature is the linker's, without an identity.
    """
    contents = folder / f"{app.name}.app" / "Contents"
    resources = contents / "Resources"
    executable = contents / "MacOS" / app.name
    executable.parent.mkdir(parents=True)
    resources.mkdir()
    bundle.copy_to(resources, executable)
    if app.icon is not None:
        shutil.copyfile(prepared_icon(app.icon, _MACOS, work), resources / "icon.icns")
    (contents / "Info.plist").write_bytes(info_plist(app))
    return executable


def info_plist(app: AppChoice) -> bytes:
    """Info.plist: the app's name, version and identifier; without a place in the Dock, since it shows a page."""
    number = hashlib.sha256(app.name.encode()).hexdigest()[:12]
    said = {
        "CFBundleName": app.name,
        "CFBundleDisplayName": app.name,
        "CFBundleExecutable": app.name,
        "CFBundleIdentifier": f"litecrate.program-{number}",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": app.version,
        "CFBundleVersion": app.version,
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSUIElement": True,
        "NSHighResolutionCapable": True,
    }
    if app.icon is not None:
        said["CFBundleIconFile"] = "icon"
    return plistlib.dumps(said)
