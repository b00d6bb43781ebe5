"""The work itself, one module a step. Steps never import each other; builder/pipeline.py joins them."""
