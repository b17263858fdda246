#include "planner/facts/past_configs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/planner/facts/project_fixture.h"

namespace deltaplan::planner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kOldConfig = R"({"version": 1, "services": ["services/api"]})";
constexpr const char* kNewConfig = R"({"version": 1, "services": ["services/*"]})";
const testing::FakeFilesOfCommit kOneService{{"services/api/a", "1"}};

class PastConfigsTest : public testing::ProjectTest {
 protected:
  // Of the commits, at the present head.
  PastConfigs Read(const std::vector<graph::ObjectId>& commits) {
    const Project& project = Open();
    std::vector<Baseline> baselines;
    for (const graph::ObjectId& commit : commits) baselines.push_back(At(commit));
    Result<PastConfigs> configs = ReadPastConfigs(project, HeadTree(), baselines);
    EXPECT_TRUE(configs);
    return configs ? *std::move(configs) : PastConfigs();
  }
};

TEST_F(PastConfigsTest, ACommitHasItsOwnOneOrHeadsOrNone) {
  const auto none = world_.objects.Commit(kOneService);
  const auto old = Commit(kOldConfig, kOneService);
  const auto now = Commit(kNewConfig, kOneService);
  const PastConfigs configs = Read({none, old, now});
  EXPECT_EQ(configs[0], nullptr);
  ASSERT_TRUE(configs[1] && configs[1]->own);
  EXPECT_EQ(configs[1]->own->services.front().path->text, "services/api");
  EXPECT_FALSE(configs[1]->IsHeads());
  ASSERT_TRUE(configs[2]);
  EXPECT_TRUE(configs[2]->IsHeads());
}

TEST_F(PastConfigsTest, CommitsWithOneConfigurationShareIt) {
  const auto first = Commit(kOldConfig, kOneService);
  const auto second = Commit(kOldConfig, {{"services/api/a", "2"}});
  Commit(kNewConfig, kOneService);
  const PastConfigs configs = Read({first, second});
  EXPECT_EQ(configs[0], configs[1]);
}

TEST_F(PastConfigsTest, OneThatIsNotValidTodayIsUnreadable) {
  const auto old =
      Commit(R"({"version": 1, "services": ["services/api"], "colour": "red"})", kOneService);
  Commit(kNewConfig, kOneService);
  EXPECT_EQ(Read({old})[0]->unreadable, kNotValidToday);
}

TEST_F(PastConfigsTest, OneThatWasMovedSinceIsFoundByItsName) {
  testing::FakeFilesOfCommit files = kOneService;
  files["tools/deltaplan.json"] = kOldConfig;
  const auto old = world_.objects.Commit(files);
  Commit(kNewConfig, kOneService);
  const PastConfigs configs = Read({old});
  ASSERT_TRUE(configs[0] && configs[0]->own);
  EXPECT_EQ(configs[0]->own->services.front().path->text, "services/api");
}

TEST_F(PastConfigsTest, AFileOfThatNameThatHeadHasStillIsNotOneThatWasMoved) {
  testing::FakeFilesOfCommit files = kOneService;
  files["tools/deltaplan.json"] = kOldConfig;
  const auto old = world_.objects.Commit(files);
  Commit(kNewConfig, files);
  EXPECT_EQ(Read({old})[0], nullptr);
}

TEST_F(PastConfigsTest, OfSeveralThatHeadLacksNobodyKnowsWhichItWas) {
  testing::FakeFilesOfCommit files = kOneService;
  files["tools/deltaplan.json"] = kOldConfig;
  files["old/deltaplan.json"] = kOldConfig;
  const auto old = world_.objects.Commit(files);
  Commit(kNewConfig, kOneService);
  const PastConfigs configs = Read({old});
  ASSERT_TRUE(configs[0] && configs[0]->unreadable);
  EXPECT_THAT(*configs[0]->unreadable,
              AllOf(HasSubstr("old/deltaplan.json"), HasSubstr("tools/deltaplan.json")));
}

}  // namespace
}  // namespace deltaplan::planner
