// Settings and keys of AWS out of variables and files.
#include "planner/live/aws/settings.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/live/aws/credentials.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AwsSettingsTest : public ::testing::Test {
 protected:
  void Config(const std::string& text) { fakes_.files.texts["/home/.aws/config"] = text; }

  AwsSettings Settings(std::optional<std::string> profile = std::nullopt) {
    Result<AwsSettings> settings = AwsSettings::Read(fakes_.ports(), std::move(profile), {});
    EXPECT_TRUE(settings.ok()) << settings.error().message;
    return *std::move(settings);
  }

  // The key id, or the error with what to do.
  std::string Key(std::optional<std::string> profile = std::nullopt) {
    const AwsSettings settings = Settings(std::move(profile));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<AwsCredentials> found = FindAwsCredentials(settings, fakes_.ports(), deadline);
    if (found) return found->keys.access_key_id;
    return found.error().message + "|" + found.error().remedy;
  }

  testing::FakePorts fakes_ = [] {
    testing::FakePorts fakes;
    fakes.variables = {{"HOME", "/home"}, {"AWS_EC2_METADATA_DISABLED", "true"}};
    return fakes;
  }();
};

TEST_F(AwsSettingsTest, EndpointsFollowRegionAndPartition) {
  Config("[default]\nregion = eu-west-1\n");
  const AwsSettings settings = Settings();
  EXPECT_EQ(settings.region(), "eu-west-1");
  EXPECT_EQ(settings.Endpoint(kEcr, "eu-west-1"), "https://api.ecr.eu-west-1.amazonaws.com");
  EXPECT_EQ(settings.Endpoint(kEcs, "cn-north-1"), "https://ecs.cn-north-1.amazonaws.com.cn");
  fakes_.variables["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(Settings().Endpoint(kEcr, "us-east-1"), "https://ecr-fips.us-east-1.amazonaws.com");
}

TEST_F(AwsSettingsTest, EndpointsCanBeGiven) {
  Config(
      "[default]\nendpoint_url = http://profile\nservices = s\n"
      "[services s]\nssm =\n  endpoint_url = http://section/\n");
  EXPECT_EQ(Settings().Endpoint(kEcs, "r"), "http://profile");
  EXPECT_EQ(Settings().Endpoint(kSsm, "r"), "http://section");
  fakes_.variables["AWS_ENDPOINT_URL"] = "http://variable";
  fakes_.variables["AWS_ENDPOINT_URL_ECR"] = "http://ecr";
  EXPECT_EQ(Settings().Endpoint(kSsm, "r"), "http://variable");
  EXPECT_EQ(Settings().Endpoint(kEcr, "r"), "http://ecr");
  fakes_.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(Settings().Endpoint(kEcr, "r"), "https://api.ecr.r.amazonaws.com");
}

TEST_F(AwsSettingsTest, RegionsAreFoundInOrder) {
  Config("[default]\nregion = profile\n");
  fakes_.variables["AWS_DEFAULT_REGION"] = "default";
  EXPECT_EQ(Settings().region(), "default");
  fakes_.variables["AWS_REGION"] = "first";
  EXPECT_EQ(Settings().region(), "first");
}

TEST_F(AwsSettingsTest, SsoAsksTheCliAndSaysHowToLogIn) {
  Config(
      "[profile corp]\nregion = r\nsso_session = s\naws_access_key_id = OLD\n"
      "aws_secret_access_key = hidden\n");
  fakes_.commands.answer = {
      .exit_code = 0,
      .output = R"({"Version": 1, "AccessKeyId": "SSO", "SecretAccessKey": "hidden"})",
      .errors = {}};
  EXPECT_EQ(Key("corp"), "SSO");
  EXPECT_THAT(fakes_.commands.commands_run.front().arguments,
              ::testing::ElementsAre("aws", "configure", "export-credentials", "--profile", "corp",
                                     "--format", "process"));
  fakes_.commands.answer = {.exit_code = 255, .output = "hidden", .errors = "Token expired"};
  const std::string refusal = Key("corp");
  EXPECT_EQ(refusal,
            "the AWS CLI gives no credentials for profile 'corp'|Log in with aws sso login "
            "--profile corp. Version 2 of the AWS CLI has to be installed.");
  EXPECT_THAT(refusal, Not(HasSubstr("hidden")));
}

TEST_F(AwsSettingsTest, MissingKeysNameTheProfileAndTheCommand) {
  Config("[profile a b]\nregion = r\n[profile \"a b\"]\nregion = r\n");
  EXPECT_EQ(Key("a b"),
            "there are no AWS credentials for profile 'a b'|Log in with aws sso login --profile 'a "
            "b', store keys with aws configure --profile 'a b', or set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY.");
  Result<AwsSettings> none = AwsSettings::Read(fakes_.ports(), "none", {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message, "there is no AWS profile 'none'");
}

TEST_F(AwsSettingsTest, ADeniedRoleIsAnError) {
  Config(
      "[profile role]\nregion = r\nrole_arn = arn:role\nsource_profile = base\n"
      "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = hidden\n");
  fakes_.http.Answer(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
  EXPECT_EQ(Key("role"),
            "cannot assume the role of profile 'role' with the keys of profile 'base'|Store new "
            "keys with aws configure --profile base.");
  EXPECT_EQ(fakes_.http.requests.front().url, "https://sts.r.amazonaws.com/");
  EXPECT_EQ(fakes_.http.requests.front().body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Arole&RoleSessionName=deltaplan");
}

}  // namespace
}  // namespace deltaplan::planner
