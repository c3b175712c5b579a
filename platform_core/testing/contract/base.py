"""What all parts of the contract share: the module, its world, and somebody who may do everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from flask import Flask, request

from platform_core.db.base import new_id
from platform_core.hooks.gate import manifests
from platform_core.hooks.manifest import Manifest
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.modules import ModuleWorld, build_module_world, fresh_world
from platform_core.testing.world import World

_built: dict[str, ModuleWorld] = {}


class ContractBase:
    """The module under contract and a fresh world that it lives in."""

    plugin: ModuleType

    @property
    def manifest(self) -> Manifest:
        """What the module says of itself."""
        described: Manifest = self.plugin.describe_module()
        return described

    @pytest.fixture
    def world(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
        """A fresh world of every module found and this one."""
        name = self.plugin.__name__
        if name not in _built:
            _built[name] = build_module_world(self.plugin, tmp_path_factory.mktemp("contract"))
        yield from fresh_world(_built[name])

    @pytest.fixture
    def app(self, world: World) -> Iterator[Flask]:
        """The application of that world, with its context pushed."""
        with world.app.app_context():
            yield world.app


def powerful_actor(branch: BranchInfo) -> Actor:
    """Make somebody who holds every permission of every module in a branch."""
    every = {permission.code for manifest in manifests().values() for permission in manifest.permissions}
    return Actor(new_id(), None, "Contract", branch.id, frozenset({"sss_head"}), frozenset(every))


@contextmanager
def asked_in(app: Flask, code: str, *, write: bool = False) -> Iterator[BranchInfo]:
    """Stand where hooks are asked: in a request of a branch, in its scope, as the powerful actor."""
    branch = branch_by_code(code)
    with app.test_request_context(f"/{code}/"):
        for take in app.url_value_preprocessors[None]:  # as Flask does, so that addresses know the branch
            take(request.endpoint, request.view_args)
        with in_branch(branch.id, actor=powerful_actor(branch), write=write):
            yield branch
