"""What an author waits for: the statistics of a quiz with a million answers, on a PostgreSQL of our own.

SQLite would say little: who has a million answers has PostgreSQL. Where its programs aren't there, nothing is measured.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from django.conf import settings

from config.bench.rows import BenchError, Row

ATTEMPTS, ITEMS, TIMES = 25_000, 40, 5
_PATIENCE_SECONDS = 30

# Marks depend on the learner (a hash of the attempt) and on the item (its position), so that correlations are there.
_FILL = """
INSERT INTO content_quiz (slug, title, file_hash, is_published, summary, behaviour, feedback, negative, minutes, pools)
    VALUES ('big', 'Big', '', true, 's', 'deferred', '', false, 0, '[]');
INSERT INTO content_item (quiz_id, position, slug, kind, stem, explanation, level, source, points, choices, details,
        is_retired)
    SELECT q.id, n, 'item-' || n, 'single', 's', 'e', 'beginner', '', 1,
        '[{"text": "a", "correct": true}, {"text": "b"}, {"text": "c"}, {"text": "d"}]', '{}', false
    FROM content_quiz q, generate_series(1, %(items)s) n;
INSERT INTO accounts_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
        date_joined, shows_days)
    SELECT '', false, 'u' || n, '', '', 'u' || n || '@example.org', false, true, now(), true
    FROM generate_series(1, %(attempts)s) n;
INSERT INTO attempts_attempt (id, state, behaviour, negative, seed, items, started_at, finished_at, max_score,
        learner_id, quiz_id)
    SELECT gen_random_uuid(), 'finished', 'deferred', false, 1, '[]', now(), now(), %(items)s, u.id, q.id
    FROM accounts_user u, content_quiz q;
INSERT INTO attempts_response (position, answer, mark, latest_mark, revision, is_flagged, attempt_id, item_id, picked,
        variant)
    SELECT position, '{"choices": [0]}', (pick = 0)::int, (pick = 0)::int, 1, false, attempt_id, item_id, pick::text, ''
    FROM (SELECT i.position, a.id AS attempt_id, i.id AS item_id,
            CASE WHEN random() < 0.3 + (hashtext(a.id::text) & 255) / 510.0 - (i.position - 20) / 100.0 THEN 0
                ELSE 1 + floor(random() * 3)::int END AS pick
        FROM attempts_attempt a, content_item i) drawn;
UPDATE attempts_attempt a SET score = s.total, counted_total = s.total
    FROM (SELECT attempt_id, sum(mark) AS total FROM attempts_response GROUP BY attempt_id) s WHERE s.attempt_id = a.id;
ANALYZE;
"""
_MEASURE = """
import json, time
from attempts.statistics import report
from content.models import Quiz
quiz, spent = Quiz.objects.get(slug="big"), []
for _ in range({times}):
    started = time.perf_counter()
    found = report(quiz)
    spent.append(1000 * (time.perf_counter() - started))
items = {{row.item.slug: [row.statistics.facility, row.statistics.discrimination] for row in found.rows}}
print(json.dumps({{"ms": sorted(spent), "alpha": found.statistics.alpha, "items": items}}))
"""


def rows() -> list[Row]:
    """Measure on a throw-away server; nothing where PostgreSQL isn't installed."""
    if _program("initdb") is None:
        return []
    with postgres() as url:
        prepare(url, attempts=ATTEMPTS)
        found = measure(url, times=TIMES)
    how = f"median of {TIMES} reports on {ATTEMPTS:,} attempts at {ITEMS} items, PostgreSQL, queries and all"
    return [Row("item_statistics_ms", found["ms"][TIMES // 2], "ms", 1000, how)]


def prepare(url: str, *, attempts: int, items: int = ITEMS) -> None:
    """Make the tables and fill them."""
    _manage(url, "migrate", "--verbosity", "0")
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in _FILL.split(";\n"):
            if statement.strip():
                cursor.execute(_filled(statement, attempts=attempts, items=items))


def _filled(statement: str, **numbers: int) -> Any:
    """Put whole numbers in: a set-up statement takes no parameters."""
    for name, number in numbers.items():
        statement = statement.replace(f"%({name})s", str(int(number)))
    return statement


def measure(url: str, *, times: int) -> dict[str, Any]:
    """Report so many times in a process of its own; return `ms` in order and the figures of the last time."""
    said = _manage(url, "shell", "--verbosity", "0", "-c", _MEASURE.format(times=times))
    return cast("dict[str, Any]", json.loads(said.splitlines()[-1]))


def _manage(url: str, *words: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, settings.ROOT / "manage.py", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"manage.py {words[0]} failed on PostgreSQL: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


def _program(name: str) -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((place / name for place in places if (place / name).exists()), None) or shutil.which(name)
    return Path(found) if found else None


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL that listens on a socket alone; as root it runs as another user, as it insists on."""
    folder = Path(tempfile.mkdtemp(prefix="fp-"))  # a socket's path must be short
    owner = "nobody" if os.geteuid() == 0 else None
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    data = folder / "data"
    initdb = [_program("initdb"), "-D", data, "-U", "site", "--auth=trust", "--no-sync", "-E", "UTF8"]
    made = subprocess.run(list(map(str, initdb)), user=owner, cwd=folder, capture_output=True, check=False)
    if made.returncode:
        raise BenchError("initdb could not make a database for the statistics.")
    words = [_program("postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    server = subprocess.Popen(
        list(map(str, words)), user=owner, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(folder)
        yield f"postgres://site@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()
        shutil.rmtree(folder)


def _await(folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            psycopg.connect(f"host={folder} user=site dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise BenchError("The PostgreSQL for the statistics did not start.")
