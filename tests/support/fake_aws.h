// APIs of AWS with preset answers, for tests.
#ifndef DELTAPLAN_TESTS_SUPPORT_FAKE_AWS_H_
#define DELTAPLAN_TESTS_SUPPORT_FAKE_AWS_H_

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/live/aws/keyring.h"
#include "planner/live/live_source.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::testing {

/// An environment "prod" without services, with keys and a region.
class FakeAws {
 public:
  FakeAws() {
    fakes.variables = {{"AWS_ACCESS_KEY_ID", "AKID"},
                       {"AWS_SECRET_ACCESS_KEY", "hidden"},
                       {"AWS_REGION", "eu-west-1"}};
  }

  /// Aborts when it can't be opened.
  planner::AwsApi Open() { return *planner::AwsApi::Open(context, {.pointer = {}, .from = "ecs"}); }

  FakePorts fakes;
  planner::Ports ports = fakes.ports();
  planner::AwsKeyring keyring;
  std::set<std::string> excused;
  planner::Config config;
  planner::EnvironmentEntry environment{.name = "prod",
                                        .live = {},
                                        .image_tags = std::nullopt,
                                        .terraform = std::nullopt,
                                        .exceptions = {}};
  std::vector<planner::Service> services;
  planner::LiveContext context{
      .ports = ports,
      .state = {},
      .config = config,
      .environment = environment,
      .root = {},
      .services = services,
      .deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5),
      .keyring = keyring,
      .excused = excused};
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_SUPPORT_FAKE_AWS_H_
