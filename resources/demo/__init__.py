"""The demo page: one HTML file that travels in every program that has a launcher."""
