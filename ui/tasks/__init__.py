"""Background work of the window: requests to the helper process, runs of the engine, finished programs."""
