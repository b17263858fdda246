#include "planner/registry/oci_registry.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/text/digest.h"
#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

const RegistryImage kApi{"ghcr.io", "acme/api", "v1"};
const RegistryImage kWeb{"ghcr.io", "acme/web", "v1"};
const RegistryImage kLocal{"127.0.0.1:5000", "api", "v1"};

class OciRegistryTest : public ::testing::Test {
 protected:
  OciRegistryTest() { fakes_.variables["HOME"] = "/home/me"; }

  void LoggedIn(const std::string& auths) {
    fakes_.files.texts["/home/me/.docker/config.json"] = "{\"auths\": {" + auths + "}}";
  }
  OciRegistry Registry(RegistryScheme scheme = RegistryScheme::kHttps) {
    return OciRegistry(fakes_.http, *DockerLogins::Read(ports_), scheme,
                       std::chrono::steady_clock::now() + std::chrono::seconds(5));
  }
  void Answer(int status, std::vector<HttpHeader> headers = {}, std::string body = {}) {
    fakes_.http.answers.push_back(
        {.status = status, .headers = std::move(headers), .body = std::move(body)});
  }
  void Hold(std::string body = {}) {
    Answer(200, {{"Content-Type", "application/vnd.oci.image.manifest.v1+json; charset=utf-8"}},
           std::move(body));
  }
  void Challenge(const std::string& realm = "https://ghcr.io/token") {
    Answer(401,
           {{"WWW-Authenticate", "Bearer realm=\"" + realm +
                                     "\",service=\"ghcr.io\",scope=\"repository:acme/api:pull\""}});
  }
  static std::string AuthorizationOf(const HttpRequest& request) {
    for (const HttpHeader& header : request.headers) {
      if (header.name == "Authorization") return header.value;
    }
    return {};
  }
  const std::vector<HttpRequest>& requests() const { return fakes_.http.requests; }

  testing::FakePorts fakes_;
  Ports ports_ = fakes_.ports();
};

TEST_F(OciRegistryTest, PresenceIsAskedForWithoutFetchingAnything) {
  Answer(200, {{"docker-content-digest", "sha256:d"}});
  Answer(404);
  const auto found = Registry().Manifests({kApi, kWeb}, false);
  ASSERT_EQ(found.size(), 2U);
  ASSERT_TRUE(found[0] && *found[0]);
  EXPECT_EQ((*found[0])->digest, "sha256:d");
  ASSERT_TRUE(found[1]);
  EXPECT_FALSE(*found[1]);
  EXPECT_EQ(requests()[0].method, "HEAD");
  EXPECT_EQ(requests()[0].url, "https://ghcr.io/v2/acme/api/manifests/v1");
  EXPECT_EQ(AuthorizationOf(requests()[0]), "");
  EXPECT_EQ(fakes_.http.batches, std::vector<std::size_t>{2});
}

TEST_F(OciRegistryTest, DockerHubHasAnotherNameForRequests) {
  Answer(404);
  EXPECT_TRUE(Registry().Manifests({{kDockerHub, "library/redis", "7"}}, false)[0]);
  EXPECT_EQ(requests()[0].url, "https://registry-1.docker.io/v2/library/redis/manifests/7");
}

TEST_F(OciRegistryTest, IsSpokenToEncryptedUnlessAskedOtherwise) {
  Answer(404);
  Answer(404);
  Registry().Manifests({kLocal}, false);
  Registry(RegistryScheme::kHttp).Manifests({kLocal}, false);
  EXPECT_TRUE(requests()[0].url.starts_with("https://127.0.0.1:5000/"));
  EXPECT_TRUE(requests()[1].url.starts_with("http://127.0.0.1:5000/"));
}

