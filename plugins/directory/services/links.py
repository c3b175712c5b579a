"""Look once a week whether the sites of entries answer, and remember which do not (P47)."""

from collections.abc import Callable, Mapping

from sqlalchemy import delete

from platform_core.sdk import db, now, record
from plugins.directory.models import LinkCheck
from plugins.directory.policy.links import Answer, counted, next_to_ask
from plugins.directory.queries.links import checks_of, urls_of_entries
from plugins.directory.services.sites import ask_site

MOST_AT_ONCE = 20
"""Sites asked in one run: with their time-outs they stay below what a job may take."""

Ask = Callable[[str], Answer]


def look_at_links(ask: Ask = ask_site) -> Callable[[], None] | None:
    """Ask the sites of this branch's entries; return what writes the findings down, if there are any."""
    urls = urls_of_entries()
    known = {url: check.checked_at for url, check in checks_of(urls).items()}
    answers = {url: ask(url) for url in next_to_ask(urls, known, most=MOST_AT_ONCE)}
    if Answer.ANSWERED not in answers.values():
        return None
    return lambda: note_answers(answers)


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
