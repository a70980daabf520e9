"""Reading on a Dask cluster ends in the same tables as reading here, also when a worker dies meanwhile."""

import os
import signal
import threading

import pytest

from tests.tracker.spending_files import publication, table_hash
from tests.tracker.test_spending_load import APRIL
from tracker.db import open_database
from tracker.ingest import archive_files, load_versions, named_below, works
from tracker.settings import Settings

FILES = 12


def ingest(settings: Settings, files, scheduler: str | None, told=lambda _outcome: None) -> tuple[set[str], str]:
    """Load the folder; the results met, and the hash of all tables."""
    engine = open_database(settings)
    versions = archive_files(settings, named_below([files]), "devon", "spending")
    with works(settings, scheduler) as at:
        outcomes = load_versions(settings, engine, versions, at, told)
    return {outcome.result for outcome in outcomes}, table_hash(engine)


@pytest.mark.timeout(300)
# The cluster's own sockets are closed by its loop, after the interpreter has looked for them.
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_which_a_worker_is_killed_loads_the_same(tmp_path):
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install 'daylight[distributed]'"
    )
    import dask

    files = tmp_path / "files"
    files.mkdir()
    for at in range(FILES):
        rows = [(f"{day[:2]}/{at % 12 + 1:02}/2025", *rest) for day, *rest in APRIL]
        (files / f"{at:02}.csv").write_bytes(publication([(*row[:5], f"{at}-{row[5]}") for row in rows]))
    here = Settings(_env_file=None, data_dir=tmp_path / "here", database_url="")
    there = Settings(_env_file=None, data_dir=tmp_path / "there", database_url="")
    expected = ingest(here, files, None)
    # Workers start a killable process for each file, which daemons may not.
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
    ):
        workers, dead = [nanny.pid for nanny in cluster.workers.values()], threading.Event()

        def kill_one(_outcome) -> None:
            if not dead.is_set():
                dead.set()
                os.kill(workers[0], signal.SIGKILL)

        assert ingest(there, files, cluster.scheduler_address, kill_one) == expected
        assert dead.is_set()
