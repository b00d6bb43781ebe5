"""The job of an export: draft, frozen job, its problems, its file."""
