"""Browsers of this computer: which are there, and how a page is opened in one that nobody sees."""
