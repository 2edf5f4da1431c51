"""gunicorn's own lines in the form of the others, by `--logger-class platform_site.operations.gunicorn_log.Log`."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from platform_site.operations.logs import JsonLines


class Log(Logger):
    """gunicorn's log as JSON lines; its log of requests, which has queries and IP addresses, stays off."""

    def setup(self, cfg: Config) -> None:
        """Give every handler of the error log the form of a JSON line."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
