"""An engine that says nothing until its stdin ends."""

import sys

sys.stdin.read()
