"""What the user's files are as samples for a model."""
