"""What goes into programs, and what finished ones hold."""
