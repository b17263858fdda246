#!/usr/bin/env python3
"""Random histories of a platform, in which nothing may go wrong unnoticed; and what is wrong on purpose, which has to be noticed.

DELTAPLAN_DEPLOYS (300) says how many; scripts/nightly has 10,000. With DELTAPLAN_SIMULATED_KILLS programs are killed, too: then a seed is no longer
one history, because what is killed depends on time."""

import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import simulate  # noqa: E402
import testing  # noqa: E402
import tools  # noqa: E402

PROGRAM = tools.deltaplan()
DEPLOYS = int(os.environ.get("DELTAPLAN_DEPLOYS", "300"))
KILLS = "DELTAPLAN_SIMULATED_KILLS" in os.environ
AT_ONCE = 100  # deploys of one history


class Simulation(unittest.TestCase):
    def test_nothing_goes_wrong_unnoticed(self):
        finished = taken_up = 0
        for seed in range((DEPLOYS + AT_ONCE - 1) // AT_ONCE):
            with self.subTest(seed=seed):
                world = simulate.simulate(PROGRAM, seed, AT_ONCE, kills=KILLS)
                self.assertEqual(world.violations, [])
                finished += world.counts["finished at wait"]
                taken_up += world.counts["taken up again"]
        # A platform on which nobody gets through would hide much.
        self.assertGreater(finished, DEPLOYS // 50)
        self.assertGreater(taken_up, 0)

    def test_what_is_wrong_on_purpose_is_noticed(self):
        for fault, text in simulate.FAULTS.items():
            with self.subTest(fault, text=text):
                self.assertTrue(any(simulate.simulate(PROGRAM, seed, AT_ONCE, [fault], first_only=True, kills=KILLS).violations for seed in range(4)))

    def test_a_seed_is_a_history(self):
        first, second = (simulate.simulate(PROGRAM, 7, 15, kills=False) for _ in range(2))
        self.assertEqual(first.counts, second.counts)


if __name__ == "__main__":
    testing.main()
