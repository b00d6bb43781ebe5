"""What the user has chosen, and what the window needs from the rooms above."""
