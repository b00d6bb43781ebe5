"""State of the wizard (choices and inspection results), and protocols of what `app` provides."""
