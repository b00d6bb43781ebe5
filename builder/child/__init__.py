"""Programs that run as children of the engine. Only here may tensorflow be imported."""
