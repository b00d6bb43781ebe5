"""Start of PySide6 without its search for `__feature__` switches, which Litecrate's modules do not use."""

import sys
from types import ModuleType


def start_qt_quickly() -> None:
    """Imports PySide6, and tells it that modules imported from now on leave its features as they are.

    Else it reads the source of every module at its first import, to find out whether that uses PySide6: an eighth of
    the time until the window is shown. A PySide6 without that search is left alone.
    """
    import PySide6.QtCore  # noqa: F401 (loads the module of the search)

    features = sys.modules.get("shibokensupport.feature")
    if features is not None and "_mod_uses_pyside" in vars(features):
        vars(features)["_mod_uses_pyside"] = _uses_features


def _uses_features(module: ModuleType) -> bool:
    """Whether a module may use the features: yes, as the search finds for each that imports PySide6."""
    del module
    return True
