"""Every module of the folder keeps the contract; the sample keeps it in its own tests."""

from importlib import import_module

from platform_core.testing.contract import PluginContract
from tests.architecture.sources import PLUGINS

for _folder in PLUGINS:
    _camel = "".join(part.capitalize() for part in _folder.name.split("_"))
    globals()[f"Test{_camel}"] = type(
        f"Test{_camel}",
        (PluginContract,),
        {"plugin": import_module(f"plugins.{_folder.name}.plugin"), "__module__": __name__},
    )


def test_there_are_modules_to_hold_to_it() -> None:
    assert PLUGINS
