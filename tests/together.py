"""Several people at once, each on a connection of its own."""

from threading import Barrier, Thread

from django.db import connections


def at_once(*acts):
    """Starts all acts at the same moment; what each returned or raised, in their order."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=30)
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return outcomes
