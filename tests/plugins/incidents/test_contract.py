"""The module keeps every promise that modules make."""

from platform_core.testing.contract import PluginContract
from plugins.incidents import plugin


class TestContract(PluginContract):
    """The contract, held against this module."""

    plugin = plugin
