"""What the shell is told when a command fails: one line a fault on standard error, and the code."""

import os
import sys
from collections.abc import Iterator

import click

FAILURE, WRONG_USE, INTERRUPTED = 1, 2, 130


def is_unforeseen(fault: BaseException) -> bool:
    """Return whether only a traceback can tell more of a fault."""
    worded = (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError)
    return isinstance(fault, Exception) and not isinstance(fault, worded)


def exit_code_of(fault: BaseException) -> int:
    """Say on standard error what went wrong and return the exit code."""
    if isinstance(fault, click.exceptions.Exit):
        return fault.exit_code
    if isinstance(fault, SystemExit):
        return fault.code if isinstance(fault.code, int) else FAILURE
    if isinstance(fault, BrokenPipeError):
        # the reader has gone (`qorgau … | head`): nothing more can be said to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    if isinstance(fault, (KeyboardInterrupt, click.Abort)):
        click.echo("stopped", err=True)
        return INTERRUPTED
    for line in _lines(fault):
        click.echo(f"error: {' '.join(line.split())}", err=True)
    return WRONG_USE if isinstance(fault, click.UsageError) else FAILURE


def _lines(fault: BaseException) -> Iterator[str]:
    if isinstance(fault, click.UsageError):
        hint = f" (see: {fault.ctx.command_path} --help)" if fault.ctx else ""
        yield fault.format_message().rstrip(".") + hint
    elif isinstance(fault, click.ClickException):
        yield from fault.format_message().splitlines()
    elif isinstance(fault, OSError):
        yield f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault)
    else:
        yield from _known(fault)


def _known(fault: BaseException) -> Iterator[str]:
    """Word the faults that the product raises on purpose; their modules load only when one is met."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from platform_core.errors import InvalidInput, QorgauError
    from platform_core.hooks.manager import ManifestFault
    from platform_core.settings import SettingsError
    from platform_core.tenancy.registry import TenantFault

    if isinstance(fault, SettingsError):
        yield from (f"{name} {reason}" for name, reason in fault.faults)
    elif isinstance(fault, TenantFault):
        yield from map(str, fault.faults)
    elif isinstance(fault, InvalidInput):
        yield from (f"{field}: {'; '.join(reasons)}" for field, reasons in fault.errors.items())
    elif isinstance(fault, (QorgauError, ManifestFault)):
        yield str(fault).replace("_", " ")
    elif isinstance(fault, (OperationalError, ProgrammingError)):
        yield f"the database refused: {_first_line(fault)} (is it reachable, and `qorgau db upgrade` done?)"
    else:
        # an unforeseen fault may quote what somebody entered: its kind is enough here
        yield f"unforeseen {type(fault).__name__}; `qorgau --debug …` shows where"


def _first_line(fault: BaseException) -> str:
    """Return what the driver says, without the statement and its values."""
    lines = str(getattr(fault, "orig", fault)).splitlines()
    return lines[0] if lines else type(fault).__name__
