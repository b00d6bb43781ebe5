"""Forms: labels beside their fields, with shortcuts."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget


def form_row(form: QFormLayout, words: str, field: QWidget) -> None:
    """Adds a field to a form, with a label whose shortcut (the letter after "&") moves the focus to it."""
    label = QLabel(words)
    label.setBuddy(field)
    form.addRow(label, field)


def form_layout() -> QFormLayout:
    """Form layout with labels at the left of the fields, or above them where there is no room."""
    layout = QFormLayout()
    layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    layout.setHorizontalSpacing(16)
    layout.setVerticalSpacing(10)
    return layout
