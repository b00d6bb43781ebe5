"""What the user chose: the draft, its problems, the frozen job."""
