"""The module keeps every promise that the core asks of a module."""

from platform_core.testing.contract import PluginContract
from plugins.visitors import plugin


class TestContract(PluginContract):
    """The contract, held against this module."""

    plugin = plugin
