"""What comes from elsewhere: a table of it, its archives, and how it is found or fetched."""
