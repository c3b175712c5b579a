"""Look once a week whether the sites of entries answer, and remember which do not (P47)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from platform_core.sdk import db, enqueue, now, record
from plugins.directory.models import LinkCheck
from plugins.directory.policy.links import Answer, counted, next_to_ask
from plugins.directory.queries.links import checks_of, urls_of_entries
from plugins.directory.services.sites import ask_site, one_of_each_host

JOB = "directory.check_links"
MOST_AT_ONCE = 20
"""Sites asked in one run."""
BUDGET = timedelta(minutes=2)
"""After how long a run asks no further site: a job outside has less than five minutes."""
PAUSE = timedelta(minutes=1)
"""How long a host is left in peace between two of its pages: until the next run."""
MOST_RUNS = 60
FRESH = timedelta(days=3)
"""What was asked so lately is not asked again this week."""

Ask = Callable[[str], Answer]


def look_at_links(ask: Ask = ask_site, *, run: int = 1) -> Callable[[], None] | None:
    """Ask the sites of entries; return what writes the findings down, if there are any.

    The centre asks those of the network, a branch its own. A run asks each host once; what is left waits for
    the next one. When the first run hears nothing from anybody, our own line is down, and nothing is noted.
    """
    urls = urls_of_entries()
    known = {url: check.checked_at for url, check in checks_of(urls).items()}
    waiting = next_to_ask([url for url in urls if known.get(url, _NEVER) < now() - FRESH], known)
    chosen = one_of_each_host(waiting)[:MOST_AT_ONCE]
    answers = _ask_in_time(chosen, ask)
    if not answers or (run == 1 and Answer.ANSWERED not in answers.values()):
        return None

    def write() -> None:
        note_answers(answers)
        if len(waiting) > len(answers) and run < MOST_RUNS:
            enqueue(JOB, {"run": run + 1}, not_before=now() + PAUSE)

    return write


def _ask_in_time(urls: Sequence[str], ask: Ask) -> dict[str, Answer]:
    """Ask one site after another until the time of a run is up."""
    ends, answers = now() + BUDGET, dict[str, Answer]()
    for url in urls:
        if now() >= ends:
            break
        answers[url] = ask(url)
    return answers


_NEVER = datetime.min.replace(tzinfo=UTC)


def note_answers(answers: Mapping[str, Answer]) -> None:
    """Write down how sites answered, in a write scope; what no entry names any more is forgotten."""
    known = checks_of(answers)
    counts = counted({url: check.failures for url, check in known.items()}, answers)
    for url, failures in counts.items():
        check = known.get(url)
        if check is None:
            check = LinkCheck(url=url)
            db.session.add(check)
        check.answer, check.failures, check.checked_at = answers[url].value, failures, now()
    db.session.flush()
    gone = delete(LinkCheck).where(LinkCheck.url.not_in(list(urls_of_entries())))
    db.session.execute(gone.execution_options(synchronize_session=False))
    silent = sum(failures > 0 for failures in counts.values())
    record("directory.links_checked", data={"rows": len(counts), "left": silent})
