"""The blueprint that every page of the register hangs on."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
