"""Access to this machine: child processes, tools, the user's folders, locks, caches, crash-safe publication."""
