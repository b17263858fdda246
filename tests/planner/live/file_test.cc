// The source `file`: saved answers of ECS that say too little, or too much.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string Definition(const std::string& revision, const std::string& tag) {
  return R"({"taskDefinition": {"taskDefinitionArn": "arn:task-definition/)" + revision +
         R"(", "family": "api", "containerDefinitions": [{"name": "api", "image": "r/api:)" + tag +
         "\"}]}}\n";
}

std::string Running(const std::string& revision, const std::string& status = "ACTIVE") {
  return R"({"services": [{"serviceName": "api", "status": ")" + status +
         R"(", "taskDefinition": "arn:task-definition/)" + revision + "\"}]}\n";
}

class SavedAnswersTest : public ::testing::Test {
 protected:
  SavedAnswersTest() {
    Service api;
    api.name = api.image = "api";
    fakes_.services.push_back(std::move(api));
  }

  Result<LiveReading> Read(const std::string& text) {
    fakes_.fakes.files.texts["/live.json"] = text;
    return FileSource().read(fakes_.context,
                             {.pointer = "/", .from = "file", .texts = {{"file", "/live.json"}}});
  }
  std::string Refusal(const std::string& text) {
    const Result<LiveReading> reading = Read(text);
    return reading || reading.error().causes.empty() ? "" : reading.error().causes.front();
  }

  testing::FakeAws fakes_;
};

TEST_F(SavedAnswersTest, OneTaskDefinitionOfTheFamilyIsEnough) {
  const Result<LiveReading> reading = Read(Definition("api:7", "a") + Definition("api:7", "a"));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->tags, ElementsAre(Pair("api", "a")));
}

TEST_F(SavedAnswersTest, OfSeveralTaskDefinitionsOfTheFamilyNoneIsChosen) {
  EXPECT_EQ(Refusal(Definition("api:7", "a") + Definition("api:8", "b")),
            "api: nothing says which of api:7, api:8 it runs");
  EXPECT_THAT(Read(Running("api:8") + Definition("api:7", "a") + Definition("api:8", "b"))->tags,
              ElementsAre(Pair("api", "b")));
}

TEST_F(SavedAnswersTest, AnAnswerAboutNoServiceIsOne) {
  EXPECT_EQ(Refusal(R"({"services": [], "failures": []})" + Definition("api:7", "a")),
            "api: the answer says nothing about 'api'");
  EXPECT_THAT(Refusal(R"({"services": []})"), HasSubstr("says nothing about 'api'"));
}

TEST_F(SavedAnswersTest, TwoAnswersThatDifferSayNothing) {
  const std::string definitions = Definition("api:7", "a") + Definition("api:8", "b");
  EXPECT_EQ(Refusal(Running("api:7") + Running("api:8") + definitions),
            "api: the answers say two things about 'api'");
  EXPECT_EQ(Refusal(Running("api:7", "INACTIVE") + Running("api:7") + definitions),
            "api: the answers say two things about 'api'");
  EXPECT_THAT(Read(Running("api:7") + Running("api:7") + definitions)->tags,
              ElementsAre(Pair("api", "a")));
}

}  // namespace
}  // namespace deltaplan::planner
