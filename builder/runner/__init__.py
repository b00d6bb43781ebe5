"""The engine's one way to the runner: files to blocks, blocks over its pipe, arrays as they enter the model."""
