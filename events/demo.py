"""The demo's sessions, schools and exchange; of the first session a report is published."""

from programmes.demo import FOLDER, DemoData, register

register(DemoData(FOLDER / "events", reported=("talk-1",)))
