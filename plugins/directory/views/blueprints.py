"""The blueprints that the pages of the directory stand on."""

from flask import Blueprint

blueprint = Blueprint("directory", __name__)
public_blueprint = Blueprint("directory_public", __name__)
central_blueprint = Blueprint("directory_central", __name__)
