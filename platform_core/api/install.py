"""Put the API under its addresses: `/api/v1/<branch>/<module>` and the document beside it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask

from platform_core.api import views
from platform_core.api.document import ProblemApi, declare_shared_parts
from platform_core.hooks.manifest import Manifest
from platform_core.tenancy.middleware import MODULE_OF_BLUEPRINT

PREFIX = "/api/v1"
EXTENSION = "qorgau_api"


def install_api(app: Flask, core: Iterable[tuple[str, Any]], manifests: Mapping[str, Manifest]) -> None:
    """Register the core's blueprints (`(path, blueprint)`) and those of every module behind the gate."""
    app.config.update(API_TITLE="Qorgau", API_VERSION="1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    api = ProblemApi(app)
    declare_shared_parts(api)
    app.extensions[EXTENSION] = api
    for path, blueprint in core:
        api.register_blueprint(blueprint, url_prefix=f"{PREFIX}/<branch>/{path}")
    for name, manifest in manifests.items():
        for blueprint in manifest.api_blueprints:
            api.register_blueprint(blueprint, url_prefix=f"{PREFIX}/<branch>/{name}")
            app.extensions.setdefault(MODULE_OF_BLUEPRINT, {})[blueprint.name] = name
    app.register_blueprint(views.blueprint, url_prefix="/api")
