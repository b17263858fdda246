#include "planner/registry/docker_logins.h"

#include <gtest/gtest.h>
#include <string>

#include "planner/registry/registry_image.h"
#include "planner/text/base64.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

class DockerLoginsTest : public ::testing::Test {
 protected:
  DockerLoginsTest() { fakes_.variables["HOME"] = "/home/me"; }

  void Config(const std::string& text) {
    fakes_.files.texts["/home/me/.docker/config.json"] = text;
  }

  RegistryLogin Login(const std::string& registry) {
    Result<DockerLogins> logins = DockerLogins::Read(ports_);
    if (!logins) return {"error", logins.error().message};
    const auto login = logins->For(registry);
    if (!login) return {"error", login.error().message};
    return login->value_or(RegistryLogin{"nobody", ""});
  }

  testing::FakePorts fakes_;
  Ports ports_ = fakes_.ports();
};

TEST(Base64Test, WritesTheVectorsOfItsStandard) {
  EXPECT_EQ(Base64Encoded(""), "");
  EXPECT_EQ(Base64Encoded("f"), "Zg==");
  EXPECT_EQ(Base64Encoded("fo"), "Zm8=");
  EXPECT_EQ(Base64Encoded("foo"), "Zm9v");
  EXPECT_EQ(Base64Encoded("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64Encoded("\xff\xfe\xfd"), "//79");
}

TEST_F(DockerLoginsTest, WithoutAFileNobodyHasLoggedIn) {
  EXPECT_EQ(Login("ghcr.io").basic, "nobody");
  fakes_.variables.clear();
  EXPECT_EQ(Login("ghcr.io").basic, "nobody");
}

TEST_F(DockerLoginsTest, StoredLoginsAreFoundByHostOrByOldAddresses) {
  Config(R"({"auths": {"ghcr.io": {"auth": "Zm9v"}, "https://r.example:5000/v2/": {"auth": "YmFy"},
             "https://index.docker.io/v1/": {"auth": "aHVi"}, "t.example": {"identitytoken": "tok"},
             "p.example": {"username": "me", "password": "secret"}}})");
  EXPECT_EQ(Login("ghcr.io").basic, "Zm9v");
  EXPECT_EQ(Login("r.example:5000").basic, "YmFy");
  EXPECT_EQ(Login("r.example").basic, "nobody");
  EXPECT_EQ(Login(kDockerHub).basic, "aHVi");
  EXPECT_EQ(Login("t.example").identity_token, "tok");
  EXPECT_EQ(Login("p.example").basic, Base64Encoded("me:secret"));
}

TEST_F(DockerLoginsTest, NamedFilesComeBeforeTheUsersOwn) {
  Config(R"({"auths": {"ghcr.io": {"auth": "own"}}})");
  fakes_.files.texts["/d/config.json"] = R"({"auths": {"ghcr.io": {"auth": "docker"}}})";
  fakes_.files.texts["/f"] = R"({"auths": {"ghcr.io": {"auth": "file"}}})";
  EXPECT_EQ(Login("ghcr.io").basic, "own");
  fakes_.variables["DOCKER_CONFIG"] = "/d";
  EXPECT_EQ(Login("ghcr.io").basic, "docker");
  fakes_.variables["REGISTRY_AUTH_FILE"] = "/f";
  EXPECT_EQ(Login("ghcr.io").basic, "file");
}

TEST_F(DockerLoginsTest, ProgramOfTheRegistryIsAskedOnStandardInput) {
  Config(R"({"credsStore": "pass", "credHelpers": {"ghcr.io": "gh"}, "auths": {"ghcr.io": {}}})");
  fakes_.commands.answer = {
      .exit_code = 0, .output = R"({"Username": "me", "Secret": "s"})", .errors = {}};
  EXPECT_EQ(Login("ghcr.io").basic, Base64Encoded("me:s"));
  EXPECT_EQ(Login(kDockerHub).basic, Base64Encoded("me:s"));
  ASSERT_EQ(fakes_.commands.commands_run.size(), 2U);
  EXPECT_EQ(fakes_.commands.commands_run[0].arguments,
            (std::vector<std::string>{"docker-credential-gh", "get"}));
  EXPECT_EQ(fakes_.commands.commands_run[0].input, "ghcr.io\n");
  EXPECT_EQ(fakes_.commands.commands_run[1].arguments[0], "docker-credential-pass");
  EXPECT_EQ(fakes_.commands.commands_run[1].input, "https://index.docker.io/v1/\n");
}

TEST_F(DockerLoginsTest, ProgramMayGiveAnIdentityToken) {
  Config(R"({"credsStore": "pass"})");
  fakes_.commands.answer = {
      .exit_code = 0, .output = R"({"Username": "<token>", "Secret": "tok"})", .errors = {}};
  EXPECT_EQ(Login("ghcr.io").identity_token, "tok");
  EXPECT_EQ(Login("ghcr.io").basic, "");
}

TEST_F(DockerLoginsTest, ProgramThatKnowsNothingIsNoError) {
  Config(R"({"credsStore": "pass"})");
  fakes_.commands.answer = {
      .exit_code = 1, .output = "credentials not found in native keychain\n", .errors = {}};
  EXPECT_EQ(Login("ghcr.io").basic, "nobody");
}

TEST_F(DockerLoginsTest, ProgramThatFailsIsAnErrorWithoutItsWords) {
  Config(R"({"credsStore": "pass"})");
  fakes_.commands.answer = {.exit_code = 1, .output = "secret-words", .errors = "secret-words"};
  Result<DockerLogins> logins = DockerLogins::Read(ports_);
  ASSERT_TRUE(logins);
  const auto login = logins->For("ghcr.io");
  ASSERT_FALSE(login);
  EXPECT_EQ(login.error().message, "cannot get the login for ghcr.io");
  EXPECT_EQ(login.error().causes, std::vector<std::string>{"it ended with exit code 1"});
  EXPECT_EQ(login.error().remedy.find("secret-words"), std::string::npos);
}

TEST_F(DockerLoginsTest, ProgramIsANameAndNoPath) {
  Config(R"({"credsStore": "../../tmp/evil"})");
  EXPECT_EQ(Login("ghcr.io").basic, "error");
  EXPECT_TRUE(fakes_.commands.commands_run.empty());
}

TEST_F(DockerLoginsTest, EachRegistryIsAskedForOnce) {
  Config(R"({"credsStore": "pass"})");
  fakes_.commands.answer = {
      .exit_code = 0, .output = R"({"Username": "me", "Secret": "s"})", .errors = {}};
  Result<DockerLogins> logins = DockerLogins::Read(ports_);
  ASSERT_TRUE(logins);
  EXPECT_TRUE(logins->For("ghcr.io"));
  EXPECT_TRUE(logins->For("ghcr.io"));
  EXPECT_EQ(fakes_.commands.commands_run.size(), 1U);
}

TEST_F(DockerLoginsTest, BrokenFileIsAnError) {
  Config("{");
  EXPECT_EQ(Login("ghcr.io").identity_token, "'/home/me/.docker/config.json' is no JSON object");
}

}  // namespace
}  // namespace deltaplan::planner
