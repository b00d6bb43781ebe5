"""What tools and the system say when something fails, in words that help."""
