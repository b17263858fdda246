#include "planner/discovery/registry_survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/planner/containers/memory_tree.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Texts = std::map<std::string, std::string>;

constexpr const char* kEcr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

ImageMention Mention(std::string host, std::string repository) {
  return {.host = std::move(host), .repository = std::move(repository)};
}

// The hole that stands for what is no literal text.
std::string WithHole(std::string before, std::string_view after = "") {
  before += '\0';
  before += after;
  return before;
}

TEST(ImageMentions, AreThoseOfKnownRegistriesWithoutTheirTags) {
  EXPECT_THAT(
      ImageMentionsIn("docker push ghcr.io/acme/api:1.2 && docker pull quay.io/acme/web@sha256:12"),
      ElementsAre(Mention("ghcr.io", "acme/api"), Mention("quay.io", "acme/web")));
  EXPECT_THAT(ImageMentionsIn("image: https://europe-docker.pkg.dev/project/shop/api"),
              ElementsAre(Mention("europe-docker.pkg.dev", "project/shop/api")));
  EXPECT_THAT(ImageMentionsIn(std::string("docker login ") + kEcr + "/"),
              ElementsAre(Mention(kEcr, "")));
  for (const char* text :
       {"", "api:latest", "localhost:5000/api", "registry.acme.dev/api", "xghcr.io/a",
        "ghcr.io.evil.dev/a", "12.dkr.ecr.eu-west-1.amazonaws.com/a"}) {
    EXPECT_THAT(ImageMentionsIn(text), IsEmpty()) << text;
  }
}

TEST(ImageMentions, HaveAHoleForWhatIsNoLiteralText) {
  for (const char* name : {"${{ matrix.image }}", "{{ image }}", "$(basename $dir)", "${image}",
                           "${each.value[\"a\"]}", "${x:-${y}}", "$IMAGE", "$1"}) {
    EXPECT_THAT(ImageMentionsIn("push ghcr.io/acme/" + std::string(name) + ":$TAG"),
                ElementsAre(Mention("ghcr.io", WithHole("acme/"))))
        << name;
    EXPECT_THAT(ImageMentionsIn("push ghcr.io/acme/shop-" + std::string(name) + "-x"),
                ElementsAre(Mention("ghcr.io", WithHole("acme/shop-", "-x"))))
        << name;
  }
  // What never ends is no template, and the byte of the hole is none.
  EXPECT_THAT(ImageMentionsIn("ghcr.io/acme/${image\n}"), ElementsAre(Mention("ghcr.io", "acme")));
  EXPECT_THAT(ImageMentionsIn(WithHole("ghcr.io/acme/", "x")),
              ElementsAre(Mention("ghcr.io", "acme")));
}

class Repositories : public ::testing::Test {
 protected:
  // What is found for a platform of these services and environments in a tree of these files.
  static FoundPlatform Find(const Texts& files, const std::vector<std::string>& environments,
                            const Texts& images = {}) {
    MemoryTree tree(files);
    FoundPlatform found;
    for (const char* name : {"api", "web"}) {
      FoundService service{.name = name, .path = {}, .build = {}, .why = {}};
      const auto image = images.find(name);
      if (image != images.end()) service.build.tags = {image->second};
      service.build.said_in = "compose.yaml";
      found.services.push_back(std::move(service));
    }
    for (const std::string& name : environments) {
      FoundEnvironment environment;
      environment.name = name;
      environment.file = "infra/" + name + ".tfvars";
      found.environments.push_back(std::move(environment));
    }
    FindRepositories(tree.files(), SurveyTree(tree.files()), found);
    return found;
  }

  static std::string Said(const std::optional<FoundRepository>& found) {
    if (!found) return "nothing";
    return found->pattern + (found->is_certain ? " in " : " perhaps, by ") + found->why;
  }

  // Where there is no environment.
  static std::string Alone(const Texts& files, const Texts& images = {}) {
    return Said(Find(files, {}, images).repository);
  }
};

