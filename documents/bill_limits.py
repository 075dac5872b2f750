"""What a program that reads somebody's file may use, set by itself before it looks at the file."""

import resource
from typing import Final

from domain.media import LARGEST_FILE

MOST_BYTES: Final = LARGEST_FILE
MOST_MEMORY: Final = 3 * 1024**3  # address space; recognition needs about a third of it
MOST_CPU_SECONDS: Final = 90


def limit_myself() -> None:
    """A file made to exhaust the machine ends its reader, and nothing else."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
