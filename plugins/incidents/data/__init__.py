"""The words of the module's codes in Kazakh, Russian and English: a group of codes in each file's tables."""

from platform_core.sdk import WordBook

BOOK = WordBook(__name__)
text, texts, phrases, keys, groups = BOOK.text, BOOK.texts, BOOK.phrases, BOOK.keys, BOOK.groups
