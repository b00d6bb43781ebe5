"""Services that every page is given: state, helper, engine work, history, durations, settings, trust, own folder."""

from pathlib import Path
from typing import NamedTuple

from ui.state.ports import Drafts, Durations, History, Settings, Trusted
from ui.state.state import WizardState
from ui.tasks.comparison import ComparisonRun
from ui.tasks.engine_processes import Assistant
from ui.tasks.export import ExportRun
from ui.tasks.inspection import Inspection
from ui.tasks.scaling import ScalingSearch
from ui.tasks.scaling_choice import ScalingChoice


class Services(NamedTuple):
    """Container of the objects that pages share (dependency injection).

    Attributes:
        scaling, scaling_check: The search that the user asks for, and the background check of the sample data.
        scaling_choice: The choice of the scaling by looking at answers.
        folder: Temporary folder of this window, removed when it closes.
        drafts: None where no draft is kept.
        demo: Demo mode, for exhibitions: starting over chooses the sample again.
    """

    state: WizardState
    assistant: Assistant
    inspection: Inspection
    scaling: ScalingSearch
    scaling_check: ScalingSearch
    scaling_choice: ScalingChoice
    run: ExportRun
    comparing: ComparisonRun
    history: History
    durations: Durations
    settings: Settings
    trusted: Trusted
    folder: Path
    drafts: Drafts | None = None
    demo: bool = False
