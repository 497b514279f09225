"""Words of a text, for the systems that do not find them themselves."""

import functools
import logging
import re

WORD = re.compile(r"\w+")


@functools.cache
def chinese_segmenter():
    """Jieba with its dictionary, which takes a second to load and only Chinese needs."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba.lcut


def of_chinese(text):
    return [word for word in chinese_segmenter()(text) if not word.isspace()]


def of_english(text):
    return WORD.findall(text.lower())
