"""Put the frame around an application: the one call that `create_app` makes."""

from collections.abc import Mapping

from flask import Flask

from platform_core.hooks.manifest import Manifest
from platform_core.shell.blueprints import module_folders, register_blueprints, register_catalogues
from platform_core.shell.error_pages import install_error_pages
from platform_core.shell.language import install_language
from platform_core.shell.page import install_page
from platform_core.web.headers import install_headers
from platform_core.web.static_files import install_static
from platform_core.web.templating import install_templating


def install_shell(app: Flask, manifests: Mapping[str, Manifest]) -> None:
    """Install language, templates, static files, headers, error pages and every page's address.

    Call it before `tenancy.middleware.install`: the language must be known when a scope is refused.
    """
    register_catalogues(manifests)
    install_language(app)
    install_static(app, module_folders(manifests, "static"))
    install_templating(app, module_folders(manifests, "templates").values())
    install_headers(app)
    install_page(app)
    install_error_pages(app)
    register_blueprints(app, manifests)