const Texts kImages{{"api", "ghcr.io/acme/api:1"}, {"web", "ghcr.io/acme/web:1"}};
const Texts kCompose{{"compose.yaml", "image: ghcr.io/acme/api:1\nimage: ghcr.io/acme/web:1\n"}};

TEST_F(Repositories, AreCertainWhereEachImageIsNamedAlike) {
  EXPECT_EQ(Alone(kCompose, kImages), "ghcr.io/acme/{image} in compose.yaml");
  EXPECT_EQ(Alone({{"x.tf", "a = \"quay.io/shop-api\"\nb = \"quay.io/shop-web\"\n"}}),
            "quay.io/shop-{image} in x.tf");
  // One of them alone, several registries, a variable in the name.
  EXPECT_EQ(Alone({{"x.tf", "a = \"quay.io/shop-api\"\n"}}),
            "quay.io/shop-{image} perhaps, by x.tf");
  EXPECT_EQ(Alone({{"x.tf", "a = \"quay.io/api\"\nb = \"ghcr.io/web\"\n"}}),
            "quay.io/{image} perhaps, by x.tf");
  EXPECT_EQ(Alone({{"compose.yaml", "image: $HOST/api\n"}}, kImages),
            "ghcr.io/acme/{image} perhaps, by compose.yaml");
}

TEST_F(Repositories, AreNotCertainWhereWhatPushesSaysOtherwise) {
  Texts files = kCompose;
  files["scripts/push.sh"] = "docker push quay.io/acme/$1\n";
  EXPECT_EQ(Alone(files, kImages), "ghcr.io/acme/{image} perhaps, by compose.yaml");
  files["scripts/push.sh"] = "docker push ghcr.io/acme/$1\n";
  EXPECT_EQ(Alone(files, kImages), "ghcr.io/acme/{image} in compose.yaml");
}

TEST_F(Repositories, AreHintedByPipelinesVariablesAndAnAccountsRegistry) {
  for (const char* file :
       {".github/workflows/x.yml", ".circleci/config.yml", ".buildkite/pipeline.yml",
        "scripts/push.sh", ".gitlab-ci.yml", "Makefile", "justfile", "Jenkinsfile"}) {
    EXPECT_EQ(Alone({{file, "docker push ghcr.io/acme/$IMAGE:$TAG\n"}}),
              std::string("ghcr.io/acme/{image} perhaps, by ") + file);
  }
  EXPECT_EQ(Alone({{"infra/x.tfvars", std::string("registry = \"") + kEcr + "\"\n"}}),
            std::string(kEcr) + "/{image} perhaps, by infra/x.tfvars");
  // Images of others, owners that are not known, lockfiles, other directories.
  EXPECT_EQ(Alone({{"Makefile", "ghcr.io/astral-sh/uv:1 ghcr.io/$OWNER/api ghcr.io\n"}}),
            "nothing");
  EXPECT_EQ(
      Alone({{"pnpm-lock.yaml", "ghcr.io/acme/api\n"}, {"tools/push.sh", "ghcr.io/acme/api\n"}}),
      "nothing");
}

TEST_F(Repositories, AreThoseOfTheEnvironmentThatAFileIsOf) {
  const Texts files{{"infra/prod/x.tf", "a = \"quay.io/p/api\"\nb = \"quay.io/p/web\"\n"},
                    {"infra/dev/x.tf", "a = \"quay.io/d/api\"\nb = \"quay.io/d/web\"\n"}};
  const FoundPlatform found = Find(files, {"dev", "prod"});
  EXPECT_EQ(Said(found.environments[0].repository), "quay.io/d/{image} in infra/dev/x.tf");
  EXPECT_EQ(Said(found.environments[1].repository), "quay.io/p/{image} in infra/prod/x.tf");
  // They have it; without them, nobody knows whose it is.
  EXPECT_EQ(Said(found.repository), "nothing");
  EXPECT_EQ(Alone(files), "quay.io/d/{image} perhaps, by infra/dev/x.tf");
}

}  // namespace
}  // namespace deltaplan::planner
