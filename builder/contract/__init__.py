"""Contracts (a model's inputs and outputs as files and answers), and how they are guessed and resolved."""
