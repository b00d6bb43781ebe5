"""The engine's side of child processes that open models: sessions, checked answers, files that are exchanged."""
