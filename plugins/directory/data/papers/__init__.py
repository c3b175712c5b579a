"""The words of posters and cards: they hang in three languages at once, whatever the reader's."""

from platform_core.sdk import WordBook

PAPERS = WordBook(__name__)
