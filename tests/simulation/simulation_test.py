#!/usr/bin/env python3
"""Random histories of a platform, in which nothing may go wrong unnoticed; and what is wrong on purpose, which has to be noticed.

DELTAPLAN_DEPLOYS (300) says how many; scripts/nightly has 10,000."""

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
AT_ONCE = 100  # deploys of one history
# Seeds of histories in which a fault shows early, 1 for all others. With another program they may be others: then it takes longer.
SHOWS = {"nothing_asked_again": 4, "untargeted": 2, "draining_is_live": 2, "always_allow_rollback": 2, "forgotten_package": 6}


class Simulation(unittest.TestCase):
    def test_nothing_goes_wrong_unnoticed(self):
        finished = taken_up = killed = 0
        for seed in range((DEPLOYS + AT_ONCE - 1) // AT_ONCE):
            with self.subTest(seed=seed):
                world = simulate.simulate(PROGRAM, seed, AT_ONCE)
                self.assertEqual(world.violations, [])
                finished += world.counts["finished"]
                taken_up += world.counts["taken up again"]
                killed += world.counts["runs that were killed"]
        # A platform on which nobody gets through would hide much.
        self.assertGreater(finished, DEPLOYS // 50)
        self.assertGreater(taken_up, 0)
        self.assertGreater(killed, DEPLOYS // 50)

    def test_what_is_wrong_on_purpose_is_noticed(self):
        for fault, text in simulate.FAULTS.items():
            with self.subTest(fault, text=text):
                seeds = (SHOWS.get(fault, 1), *range(10, 30))
                self.assertTrue(any(simulate.simulate(PROGRAM, seed, AT_ONCE // 4, [fault], first_only=True).violations for seed in seeds))

    def test_a_health_address_that_is_none_is_told_before_anything_is_built(self):
        world = simulate.simulate(PROGRAM, 0, 20, ["wrong_health_address"])
        self.assertEqual((world.builds.images, world.ecs.moves), ({}, []))
        self.assertIn("health", world.violations[-1])

    def test_a_seed_is_a_history(self):
        first, second = (simulate.simulate(PROGRAM, 7, 30) for _ in range(2))
        self.assertEqual(first.history, second.history)
        self.assertGreater(first.counts["runs that were killed"], 0)


if __name__ == "__main__":
    testing.main()