TEST_F(OciRegistryTest, TokenIsFetchedWithTheLoginAndSentOn) {
  LoggedIn(R"("ghcr.io": {"auth": "bWU6cw=="})");
  Challenge();
  fakes_.http.Answer(200, R"({"token": "t0"})");
  Answer(200, {{"Docker-Content-Digest", "sha256:d"}});
  const auto found = Registry().Manifests({kApi}, false);
  ASSERT_TRUE(found[0] && *found[0]);
  ASSERT_EQ(requests().size(), 3U);
  EXPECT_EQ(requests()[1].url,
            "https://ghcr.io/token?service=ghcr.io&scope=repository%3Aacme%2Fapi%3Apull");
  EXPECT_EQ(AuthorizationOf(requests()[1]), "Basic bWU6cw==");
  EXPECT_EQ(AuthorizationOf(requests()[2]), "Bearer t0");
}

TEST_F(OciRegistryTest, TokenIsFetchedOnceForARepository) {
  Challenge();
  Challenge();
  fakes_.http.Answer(200, R"({"access_token": "t0"})");
  Hold();
  Answer(404);
  RegistryImage other = kApi;
  other.reference = "v2";
  OciRegistry registry = Registry();
  const auto found = registry.Manifests({kApi, other}, false);
  EXPECT_TRUE(found[0] && *found[0]);
  EXPECT_TRUE(found[1] && !*found[1]);
  EXPECT_EQ(fakes_.http.batches, (std::vector<std::size_t>{2, 1, 2}));
  EXPECT_EQ(AuthorizationOf(requests()[2]), "") << "nobody has logged in";
  Hold();
  registry.Manifests({kApi}, false);
  EXPECT_EQ(AuthorizationOf(requests().back()), "Bearer t0");
}

TEST_F(OciRegistryTest, IdentityTokenIsExchanged) {
  LoggedIn(R"("ghcr.io": {"identitytoken": "a&b"})");
  Challenge();
  fakes_.http.Answer(200, R"({"access_token": "t0"})");
  Hold();
  Registry().Manifests({kApi}, false);
  EXPECT_EQ(requests()[1].method, "POST");
  EXPECT_EQ(requests()[1].url, "https://ghcr.io/token");
  EXPECT_EQ(requests()[1].body,
            "grant_type=refresh_token&client_id=deltaplan&service=ghcr.io&scope=repository%3Aacme"
            "%2Fapi%3Apull&refresh_token=a%26b");
}

TEST_F(OciRegistryTest, BasicChallengeIsMetWithTheLogin) {
  LoggedIn(R"("ghcr.io": {"auth": "bWU6cw=="})");
  Answer(401, {{"WWW-Authenticate", "Basic realm=\"r\""}});
  Hold();
  const auto found = Registry().Manifests({kApi}, false);
  EXPECT_TRUE(found[0] && *found[0]);
  EXPECT_EQ(AuthorizationOf(requests()[1]), "Basic bWU6cw==");
}

TEST_F(OciRegistryTest, LoginNeverGoesToAPlaceThatIsNotEncrypted) {
  LoggedIn(R"("ghcr.io": {"auth": "bWU6cw=="})");
  Challenge("http://ghcr.io/token");
  const auto found = Registry().Manifests({kApi}, false);
  ASSERT_FALSE(found[0]);
  EXPECT_EQ(found[0].error().message,
            "ghcr.io wants a token of http://ghcr.io, which is not spoken to encrypted");
  EXPECT_EQ(requests().size(), 1U);
}

TEST_F(OciRegistryTest, WhoMayNotLookIsToldToLogIn) {
  Challenge();
  fakes_.http.Answer(403, "{}");
  const auto found = Registry().Manifests({kApi}, false);
  ASSERT_FALSE(found[0]);
  EXPECT_EQ(found[0].error().message,
            "https://ghcr.io gives no token for acme/api (HTTP status 403)");
  EXPECT_EQ(found[0].error().remedy, "Log in with: docker login ghcr.io");
}

TEST_F(OciRegistryTest, DeniedWithATokenIsNotMissing) {
  Challenge();
  fakes_.http.Answer(200, R"({"token": "t0"})");
  Answer(401, {{"WWW-Authenticate", "Bearer realm=\"https://ghcr.io/token\""}});
  const auto found = Registry().Manifests({kApi}, false);
  ASSERT_FALSE(found[0]);
  EXPECT_EQ(found[0].error().message,
            "ghcr.io does not let you look at acme/api (HTTP status 401)");
  EXPECT_EQ(requests().size(), 3U);
}

