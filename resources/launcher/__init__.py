"""The launcher: the few lines of Python that PyInstaller freezes around the runner; see `start`."""
