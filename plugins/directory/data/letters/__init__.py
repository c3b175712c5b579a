"""What letters to organisations say, in each of their languages at once."""

from platform_core.sdk import WordBook

LETTERS = WordBook(__name__)
