"""Bills of materials, read independently of the code that writes them."""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing
from packageurl import PackageURL


def checked_bill(text: str) -> dict[str, Any]:
    """A bill that follows the schema of CycloneDX 1.6; its licences are of the SPDX list, its references lead on."""
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    assert problem is None, problem
    bill: dict[str, Any] = json.loads(text)
    references = [one["bom-ref"] for one in components(bill)] + [bill["metadata"]["component"]["bom-ref"]]
    assert len(set(references)) == len(references)
    named = [one["ref"] for one in bill["dependencies"]]
    assert len(set(named)) == len(named)
    led = {end for one in bill["dependencies"] for end in one.get("dependsOn", [])}
    assert led | set(named) <= set(references)
    for one in components(bill):
        for licence in one.get("licenses", []):
            assert "license" in licence or _problems_of_licence(licence["expression"]) == []
        if "purl" in one:
            assert PackageURL.from_string(one["purl"]).to_string() == one["purl"]
        for link in one.get("externalReferences", []):
            assert re.fullmatch(r"https://[!-~]+", link["url"]), link
    return bill


@cache
def _problems_of_licence(expression: str) -> list[str]:
    return list(get_spdx_licensing().validate(expression).errors)


def components(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All components of a bill or of a component, at every depth, but for where models come from."""
    for one in holder.get("components", []):
        if "bom-ref" in one:
            yield one
        yield from components(one)


def product(bill: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in bill["components"] if one["bom-ref"] == title)


def software(bill: dict[str, Any]) -> list[dict[str, Any]]:
    """The software in a bill's products."""
    return [one for one in bill["components"] if one["bom-ref"].startswith("part:")]


def billed(holder: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of the files in a product, or in a file, by their names; not of those inside of them."""
    found = {}
    for one in holder["components"]:
        (digest,) = (entry["content"] for entry in one["hashes"] if entry["alg"] == "SHA-256")
        (size,) = (int(entry["value"]) for entry in one["properties"] if entry["name"] == "litecrate:bytes")
        found[one["name"]] = (size, digest)
    return found


def on_disk(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
