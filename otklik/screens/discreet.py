"""What the log must not tell: the addresses of authors' pages, for whoever has one needs no login."""

import logging
import re

_LINK = re.compile(r"(/(?:a|form/sent)/)[A-Za-z0-9_.~-]+")


class HideLinks(logging.Filter):
    """Takes the token out of every address in a record; nothing is dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(one) for one in record.args)
        return True


def _hidden(told: object) -> object:
    return _LINK.sub(r"\1…", told) if isinstance(told, str) else told
