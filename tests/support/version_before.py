"""Files as the version before wrote them, with today's places in the stead of those that it named.

The texts are in tests/data/version_before. @PROJECT@ stands there for the folder of a user's own job, @SAMPLES@ for the
bundled samples, @PYTHON@ for where Python was installed, @PLATFORM@ for this one, @MODEL@ for the digest of the sample.
"""

import shutil
from pathlib import Path

from PIL import Image

from builder.core.model_digest import digest_of_model
from builder.core.platforms import this_platform
from tests.conftest import ROOT, SAMPLES

MODEL = SAMPLES / "digits.keras"
RUNNER_KEY, MODEL_KEY = "98302d7df1de227c70241b22", "764c642a7db8ab5d89ae77533deba91c"


def text_of(name: str, project: Path) -> str:
    """A file of the version before."""
    text = (ROOT / "tests" / "data" / "version_before" / name).read_text(encoding="utf-8")
    places = {
        "@PROJECT@": project.as_posix(),
        "@SAMPLES@": SAMPLES.as_posix(),
        "@PYTHON@": (project / "python-of-then").as_posix(),
        "@PLATFORM@": this_platform(),
        "@MODEL@": digest_of_model(MODEL),
    }
    for place, now in places.items():
        text = text.replace(place, now)
    return text


def place_file(name: str, project: Path, target: Path) -> Path:
    """Writes a file of the version before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text_of(name, project), encoding="utf-8")
    return target


def user_project(folder: Path) -> Path:
    """A folder with a saved job and all that it names; answers the job file."""
    folder.mkdir()
    shutil.copy(MODEL, folder / "digits.keras")
    shutil.copytree(SAMPLES / "digits", folder / "pictures")
    (folder / "labels.txt").write_text("\n".join("0123456789"), encoding="utf-8")
    Image.new("RGB", (64, 64), "#336699").save(folder / "icon.png")
    return place_file("project/job.toml", folder, folder / "job.toml")


def published(project: Path) -> Path:
    """What an export of the bundled sample had published in the project's result folder, without its programs."""
    folder = project / "out" / "digits"
    for name in ("job.toml", "report.json", "compare.json"):
        place_file(f"published/{name}", project, folder / name)
    place_file("published/contract.toml", project, folder / "digits.contract.toml")
    return folder
