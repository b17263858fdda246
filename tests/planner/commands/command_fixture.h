// A small platform on which commands run.
#ifndef DELTAPLAN_TESTS_PLANNER_COMMANDS_COMMAND_FIXTURE_H_
#define DELTAPLAN_TESTS_PLANNER_COMMANDS_COMMAND_FIXTURE_H_

#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/report/messages.h"
#include "tests/support/fake_world.h"

namespace deltaplan::testing {

inline constexpr const char* kMapPath = "/repo/tags.auto.tfvars.json";

/// The services api and web in one commit, live where the tag map of "prod" says.
class CommandTest : public ::testing::Test {
 protected:
  CommandTest() {
    world_.Configure(R"({
      "version": 1, "services": ["services/*"],
      "environments": {"prod": {"live": [{"from": "image_tags"}],
                                "image_tags": {"file": "tags.auto.tfvars.json"}}}})");
    first_ = world_.objects.Commit({{"services/api/a", "1"}, {"services/web/a", "1"}});
    SetTags(FakeObjects::ShortSha(first_), FakeObjects::ShortSha(first_));
  }

  static std::string TagsText(const std::string& api, const std::string& web) {
    return R"({"image_tags": {"api": ")" + api + R"(", "web": ")" + web + "\"}}\n";
  }
  void SetTags(const std::string& api, const std::string& web) {
    world_.files.texts[kMapPath] = TagsText(api, web);
  }
  graph::ObjectId ChangeApi() {
    return world_.objects.Commit({{"services/api/a", "2"}, {"services/web/a", "1"}});
  }
  std::string FirstTag() const { return FakeObjects::ShortSha(first_); }
  std::string HeadTag() const { return FakeObjects::ShortSha(world_.objects.names.at("HEAD")); }
  const std::string& Text(const std::string& path) const { return world_.files.texts.at(path); }

  planner::Answer Run(planner::Command command) { return Run(command, options_); }
  planner::Answer Run(planner::Command command, planner::Options options) {
    options.command = command;
    planner::Result<planner::Answer> answer = planner::RunCommand(options, world_.ports());
    EXPECT_TRUE(answer) << planner::ErrorText(answer.error());
    return answer ? *std::move(answer) : planner::Answer();
  }
  planner::Error Fail(planner::Command command) {
    options_.command = command;
    planner::Result<planner::Answer> answer = planner::RunCommand(options_, world_.ports());
    EXPECT_FALSE(answer);
    return answer ? planner::Error() : answer.error();
  }

  FakeWorld world_;
  graph::ObjectId first_;
  planner::Options options_;
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_PLANNER_COMMANDS_COMMAND_FIXTURE_H_
