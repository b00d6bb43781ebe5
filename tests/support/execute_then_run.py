"""Executes code, then runs a module in the same process: `tests.support.execute_then_run CODE MODULE ARGUMENTS...`."""

import runpy
import sys

if __name__ == "__main__":
    code, module = sys.argv[1:3]
    del sys.argv[1:3]
    exec(code)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
