"""The window's helper process: looks at models and data while the user chooses, so that the window never waits."""
