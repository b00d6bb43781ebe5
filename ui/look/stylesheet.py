"""Qt style sheet of the window, filled in from the theme's colour tokens and the text size.

Its selectors match the dynamic property `look` of a widget ("title", "secondary", "card", "primary", ...).
"""

from collections.abc import Callable
from string import Template
from typing import Any

_SHEET = Template("""
QWidget { color: $text; font-size: ${f13}px; }
QMainWindow, QDialog, QWidget[look="page"], QScrollArea, QStackedWidget { background: $window; }
QScrollArea { border: 0; }
QWidget[look="sidebar"] { background: $surface; border-right: 1px solid $line; }
QWidget[look="footer"] { background: $window; border-top: 1px solid $line; }
QFrame[look="card"], QFrame[look="drop"] { background: $surface; border: 1px solid $line; border-radius: ${r8}px; }
QFrame[look="card"][tone="bad"] { border-left: ${b3}px solid $bad; }
QFrame[look="card"][tone="caution"] { border-left: ${b3}px solid $caution; }
QFrame[look="card"][tone="good"] { border-left: ${b3}px solid $good; }
QFrame[look="card"][chosen="true"] { border-color: $accent; background: $chosen; }
QRadioButton[look="choice"], QCheckBox[look="choice"] { font-weight: 600; }
QFrame[look="drop"] { border: 2px dashed $line; }
QFrame[look="drop"][over="true"], QFrame[look="drop"]:focus { border-color: $accent; }
QLabel, QCheckBox, QRadioButton { background: transparent; }
QLabel[look="brand"] { font-size: ${f17}px; font-weight: 600; }
QLabel[look="title"] { font-size: ${f22}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${f15}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="secondary"] { color: $secondary; font-size: ${f12}px; }
QLabel[look="number"] { font-size: ${f17}px; font-weight: 600; }
QLabel[look="mono"] { font-family: monospace; font-size: ${f12}px; }
QLabel[look="command"] { font-family: monospace; color: $secondary; font-size: ${f12}px; }
QLabel[look="numbers"] { font-family: monospace; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="caution"] { color: $caution; }
QLabel[tone="bad"] { color: $bad; }
QLabel[look="badge"] { color: $on_accent; background: $accent; border-radius: ${r4}px; padding: 1px ${p6}px;
  font-size: ${f12}px; font-weight: 600; }

QPushButton { background: $surface; border: 1px solid $edge; border-radius: ${r6}px; padding: ${p6}px ${p16}px;
  min-height: ${h18}px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed { background: $window; }
QPushButton:focus { border: 2px solid $accent; padding: ${p5}px ${p15}px; }
QPushButton:disabled { color: $secondary; border-color: $line; background: $window; }
QPushButton[look="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[look="primary"]:hover { background: $accent_strong; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $line; border-color: $line; color: $secondary; }
QPushButton[look="link"] { background: transparent; border: 2px solid transparent; color: $accent;
  padding: ${p2}px ${p4}px; text-align: left; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 2px solid $accent; }
QPushButton[look="link"]:disabled { color: $secondary; }
QPushButton[look="danger"] { color: $bad; border-color: $bad; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${r6}px; padding: ${p4}px; }
QToolButton:hover { background: $window; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $window; border-color: $line; }
QToolButton[look="thumbnail"]:hover { border-color: $line; }
QToolButton[look="thumbnail"]:checked { border-color: $accent; }
QToolButton[look="thumbnail"]:focus { border-color: $text; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: $surface;
  border: 1px solid $edge; border-radius: ${r6}px; padding: ${p5}px ${p8}px; selection-background-color: $accent;
  selection-color: $on_accent; }
QSpinBox, QComboBox { min-height: ${h18}px; }
QComboBox { combobox-popup: 0; } /* a list; Fusion's menu is as high as its rows without the room for its arrows */
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
  border: 2px solid $accent; padding: ${p4}px ${p7}px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: $secondary; background: $window; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $bad; }
QComboBox::drop-down { border: 0; width: ${h24}px; }
QComboBox::down-arrow { image: url("$arrow"); width: ${p12}px; height: ${p12}px; }
QPushButton::menu-indicator { image: url("$arrow"); width: ${p12}px; height: ${p12}px; right: ${p8}px;
  subcontrol-origin: padding; subcontrol-position: right center; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $accent;
  selection-color: $on_accent; outline: 0; }
QComboBox QAbstractItemView::item { padding: ${p4}px ${p8}px; }
QSpinBox::up-button, QSpinBox::down-button { width: ${p16}px; border: 0; background: transparent; }
QSpinBox::up-arrow { image: url("$arrow_up"); width: ${p8}px; height: ${p8}px; }
QSpinBox::down-arrow { image: url("$arrow"); width: ${p8}px; height: ${p8}px; }
QCheckBox, QRadioButton { spacing: ${p8}px; padding: ${p2}px; border: 2px solid transparent; border-radius: ${r4}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $secondary; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p16}px; height: ${p16}px; border: 1px solid $edge;
  background: $surface; }
QCheckBox::indicator { border-radius: ${r4}px; }
QRadioButton::indicator { border-radius: ${p8}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { border: ${b5}px solid $accent; background: $on_accent;
  width: ${dot}px; height: ${dot}px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $line; border-color: $line; }

QSlider { min-height: ${h18}px; background: transparent; }
QSlider::groove:horizontal { height: ${p4}px; background: $edge; border-radius: ${p2}px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: ${p2}px; }
QSlider::handle:horizontal { width: ${p16}px; margin: -${p6}px 0; background: $accent; border-radius: ${p8}px; }
QSlider::handle:horizontal:focus { border: 2px solid $text; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $line; }

QProgressBar { background: $line; border: 0; border-radius: ${r4}px; max-height: ${p8}px; min-height: ${p8}px; }
QProgressBar::chunk { background: $accent; border-radius: ${r4}px; }
QTableWidget, QTableView, QListView, QTreeView { background: $surface; border: 1px solid $line; border-radius: ${r6}px;
  gridline-color: $line; alternate-background-color: $window; outline: 0; }
QTableWidget:focus, QTableView:focus, QTreeView:focus { border: 2px solid $accent; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $secondary; border: 0; border-bottom: 1px solid $line;
  padding: ${p4}px ${p8}px; font-size: ${f12}px; }
QTableWidget::item, QTableView::item { padding: ${p4}px ${p8}px; }
QTreeView[look="log"] { font-family: monospace; font-size: ${f12}px; }
QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar::handle:vertical { background: $edge; border-radius: ${r4}px; min-height: ${h24}px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle:horizontal { background: $edge; border-radius: ${r4}px; min-width: ${h24}px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: ${p6}px; }
QMenu { background: $surface; border: 1px solid $line; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p16}px; border-radius: ${r4}px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
""")


