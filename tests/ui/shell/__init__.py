"""Tests of the window around the pages: drops, the way on, what is kept, the summary, the demo."""