TEST_F(OciRegistryTest, OtherAnswersAreErrors) {
  Answer(500);
  Answer(429);
  const auto found = Registry().Manifests({kApi, kWeb}, false);
  ASSERT_FALSE(found[0]);
  EXPECT_EQ(found[0].error().message, "ghcr.io answers with HTTP status 500 about acme/api");
  ASSERT_FALSE(found[1]);
  EXPECT_EQ(found[1].error().message, "ghcr.io gets too many requests (HTTP status 429)");
  const auto unanswered = Registry().Manifests({kApi}, false);
  ASSERT_FALSE(unanswered[0]);
  EXPECT_EQ(unanswered[0].error().message, "no answer");
}

TEST_F(OciRegistryTest, APageThatIsNoManifestIsNoImage) {
  const HttpHeader page{"Content-Type", "text/html; charset=utf-8"};
  for (const bool with_text : {false, true}) {
    Answer(200, {page}, with_text ? "<html>Log in</html>" : "");
    Answer(200, {{"Content-Type", "application/json"}}, with_text ? "{}" : "");
    Answer(200);
    const auto found = Registry().Manifests({kApi, kWeb, kApi}, with_text);
    for (const auto& each : found) ASSERT_FALSE(each) << with_text;
    EXPECT_EQ(found[0].error().message,
              "what ghcr.io answers about acme/api is no manifest of an image");
  }
}

TEST_F(OciRegistryTest, AManifestIsToldByItsTypeItsDigestOrItsText) {
  Hold();
  Answer(200, {{"Docker-Content-Digest", "sha256:d"}, {"Content-Type", "text/plain"}});
  EXPECT_TRUE(Registry().Manifests({kApi}, false)[0]);
  EXPECT_TRUE(Registry().Manifests({kApi}, false)[0]);
  Answer(200, {{"Content-Type", "application/json"}}, R"({"config": {"digest": "sha256:c"}})");
  EXPECT_TRUE(Registry().Manifests({kApi}, true)[0]);
}

TEST_F(OciRegistryTest, TokenThatWouldBeMoreThanAHeaderIsNone) {
  Challenge();
  fakes_.http.Answer(200, R"({"token": "t0\r\nX-Evil: 1"})");
  EXPECT_FALSE(Registry().Manifests({kApi}, false)[0]);
  EXPECT_EQ(requests().size(), 2U);
}

TEST_F(OciRegistryTest, PinnedManifestHasToHaveItsDigest) {
  RegistryImage pinned = kApi;
  pinned.reference = Sha256Digest("{}");
  Hold("{}");
  Hold("{ }");
  EXPECT_TRUE(Registry().Manifests({pinned}, true)[0]);
  EXPECT_FALSE(Registry().Manifests({pinned}, true)[0]);
}

TEST_F(OciRegistryTest, BlobsAreFetchedWhereTheyLieWithoutTheToken) {
  Challenge();
  fakes_.http.Answer(200, R"({"token": "t0"})");
  Answer(307, {{"Location", "https://blobs.example/x?sig=1"}});
  Answer(200, {}, "{}");
  const auto blobs = Registry().Blobs({{kApi, Sha256Digest("{}")}});
  EXPECT_EQ(blobs[0], "{}");
  ASSERT_EQ(requests().size(), 4U);
  EXPECT_EQ(AuthorizationOf(requests()[2]), "Bearer t0");
  EXPECT_EQ(requests()[3].url, "https://blobs.example/x?sig=1");
  EXPECT_EQ(AuthorizationOf(requests()[3]), "");
}

TEST_F(OciRegistryTest, BlobsDoNotLeaveEncryption) {
  Answer(307, {{"Location", "http://blobs.example/x"}});
  EXPECT_EQ(Registry().Blobs({{kApi, Sha256Digest("{}")}})[0], std::nullopt);
  EXPECT_EQ(requests().size(), 1U);
}

TEST_F(OciRegistryTest, BlobWithAnotherDigestIsNone) {
  Answer(200, {}, "{ }");
  EXPECT_EQ(Registry().Blobs({{kApi, Sha256Digest("{}")}})[0], std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
