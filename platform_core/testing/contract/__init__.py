"""What every module keeps, wherever it comes from: subclass `PluginContract` and name the module.

from school_bus import plugin

class TestContract(PluginContract):
    plugin = plugin
"""

from platform_core.testing.contract.manifest import ManifestContract
from platform_core.testing.contract.migrations import MigrationContract
from platform_core.testing.contract.questions import HookContract
from platform_core.testing.contract.routes import RouteContract
from platform_core.testing.contract.subjects import SubjectContract
from platform_core.testing.contract.tables import TableContract
from platform_core.testing.contract.texts import TextContract


class PluginContract(
    ManifestContract,
    TableContract,
    MigrationContract,
    RouteContract,
    HookContract,
    SubjectContract,
    TextContract,
):
    """Every promise of a module, as tests; `plugin` is the module that holds `describe_module`."""


__all__ = ["PluginContract"]
