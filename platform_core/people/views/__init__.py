"""The pages of the register: the list, a person, the picker, imports and the subject's rights."""

from platform_core.people.views import files, picker, register, rights
from platform_core.people.views.room import blueprint

__all__ = ["blueprint", "files", "picker", "register", "rights"]
