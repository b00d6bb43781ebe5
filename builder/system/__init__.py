"""Programs, tools, folders and locks of this machine."""
