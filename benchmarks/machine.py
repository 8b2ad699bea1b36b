"""What a measurement was made with: without it a speed says nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("ccsim", "simpy", "numpy", "scipy", "numba")


def described():
    """One paragraph: processor, load, Python, packages."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {_load()}; {platform.system()} "
        f"{platform.release()}\nPython {platform.python_version()}, {packages}"
    )


def _processor():
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _load():
    """Others at work on the machine slow caches down, and so processor time too."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
