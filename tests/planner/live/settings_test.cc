// Settings and keys of AWS out of variables and files.
#include "planner/live/aws/settings.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/live/aws/credentials.h"
#include "planner/live/aws/keyring.h"
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
  fakes_.variables["AWS_USE_FIPS_ENDPOINT"] = "True";
  EXPECT_EQ(Settings().Endpoint(kEcr, "us-east-1"), "https://api.ecr-fips.us-east-1.amazonaws.com");
  Config("[default]\nregion = eu-west-1\nuse_dualstack_endpoint = true\n");
  EXPECT_EQ(Settings().Endpoint(kEcr, "us-east-1"), "https://ecr-fips.us-east-1.api.aws");
}

TEST_F(AwsSettingsTest, AFipsMarkInARegionIsAWish) {
  Config("[default]\nregion = fips-us-gov-west-1\n");
  EXPECT_EQ(Settings().region(), "us-gov-west-1");
  EXPECT_EQ(Settings().Endpoint(kEcr, "us-east-1"), "https://api.ecr-fips.us-east-1.amazonaws.com");
  fakes_.variables["AWS_REGION"] = "us-east-2-fips";
  EXPECT_EQ(Settings().region(), "us-east-2");
}

TEST_F(AwsSettingsTest, ARegionThatIsNoneIsRefusedBeforeAnyRequest) {
  Config("[default]\nregion = x.attacker.example/\n[profile good]\nregion = eu-west-1\n");
  const auto refusal = [&](std::optional<std::string> profile, std::optional<std::string> region) {
    Result<AwsSettings> settings =
        AwsSettings::Read(fakes_.ports(), std::move(profile), std::move(region));
    return settings.ok() ? std::string() : settings.error().message;
  };
  EXPECT_EQ(refusal({}, {}), "'x.attacker.example/' is no AWS region");
  EXPECT_EQ(refusal("good", "a b"), "'a b' is no AWS region");
  EXPECT_EQ(refusal("good", {}), "");
  fakes_.variables["AWS_REGION"] = "eu-west-1#";
  EXPECT_EQ(refusal("good", {}), "'eu-west-1#' is no AWS region");
}

TEST_F(AwsSettingsTest, TheCredentialsFileComesBeforeTheProcessAndTheConfigurationAfterIt) {
  fakes_.commands.answer = {
      .exit_code = 0,
      .output = R"({"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "hidden"})",
      .errors = {}};
  const std::string keys = "aws_access_key_id = CONFIG\naws_secret_access_key = hidden\n";
  Config("[default]\nregion = r\n" + keys + "credential_process = get\n");
  EXPECT_EQ(Key(), "PROCESS");
  fakes_.files.texts["/home/.aws/credentials"] =
      "[default]\naws_access_key_id = STORED\naws_secret_access_key = hidden\n";
  EXPECT_EQ(Key(), "STORED");
  fakes_.files.texts.erase("/home/.aws/credentials");
  Config("[default]\nregion = r\n" + keys);
  EXPECT_EQ(Key(), "CONFIG");
}

TEST_F(AwsSettingsTest, AProgramThatGivesKeysIsAskedOnceARun) {
  fakes_.commands.answer = {
      .exit_code = 0,
      .output = R"({"Version": 1, "AccessKeyId": "ONCE", "SecretAccessKey": "hidden"})",
      .errors = {}};
  Config(
      "[default]\nregion = r\ncredential_process = get\n"
      "[profile other]\ncredential_process = get\n");
  AwsKeyring keyring;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto key = [&](std::optional<std::string> profile) {
    return keyring.Find(Settings(std::move(profile)), fakes_.ports(), deadline)->keys.access_key_id;
  };
  EXPECT_EQ(key({}), "ONCE");
  EXPECT_EQ(key({}), "ONCE");
  EXPECT_EQ(fakes_.commands.commands_run.size(), 1U);
  EXPECT_EQ(key("other"), "ONCE");
  EXPECT_EQ(fakes_.commands.commands_run.size(), 2U);
}

TEST_F(AwsSettingsTest, AClockThatIsWrongIsNoMatterOfKeys) {
  Config(
      "[profile role]\nregion = r\nrole_arn = arn:role\nsource_profile = base\n"
      "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = hidden\n");
  fakes_.http.Answer(403,
                     "<Error><Code>SignatureDoesNotMatch</Code><Message>Signature expired: 1 is "
                     "now earlier than 2</Message></Error>");
  EXPECT_THAT(Key("role"), HasSubstr("|The clock of this machine"));
}

TEST_F(AwsSettingsTest, TheMetadataServiceSaysWhyItHasNoKeys) {
  fakes_.variables.erase("AWS_EC2_METADATA_DISABLED");
  Config("[default]\nregion = r\n");
  const auto cause = [&] {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<AwsCredentials> found = FindAwsCredentials(Settings(), fakes_.ports(), deadline);
    return found.ok() || found.error().causes.empty() ? "" : found.error().causes.front();
  };
  EXPECT_THAT(cause(), HasSubstr("http://169.254.169.254 does not answer"));
  EXPECT_THAT(cause(), HasSubstr("hop limit of 2"));
  fakes_.http.Answer(403, "");
  EXPECT_THAT(cause(), HasSubstr("answers with HTTP status 403 when asked for a token"));
  fakes_.http.Answer(200, "token");
  fakes_.http.Answer(404, "");
  EXPECT_THAT(cause(), HasSubstr("knows no role of this machine"));
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
