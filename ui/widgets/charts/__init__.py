"""Charts: bars, scatter plot, tables of figures."""
