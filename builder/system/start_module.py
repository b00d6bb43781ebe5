"""Runs a module with a fixed list of module folders: `python -I start_module.py FOLDERS MODULE ARGUMENTS...`.

Run by path, see `builder/system/environment.py`. `-I` keeps out the working folder, every PYTHON* variable and the
user's own packages; FOLDERS, joined as in PATH, are where the program that starts this one found its modules, in order.
"""

import os
import runpy
import sys


def main() -> None:
    """Runs MODULE as the main program, its arguments in `sys.argv`."""
    given, module = sys.argv[1], sys.argv[2]
    del sys.argv[1:3]
    folders = [folder for folder in given.split(os.pathsep) if folder]
    sys.path[:] = [entry for entry in sys.path if entry not in folders] + folders
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
