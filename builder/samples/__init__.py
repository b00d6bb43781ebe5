"""The user's files as samples for a model."""
