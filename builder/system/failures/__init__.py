"""Classification of failures: output of tools and errors of the system, in words that help."""
