#include "planner/live/aws/sts.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kAnswer =
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</"
    "Arn>"
    "<UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
    "</GetCallerIdentityResponse>";

class StsTest : public ::testing::Test {
 protected:
  StsTest() {
    fakes_.variables = {{"HOME", "/home"},
                        {"AWS_EC2_METADATA_DISABLED", "true"},
                        {"AWS_ACCESS_KEY_ID", "AKID"},
                        {"AWS_SECRET_ACCESS_KEY", "hidden"}};
  }

  Result<AwsIdentity> Ask(const std::optional<std::string>& region = std::nullopt) {
    return AskForIdentity(region, fakes_.ports(),
                          std::chrono::steady_clock::now() + std::chrono::seconds(5));
  }

  testing::FakePorts fakes_;
};

TEST_F(StsTest, TheIdentityIsThatOfTheKeysThatTheCliTakes) {
  fakes_.variables["AWS_REGION"] = "eu-west-1";
  fakes_.http.Answer(200, kAnswer);
  const Result<AwsIdentity> identity = Ask("us-east-1");
  ASSERT_TRUE(identity) << identity.error().InOneLine();
  EXPECT_EQ(identity->account, "123456789012");
  EXPECT_EQ(identity->arn, "arn:aws:iam::123456789012:user/ada");
  EXPECT_EQ(identity->region, "eu-west-1");
  ASSERT_EQ(fakes_.http.requests.size(), 1U);
  const HttpRequest& request = fakes_.http.requests.front();
  EXPECT_EQ(request.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
  ASSERT_TRUE(request.signature);
  EXPECT_EQ(request.signature->service, "sts");
  EXPECT_EQ(request.signature->region, "eu-west-1");
  EXPECT_EQ(request.signature->keys.access_key_id, "AKID");
}

TEST_F(StsTest, ItIsAskedInTheRegionThatIsLeftWhereNoneIsSet) {
  for (const auto& [region, url] : std::map<std::string, std::string>{
           {"us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com/"},
           {"us-iso-east-1", "https://sts.us-iso-east-1.c2s.ic.gov/"},
           {"cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/"}}) {
    fakes_.http.Answer(200, kAnswer);
    EXPECT_TRUE(Ask(region));
    EXPECT_EQ(fakes_.http.requests.back().url, url);
  }
  const Result<AwsIdentity> nowhere = Ask();
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().InOneLine(), HasSubstr("no AWS region is set"));
}

TEST_F(StsTest, NoAnswerIsNobody) {
  fakes_.variables["AWS_REGION"] = "eu-west-1";
  fakes_.http.Answer(403,
                     "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>the token is over"
                     "</Message></Error></ErrorResponse>");
  Result<AwsIdentity> identity = Ask();
  ASSERT_FALSE(identity);
  EXPECT_THAT(identity.error().InOneLine(),
              HasSubstr("AWS does not say who you are: ExpiredToken: the token is over"));
  EXPECT_THAT(identity.error().InOneLine(), Not(HasSubstr("hidden")));
  EXPECT_FALSE(identity.error().remedy.empty());
  fakes_.http.Answer(200, "<html>log in</html>");
  identity = Ask();
  ASSERT_FALSE(identity);
  EXPECT_THAT(identity.error().InOneLine(), HasSubstr("without account and ARN"));
}

}  // namespace
}  // namespace deltaplan::planner
