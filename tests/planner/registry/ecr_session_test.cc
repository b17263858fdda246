#include "planner/registry/ecr_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "planner/text/base64.h"
#include "tests/support/fake_aws.h"

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class EcrSessionTest : public ::testing::Test {
 protected:
  Result<std::string> AskPassword(const std::string& answer) {
    aws_.fakes.http.Answer(200, answer);
    const EcrSession session(aws_.config, aws_.environment, aws_.ports, aws_.context.deadline);
    return AskEcrPassword(session, "us-east-2");
  }

  testing::FakeAws aws_;
};

TEST_F(EcrSessionTest, APasswordIsThatOfTheRegistrysRegion) {
  const Result<std::string> password = AskPassword(
      R"({"authorizationData": [{"authorizationToken": ")" + Base64Encoded("AWS:a:b") + R"("}]})");
  ASSERT_TRUE(password) << password.error().InOneLine();
  EXPECT_EQ(*password, "a:b");
  const HttpRequest& request = aws_.fakes.http.requests.front();
  EXPECT_EQ(request.url, "https://api.ecr.us-east-2.amazonaws.com/");
  EXPECT_EQ(request.body, "{}");
}

TEST_F(EcrSessionTest, AnAnswerWithoutOneIsAnErrorThatShowsNothingOfIt) {
  for (const std::string& answer :
       {std::string("{}"), std::string(R"({"authorizationData": []})"),
        std::string(R"({"authorizationData": [{"authorizationToken": "c2VjcmV0"}]})"),
        std::string(R"({"authorizationData": [{"authorizationToken": "secret!"}]})")}) {
    const Result<std::string> password = AskPassword(answer);
    ASSERT_FALSE(password) << answer;
    EXPECT_THAT(password.error().InOneLine(), HasSubstr("ECR gives no login in region us-east-2"));
    EXPECT_THAT(password.error().InOneLine(), Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace deltaplan::planner
