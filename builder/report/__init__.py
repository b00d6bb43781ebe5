"""Reports and comparisons: values, words and views."""