def style_sheet(tokens: Any, px: Callable[[float], int]) -> str:
    """Style sheet text for one theme and text size.

    Args:
        tokens: A theme's `Tokens`.
        px: Scales a length of the design to the text size in use.
    """
    from ui.look.icons import icon_file

    values: dict[str, object] = {
        name: getattr(tokens, name)
        for name in ("window", "surface", "line", "text", "secondary", "accent", "on_accent", "good", "caution", "bad")
    }
    for letter, sizes in (
        ("f", (12, 13, 15, 17, 22)), ("p", (2, 4, 5, 6, 7, 8, 12, 15, 16)), ("h", (18, 24)), ("r", (4, 6, 8)),
        ("b", (3, 5)),
    ):  # fmt: skip
        values |= {f"{letter}{size}": max(1, px(size)) for size in sizes}
    return _SHEET.substitute(
        values,
        # A chosen mark is as large as an open one in every text size: its border grows inwards.
        dot=max(1, px(16) + 2 - 2 * px(5)),
        # Borders of controls need a contrast of 3:1 against both backgrounds (WCAG 2.1, 1.4.11); separators need not.
        edge=tokens.other,
        accent_strong=mixed(tokens.accent, tokens.text, 0.15),
        chosen=mixed(tokens.surface, tokens.accent, 0.05),
        arrow=icon_file("chevron-down", tokens.secondary),
        arrow_up=icon_file("chevron-up", tokens.secondary),
        tick=icon_file("check", tokens.on_accent),
    )


def mixed(first: str, second: str, share: float) -> str:
    """Linear mix of two #RRGGBB colours; `share` (0..1) is the part of the second one."""
    parts = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
