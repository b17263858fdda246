"""Counts round trips: who waits in `join` goes on with all others that wait once nobody else has come for a while.

    rounds = Rounds()
    ... each request calls rounds.join() before it is answered ...
    rounds.count

What a client sends at once is one round, however long each answer takes.
"""

import threading
import time


class Rounds:
    def __init__(self, quiet=0.8):
        self.count = 0
        self.quiet = quiet  # seconds
        self.last = 0.0
        self.changed = threading.Condition()

    def join(self):
        with self.changed:
            mine = self.count
            self.last = time.monotonic()
            while self.count == mine:
                left = self.last + self.quiet - time.monotonic()
                if left <= 0:
                    self.count += 1
                    self.changed.notify_all()
                else:
                    self.changed.wait(left)
