// The source `ecr` against preset answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class EcrTest : public ::testing::Test {
 protected:
  EcrTest() {
    aws_.services.emplace_back();
    aws_.services.back().name = aws_.services.back().image = "job";
  }

  Result<LiveReading> Read(const std::string& images) {
    aws_.fakes.http.Answer(200, R"({"imageDetails": [)" + images + "]}");
    return EcrSource().read(
        aws_.context, {.pointer = "/", .from = "ecr", .texts = {{"repository", "{service}"}}});
  }

  testing::FakeAws aws_;
};

TEST_F(EcrTest, TheTagThatWasPushedLastIsLive) {
  EXPECT_THAT(Read(R"({"imageTags": ["1a2b3c4"], "imagePushedAt": 2.5},
                      {"imageTags": ["5a2b3c4"], "imagePushedAt": 1.5}, {"imagePushedAt": 9})")
                  ->tags,
              ElementsAre(Pair("job", "1a2b3c4")));
}

TEST_F(EcrTest, WithoutTheTimeOfAnImageNoneIsTheNewest) {
  for (const char* time : {"", R"(, "imagePushedAt": "2026-01-01")"}) {
    const Result<LiveReading> reading =
        Read(std::string(R"({"imageTags": ["1a2b3c4"], "imagePushedAt": 1.5},
                            {"imageTags": ["5a2b3c4"])") +
             time + "}");
    ASSERT_FALSE(reading) << time;
    EXPECT_THAT(reading.error().causes, ElementsAre("the answer has no \"imagePushedAt\""));
  }
}

}  // namespace
}  // namespace deltaplan::planner
