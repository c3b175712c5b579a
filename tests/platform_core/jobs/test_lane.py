from threading import Event

from flask import Flask, current_app

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.lane import Lane, Part
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.wake import Alarm
from tests.platform_core.jobs.bench import Bench

LONG = 60.0


def _lane(app: Flask, *parts: Part, interval: float = LONG) -> Lane:
    return Lane(app, "test", parts=list(parts), interval=interval)


def test_a_turn_runs_each_part_inside_the_application() -> None:
    app, seen = Flask("lane"), []
    _lane(app, Part("one", lambda: seen.append(current_app.name))).turn()
    assert seen == ["lane"]


def test_a_part_rests_for_its_time() -> None:
    seen: list[int] = []
    lane = _lane(Flask("lane"), Part("rare", lambda: seen.append(1), every=LONG))
    lane.turn()
    lane.turn()
    assert seen == [1]


def test_a_part_that_fails_rests_and_the_others_go_on() -> None:
    seen: list[str] = []

    def fail() -> None:
        seen.append("fail")
        raise ConnectionError

    lane = _lane(Flask("lane"), Part("fail", fail), Part("go", lambda: seen.append("go")))
    lane.turn()
    lane.turn()
    assert seen == ["fail", "go", "go"]


def test_a_lane_ends_when_asked_and_at_once() -> None:
    first_turn = Event()
    lane = _lane(Flask("lane"), Part("tell", first_turn.set))
    lane.start()
    assert first_turn.wait(10)
    lane.ask_to_stop()
    lane.join(10)
    assert lane.is_stopping
    assert not lane._thread.is_alive()


def test_ringing_ends_the_sleep() -> None:
    turns = [Event(), Event()]
    left = iter(turns)
    lane = _lane(Flask("lane"), Part("tell", lambda: next(left).set()))
    lane.start()
    assert turns[0].wait(10)
    lane.ring()
    assert turns[1].wait(10)
    lane.ask_to_stop()
    lane.join(10)


def _enqueue(bench: Bench, *, then: str) -> bool:
    alarm = Alarm()
    with in_branch(bench.branch.id, write=True):
        with db.session.begin_nested():
            enqueue("sample.work", {})
        assert alarm.sleep(0) is False
        getattr(db.session, then)()
    return alarm.sleep(0)


def test_a_commit_that_enqueued_wakes_the_worker_of_this_process(bench: Bench) -> None:
    assert _enqueue(bench, then="commit") is True


def test_a_rollback_wakes_nobody(bench: Bench) -> None:
    assert _enqueue(bench, then="rollback") is False
