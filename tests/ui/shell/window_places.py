"""Opens a window, moves and closes it, and prints where it was, for a test: `python window_places.py [X Y W H]`."""

import json
import sys

from PySide6.QtWidgets import QApplication

from app.gui import Window, make_application
from app.settings import SettingsFile


def main(place: list[int]) -> None:
    application = make_application([])
    window = Window(application, SettingsFile(), "en", demo=False)
    wizard = window.wizard
    wizard.show()
    if place:
        wizard.setGeometry(*place)
    application.processEvents()
    area = QApplication.primaryScreen().availableGeometry()
    seen = wizard.geometry()
    wizard.close()
    window.close()
    print(json.dumps({"place": seen.getRect(), "inside": area.contains(seen)}), flush=True)


if __name__ == "__main__":
    main(list(map(int, sys.argv[1:])))
