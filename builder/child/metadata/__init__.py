"""Readers of what model files say about themselves: names, scaling, licence. All of it is bounded data, never code."""
