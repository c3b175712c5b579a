"""A world with this module in it."""

from collections.abc import Iterator

import pytest

from platform_core.testing.modules import ModuleWorld, build_module_world, fresh_world
from platform_core.testing.world import World
from tests.sample_plugin import plugin


@pytest.fixture(scope="session")
def module_world(tmp_path_factory: pytest.TempPathFactory) -> ModuleWorld:
    """Build the world once."""
    return build_module_world(plugin, tmp_path_factory.mktemp("module"))


@pytest.fixture
def world(module_world: ModuleWorld) -> Iterator[World]:
    """Start each test from a fresh copy of it."""
    yield from fresh_world(module_world)
