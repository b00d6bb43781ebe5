"""What tables tell about a table's columns: their names, and mean and spread of the training data."""

from pathlib import Path

from builder.contract.resolve import Resolution
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.samples.table_columns import columns_in
from builder.samples.table_stats import table_stats


def with_table_facts(resolved: Resolution, source: Path | str | None) -> tuple[Resolution, tuple[str, ...]]:
    """A contract with the names of its columns, and with mean and spread where the user gave training data.

    Args:
        resolved: With the user's choices.
        source: The sample data, which may name the columns.

    Returns:
        The contract, and what is unusual about the training data, in sentences.

    Raises:
        LitecrateError: The training data cannot be used, or what goes in is no table.
    """
    named = resolved.with_columns(columns_in(resolved.table(), source))
    table = resolved.choice.table_stats
    if table is None:
        return named, ()
    entry = named.table()
    if entry is None:
        raise LitecrateError(
            tr("The training data in {name} cannot be used", name=table.name),
            why=tr("What goes into this model is no table with a known number of columns."),
            remedy=tr("Leave --table-stats out."),
            in_window=tr("Choose a table row for what goes in."),
            key="table-stats",
        )
    stats = table_stats(entry, table)
    return named.with_columns(stats.names).with_scaler(stats.mean, stats.std), stats.notes
