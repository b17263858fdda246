#include "planner/config/deploy_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/config/config_file.h"
#include "planner/config/health_addresses.h"
#include "planner/config/parse.h"
#include "planner/live/live_source.h"

namespace deltaplan::planner {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::variant<Config, ConfigProblems> Parsed(std::string_view deploy) {
  return ParseConfig(LiveSourceKinds(), fmt::format(R"({{"version": 1, "services": ["services/*"],
                                      "environments": {{"prod": {{"deploy": {}}}}}}})",
                                                    deploy));
}

Config ConfigWith(std::string_view deploy) {
  auto parsed = Parsed(deploy);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    ADD_FAILURE() << ConfigProblemsText("deltaplan.json", *problems);
    Config none;
    none.environments.emplace_back();
    return none;
  }
  return std::get<Config>(std::move(parsed));
}

DeployEntry Accepted(std::string_view deploy) { return ConfigWith(deploy).environments[0].deploy; }

// Each as "pointer below deploy: message | advice".
std::vector<std::string> ProblemsOf(std::string_view deploy) {
  constexpr std::string_view kAt = "/environments/prod/deploy";
  std::vector<std::string> lines;
  const auto parsed = Parsed(deploy);
  if (const auto* problems = std::get_if<ConfigProblems>(&parsed)) {
    for (const ConfigProblem& problem : *problems) {
      lines.push_back(problem.pointer.substr(kAt.size()) + ": " + problem.message +
                      (problem.advice.empty() ? "" : " | " + problem.advice));
    }
  }
  return lines;
}

Platform Services(const std::vector<std::string>& names) {
  Platform platform;
  for (const std::string& name : names) {
    Service service;
    service.name = name;
    service.image = name + "-image";
    platform.services.push_back(std::move(service));
  }
  return platform;
}

std::string WrongAddresses(std::string_view health, const std::vector<std::string>& services) {
  const Config config = ConfigWith(fmt::format(R"({{"health": {}}})", health));
  const Status status = CheckHealthAddresses(config, Services(services), "deltaplan.json", "{}");
  return status ? "" : status.error().diagnostics;
}

TEST(DeploySettings, HaveDefaults) {
  const DeployEntry deploy = Accepted("{}");
  EXPECT_EQ(deploy.account, std::nullopt);
  EXPECT_THAT(deploy.deployers, IsEmpty());
  EXPECT_EQ(deploy.registry, std::nullopt);
  EXPECT_EQ(deploy.build_tool, std::nullopt);
  EXPECT_THAT(deploy.platforms, IsEmpty());
  EXPECT_EQ(deploy.provenance, std::nullopt);
  EXPECT_EQ(deploy.tag_variable, std::nullopt);
  EXPECT_EQ(deploy.jobs, 4U);
  EXPECT_EQ(deploy.retries, 5U);
  EXPECT_EQ(deploy.steady_timeout, seconds(600));
  EXPECT_EQ(deploy.health_timeout, seconds(120));
  EXPECT_EQ(deploy.health.address, std::nullopt);
  EXPECT_THAT(deploy.apps, IsEmpty());
}

TEST(DeploySettings, AreReadWhole) {
  const DeployEntry deploy = Accepted(R"({
    "account": "123456789012", "deployers": ["arn:aws:sts::123456789012:assumed-role/deploy/*"],
    "registry": "never", "build_tool": "buildah", "platform": ["linux/amd64", "linux/arm64"],
    "provenance": false, "image_tag_variable": "image_tag", "jobs": 2, "retries": 0,
    "steady_timeout": "15m", "health_timeout": "90s",
    "apps": {"web": {"directory": "apps/web", "build": ["make"], "output": "out", "bucket": "b1"},
             "console": {"directory": ".", "build": ["npm", "run", "build"], "output": "dist",
                         "bucket": "prod/console", "distribution": "E1"}}})");
  EXPECT_EQ(deploy.account, "123456789012");
  EXPECT_THAT(deploy.deployers, ElementsAre("arn:aws:sts::123456789012:assumed-role/deploy/*"));
  EXPECT_EQ(deploy.registry, RegistryKind::kNever);
  EXPECT_EQ(deploy.build_tool, "buildah");
  EXPECT_THAT(deploy.platforms, ElementsAre("linux/amd64", "linux/arm64"));
  EXPECT_EQ(deploy.provenance, false);
  EXPECT_EQ(deploy.tag_variable, "image_tag");
  EXPECT_EQ(deploy.jobs, 2U);
  EXPECT_EQ(deploy.retries, 0U);
  EXPECT_EQ(deploy.steady_timeout, seconds(900));
  EXPECT_EQ(deploy.health_timeout, seconds(90));
  ASSERT_EQ(deploy.apps.size(), 2U);
  EXPECT_EQ(deploy.apps[0].name, "console");
  EXPECT_EQ(deploy.apps[0].directory, "");
  EXPECT_THAT(deploy.apps[0].build, ElementsAre("npm", "run", "build"));
  EXPECT_EQ(deploy.apps[0].output, "dist");
  EXPECT_EQ(deploy.apps[0].bucket, "prod/console");
  EXPECT_EQ(deploy.apps[0].distribution, "E1");
  EXPECT_EQ(deploy.apps[1].name, "web");
  EXPECT_EQ(deploy.apps[1].distribution, std::nullopt);
}

TEST(DeploySettings, OnePlatformNeedsNoList) {
  EXPECT_THAT(Accepted(R"({"platform": "linux/arm/v7"})").platforms, ElementsAre("linux/arm/v7"));
}

TEST(DeploySettings, MistakesAreNamedWithTheirPlaceAndRemedy) {
  EXPECT_THAT(
      ProblemsOf(R"({"accuont": "1", "account": "12", "registry": "dockerhub", "jobs": 0,
                     "retries": 1.5, "steady_timeout": 600, "health_timeout": "0s",
                     "platform": "amd64", "build_tool": "docker buildx", "deployers": ["root"],
                     "image_tag_variable": "a.b"})"),
      ElementsAre(
          R"(/account: "12" is no AWS account | An account is twelve digits, in quotes.)",
          R"(/deployers/0: "root" is no ARN of IAM or STS | Write whom `aws sts get-caller-identity` )"
          R"(names, with * for any characters: "arn:aws:sts::123456789012:assumed-role/deploy/*".)",
          R"(/registry: "dockerhub" is not known here | Known here: "ecr", "https", "http", "never".)",
          R"(/build_tool: "docker buildx" is no program | Write its name alone, such as "buildah".)",
          R"(/platform: "amd64" is no platform | )"
          R"(Write it as container tools do: "linux/amd64", "linux/arm64".)",
          R"(/image_tag_variable: "a.b" is no variable of Terraform | )"
          R"(Write its name, such as "image_tag".)",
          "/jobs: 0 is no whole number from 1 to 1000",
          "/retries: 1.5 is no whole number from 0 to 1000",
          R"(/steady_timeout: Expected a duration, such as "10m", not a number)",
          R"(/health_timeout: "0s" is no duration | )"
          R"(Write a number above 0 and its unit: "90s", "10m", "1h".)",
          R"(/accuont: Unknown key "accuont" | Did you mean "account"?)"));
}

TEST(DeploySettings, MistakesOfAppsAreNamedWithTheirPlace) {
  EXPECT_THAT(ProblemsOf(R"({"apps": {"a b": {"directory": "../x", "build": [], "output": "o",
                                              "bucket": "s3://b", "dist": "x"}}})"),
              ElementsAre(R"(/apps/a b: "a b" is no name of an app | )"
                          R"(Use letters, digits, ".", "_" and "-".)",
                          R"(/apps/a b/directory: "../x" is no path inside the repository | )"
                          R"(Write it relative to the repository's root, without "..".)",
                          "/apps/a b/build: The list is empty | Write a program and its arguments.",
                          R"(/apps/a b/bucket: "s3://b" is no bucket | )"
                          R"(Write its name, or name/prefix, without s3://.)",
                          HasSubstr(R"(/apps/a b/dist: Unknown key "dist")")));
}

TEST(HealthAddresses, NeedASchemeAHostAndNoUser) {
  for (const char* text : {"http://a", "https://a.example.com/", "https://a:8443/b?c=d#e",
                           "http://127.0.0.1:80/", "https://[::1]:80/x"}) {
    EXPECT_TRUE(IsHttpAddress(text)) << text;
  }
  for (const char* text : {"", "a.example.com/health", "ftp://a/", "https://", "https:///x",
                           "https://user@a/", "https://a b/", "https://a/b c", "https://a:/",
                           "https://a:123456/", "https://[::1/", "https://[]/", "https://a\n"}) {
    EXPECT_FALSE(IsHttpAddress(text)) << text;
  }
}

TEST(HealthAddresses, OneWithoutASchemeIsAMistake) {
  EXPECT_THAT(ProblemsOf(R"({"health": "{service}.example.com/health"})"),
              ElementsAre(R"(/health: "{service}.example.com/health" is no address that can be )"
                          R"(asked | Write it whole: "https://{service}.example.com/health".)"));
  EXPECT_THAT(ProblemsOf(R"({"health": {"api": "https://{servcie}.example.com/"}})"),
              ElementsAre(R"(/health/api: There is no {servcie} here | Did you mean "service"?)"));
}

TEST(HealthAddresses, HoldNamesAsUrlsWantThem) {
  const Config config = ConfigWith(R"({"health": "https://{env}.a/{service}/{image}"})");
  const Platform platform = Services({"a b"});
  EXPECT_EQ(HealthAddressOf(config.environments[0], platform.services[0]),
            "https://prod.a/a%20b/a%20b-image");
}

TEST(HealthAddresses, OfAServiceWinsOverTheOneOfAllOthers) {
  const Config config = ConfigWith(R"({"health": {"*": "https://a/{service}", "web": "https://w/",
                                                  "worker": null}})");
  const Platform platform = Services({"api", "web", "worker"});
  const EnvironmentEntry& prod = config.environments[0];
  EXPECT_EQ(HealthAddressOf(prod, platform.services[0]), "https://a/api");
  EXPECT_EQ(HealthAddressOf(prod, platform.services[1]), "https://w/");
  EXPECT_EQ(HealthAddressOf(prod, platform.services[2]), std::nullopt);
}

TEST(HealthAddresses, WithoutOneForTheOthersAreOfThoseThatAreNamed) {
  const Config config = ConfigWith(R"({"health": {"web": "https://w/"}})");
  const Platform platform = Services({"api"});
  EXPECT_EQ(HealthAddressOf(config.environments[0], platform.services[0]), std::nullopt);
}

TEST(HealthAddresses, NameServicesOfThePlatform) {
  EXPECT_EQ(WrongAddresses(R"({"api": "https://a/", "web": null})", {"api", "web"}), "");
  const std::string wrong = WrongAddresses(R"({"apj": "https://a/", "web": null})", {"api", "web"});
  EXPECT_THAT(wrong, HasSubstr("/environments/prod/deploy/health/apj"));
  EXPECT_THAT(wrong, HasSubstr(R"(There is no service "apj")"));
  EXPECT_THAT(wrong, HasSubstr(R"(Did you mean "api"?)"));
  EXPECT_THAT(wrong, Not(HasSubstr("health/web")));
}

TEST(HealthAddresses, ThatNoServiceCanHaveIsAMistakeOfThatService) {
  EXPECT_EQ(WrongAddresses(R"("https://a/{service}")", {"a b"}), "");
  const std::string wrong = WrongAddresses(R"("https://{service}.a/")", {"a b", "web"});
  EXPECT_THAT(wrong, HasSubstr("/environments/prod/deploy/health"));
  EXPECT_THAT(wrong, HasSubstr(R"(The address of "a b" would be "https://a%20b.a/")"));
  EXPECT_THAT(wrong, Not(HasSubstr(R"("web")")));
}

}  // namespace
}  // namespace deltaplan::planner
