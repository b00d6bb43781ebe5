"""Folders with the libraries of another Debian, to start programs in as on that system: from its own packages."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.support.program import start

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
# Mounts are this command's own: what it mounts goes with it.
_ENTER = 'mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/tmp" && exec chroot "$0" "$@"'


def why_not() -> str | None:
    """Why no such folder can be made on this machine; None where it can."""
    if os.geteuid() != 0:
        return "only root may change the root folder"
    missing = [name for name in ("apt-get", "dpkg-deb", "unshare", "chroot") if not shutil.which(name)]
    if missing or not Path(_KEYS).exists():
        return f"this is no Debian with {', '.join(missing) or 'its keys'}"
    return None if _mirror() else "apt has no lists (apt-get update)"


def debian(suite: str, folder: Path) -> Path:
    """A root folder with the C and C++ libraries of a release such as "bullseye", downloaded and unpacked.

    Raises:
        subprocess.CalledProcessError: apt cannot fetch the packages.
    """
    for name in ("state/lists/partial", "cache/archives/partial", "root/proc", "root/tmp", "root/usr/lib64"):
        (folder / name).mkdir(parents=True)
    (folder / "sources.list").write_text(f"deb [signed-by={_KEYS}] {_mirror()} {suite} main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list", "Dir::Etc::sourceparts": "-", "Dir::State": folder / "state",
        "Dir::Cache": folder / "cache", "Dir::State::status": "/dev/null", "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
    }  # fmt: skip
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in settings.items())]
    subprocess.run([*apt, "update"], check=True, cwd=folder)
    subprocess.run([*apt, "download", "libc6", "libstdc++6", "libgcc-s1"], check=True, cwd=folder)
    root = folder / "root"
    for archive in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", archive, root], check=True)
    for name in ("bin", "lib", "lib64"):  # newer releases have them in usr alone
        if not (root / name).exists():
            (root / name).symlink_to(f"usr/{name}")
    return root


def run_in(root: Path, program: Path, *arguments: str) -> str:
    """Standard output of a program that is below `root`, started in that root folder without any variable.

    Raises:
        AssertionError: It ended with another code than 0.
    """
    inside = "/" / program.relative_to(root)
    done = start(["unshare", "--mount", "--", "sh", "-c", _ENTER, root, inside, *arguments], Path("/"), {"PATH": _PATH})
    assert done.code == 0, done.errors
    return done.output


def _mirror() -> str:
    """The address that this machine's apt fetches Debian from; "" where it knows none."""
    done = start(["apt-get", "indextargets", "--format", "$(REPO_URI)"], Path("/"), {"PATH": _PATH})
    return next(iter(done.output.split()), "")
