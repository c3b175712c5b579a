"""A world with the module that implements every hook."""

from collections.abc import Iterator

import pytest

from platform_core.testing.modules import ModuleWorld, build_module_world, fresh_world
from platform_core.testing.world import World
from tests.sample_plugin import plugin as sample


@pytest.fixture(scope="session")
def _clearance_world(tmp_path_factory: pytest.TempPathFactory) -> ModuleWorld:
    return build_module_world(sample, tmp_path_factory.mktemp("clearance"))


@pytest.fixture
def world(_clearance_world: ModuleWorld) -> Iterator[World]:
    yield from fresh_world(_clearance_world)
