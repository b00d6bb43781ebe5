"""Tests of results in the window: the done page with its lights, and the history."""
