"""The services of every page: the state, the helper, the engine's work, what is kept, and a place for files."""

from dataclasses import dataclass
from pathlib import Path

from ui.state.ports import History, Settings, Trusted
from ui.state.state import WizardState
from ui.tasks.comparison import Comparing
from ui.tasks.engine_processes import Assistant
from ui.tasks.export import Run
from ui.tasks.inspection import Inspection
from ui.tasks.scaling import ScalingSearch


@dataclass(frozen=True)
class Services:
    """Attributes:
    scaling, scaling_check: The search that the user asks for, and the quiet check of the sample data.
    folder: For files of this window only; gone when it closes.
    demo: The window is on a stage.
    """

    state: WizardState
    assistant: Assistant
    inspection: Inspection
    scaling: ScalingSearch
    scaling_check: ScalingSearch
    run: Run
    comparing: Comparing
    history: History
    settings: Settings
    trusted: Trusted
    folder: Path
    demo: bool = False
