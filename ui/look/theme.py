"""Theme: colour tokens for light and dark, fonts and lengths, applied as Qt palette, font and style sheet.

Every colour in the window comes from here. Lengths are in px at a text size of 100% and grow with it.
"""

from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.look.stylesheet import style_sheet

Scheme = Literal["system", "light", "dark"]
_GENERIC = ("Sans Serif", "Sans", "sans-serif", "DejaVu Sans")  # what Qt reports where no font was chosen
_PREFERRED = "Inter"
_BODY = 13  # px of ordinary text in the design


class Tokens(NamedTuple):
    """The colours of one theme, as #RRGGBB. `model` to `runner` are the parts of a program's size."""

    window: str
    surface: str
    line: str
    text: str
    secondary: str
    accent: str
    on_accent: str
    good: str
    caution: str
    bad: str
    model: str = "#2563D9"
    runtime: str = "#7A5AF8"
    python: str = "#12A594"
    pictures_library: str = "#E5890A"
    core: str = "#12A594"
    page: str = "#E5890A"
    other: str = "#8B93A1"
    runner: str = "#5B6472"

    def part(self, name: str) -> QColor:
        """The colour of a part as report.json names it."""
        return QColor(getattr(self, name.replace(" ", "_"), self.other))

    def tone(self, name: str) -> QColor:
        """The colour of "good", "caution", "bad", "secondary", "accent", "text" or "surface"."""
        return QColor(getattr(self, name))


LIGHT = Tokens(
    window="#F7F8FA", surface="#FFFFFF", line="#E3E6EB", text="#1B1F27", secondary="#5B6472", accent="#2563D9",
    on_accent="#FFFFFF", good="#1A7A42", caution="#955800", bad="#B82832",
)  # fmt: skip
DARK = Tokens(
    window="#16181D", surface="#1F232B", line="#2E343F", text="#E8EBF0", secondary="#9AA3B2", accent="#6EA0FF",
    on_accent="#16181D", good="#4CC38A", caution="#F0B14A", bad="#FF7B84", runner="#C9CFD9",
)  # fmt: skip


def palette_of(tokens: Tokens) -> QPalette:
    """QPalette of a theme, for widgets that the style sheet does not cover."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, tokens.window), (roles.WindowText, tokens.text), (roles.Base, tokens.surface),
        (roles.AlternateBase, tokens.window), (roles.Text, tokens.text), (roles.Button, tokens.surface),
        (roles.ButtonText, tokens.text), (roles.BrightText, tokens.bad), (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent), (roles.ToolTipBase, tokens.surface),
        (roles.ToolTipText, tokens.text), (roles.PlaceholderText, tokens.secondary), (roles.Link, tokens.accent),
        (roles.LinkVisited, tokens.accent), (roles.Mid, tokens.line), (roles.Light, tokens.surface),
        (roles.Dark, tokens.line), (roles.Accent, tokens.accent),
    ):  # fmt: skip
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.secondary))
    return palette


def tokens() -> Tokens:
    """Colour tokens of the theme in use, told apart by the lightness of the palette's window colour."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def px(length: float) -> int:
    """Scales a length (px at a text size of 100%) to the text size in use."""
    return round(length * QApplication.font().pixelSize() / _BODY)


def sized_font(size: float, weight: QFont.Weight = QFont.Weight.Normal, *, mono: bool = False) -> QFont:
    """Application font, or the system's monospace font, of `size` px at a text size of 100%."""
    font = _fixed_font() if mono else QApplication.font()
    font.setPixelSize(px(size))
    font.setWeight(weight)
    return font


def _fixed_font() -> QFont:
    from PySide6.QtGui import QFontDatabase  # here, since no page that the window starts with shows it

    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def motion_is_reduced() -> bool:
    """Whether the system asks for reduced motion (Qt's UI_General effects are off)."""
    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


class Theme(QObject):
    """Applies colour scheme and text size to the application, and follows the system's light or dark mode.

    Widgets do not need it: `tokens()` and `px()` read the application's palette and font, and a change reaches
    every widget as Qt's own PaletteChange, FontChange and StyleChange events.
    """

    def __init__(
        self, application: QApplication, scheme: Scheme = "system", text_size: int = 100, *, dressed: bool = True
    ) -> None:
        """Applies palette and font, and the style sheet unless not `dressed`: then `dress` does, once.

        Each widget that is put into another one computes its style again, and each style by the sheet: a window whose
        widgets are made first and dressed once appears sooner.
        """
        super().__init__(application)
        self._application = application
        self._scheme: Scheme = scheme
        self._text_size = text_size
        self._dressed = dressed
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    def dress(self) -> None:
        """Applies the style sheet, for a theme that was made without it."""
        self._dressed = True
        self._application.setStyleSheet(style_sheet(tokens(), px))

    def choose(self, scheme: Scheme, text_size: int) -> None:
        """Sets colour scheme and text size of the whole application.

        Args:
            scheme: "light", "dark", or "system" to follow the desktop.
            text_size: In percent of the design's 13 px.
        """
        if (scheme, text_size) != (self._scheme, self._text_size):
            self._scheme, self._text_size = scheme, text_size
            self._apply()

    def _apply(self) -> None:
        system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._scheme == "dark" or (self._scheme == "system" and system_is_dark)
        chosen = DARK if dark else LIGHT
        self._application.setPalette(palette_of(chosen))
        font = QApplication.font()
        if font.family() in _GENERIC:  # the system has no chosen font that this would override
            font.setFamilies([_PREFERRED, font.family()])  # the second where the first is not installed
        font.setPixelSize(round(_BODY * self._text_size / 100))
        self._application.setFont(font)
        if self._dressed:
            self._application.setStyleSheet(style_sheet(chosen, px))

    def _system_changed(self) -> None:
        if self._scheme == "system":
            self._apply()
