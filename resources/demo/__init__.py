"""The demo page that travels in every program with a launcher: its sources, and how they become one HTML file."""
