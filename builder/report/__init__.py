"""Export report and comparison of precisions: data classes, their texts, HTML page and terminal views."""
