"""Item statistics on PostgreSQL agree with numpy on the raw answers."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest

from config.bench import item_statistics

pytestmark = [pytest.mark.services, pytest.mark.slow]


def test_a_thousand_attempts_at_forty_items_agree_with_numpy(database_url: str) -> None:
    url = database_url.rpartition("/")[0] + "/statistics"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE statistics")
    item_statistics.prepare(url, attempts=1000)
    found = item_statistics.measure(url, times=1)
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT mark FROM attempts_response ORDER BY attempt_id, position").fetchall()
    sheet = np.array(rows).reshape(1000, 40)
    totals = sheet.sum(axis=1)
    for item in range(40):
        facility, discrimination = found["items"][f"item-{item + 1}"]
        assert facility == pytest.approx(sheet[:, item].mean())
        assert discrimination == pytest.approx(np.corrcoef(sheet[:, item], totals - sheet[:, item])[0, 1])
    alpha = 40 / 39 * (1 - sheet.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert found["alpha"] == pytest.approx(alpha)
