"""Words of a text, for the systems that do not find them themselves."""

import logging
import re

import jieba

jieba.setLogLevel(logging.WARNING)
# Its dictionary is loaded once for all systems and is in no one's time.
jieba.initialize()

WORD = re.compile(r"\w+")


def of_chinese(text):
    return [word for word in jieba.lcut(text) if not word.isspace()]


def of_english(text):
    return WORD.findall(text.lower())
