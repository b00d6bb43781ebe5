"""Sandbox of the child process, set up before it opens a model: namespaces, Landlock, seccomp, resource limits."""
