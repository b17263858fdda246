#!/usr/bin/env python3
"""How many round trips and connections it takes to ask what is live."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import ecs_answers  # noqa: E402
import testing  # noqa: E402
from faulty_server import Request  # noqa: E402
from http2_server import Http2Server  # noqa: E402
from live_faults_test import Live  # noqa: E402
from rounds import Rounds  # noqa: E402

SERVICES = [f"service-{i:03}" for i in range(120)]


class LiveRounds(Live):
    def setUp(self):
        super().setUp()
        self.rounds = Rounds()
        self.tag = self.start(*SERVICES)
        self.usual = ecs_answers.ecs(dict.fromkeys(SERVICES, self.tag))

    def test_120_services_take_at_most_four_rounds(self):
        def in_rounds(request):
            self.rounds.join()
            return self.usual(request)
        server = self.serve(in_rounds)
        self.assertEqual(self.live(), dict.fromkeys(SERVICES, self.tag))
        self.assertEqual(len(server.requests), 12 + 120)
        self.assertLessEqual(self.rounds.count, 4)
        self.assertGreaterEqual(self.rounds.count, 2)

    def test_http_2_takes_one_connection(self):
        def in_rounds(body):
            self.rounds.join()
            operation = "DescribeServices" if b'"services"' in body else "DescribeTaskDefinition"
            request = Request("POST", "/", [("X-Amz-Target", f"AmazonEC2ContainerServiceV20141113.{operation}")], body, 0)
            return self.usual(request).body
        with Http2Server(in_rounds, self.repo.base) as server:
            self.environment |= {"AWS_ENDPOINT_URL": server.url, "AWS_CA_BUNDLE": server.certificate}
            self.assertEqual(self.live(), dict.fromkeys(SERVICES, self.tag))
        self.assertEqual(server.connections, 1)
        self.assertLessEqual(self.rounds.count, 4)


if __name__ == "__main__":
    testing.main()
