"""Pages of the wizard, one module each, and the larger parts of pages."""
