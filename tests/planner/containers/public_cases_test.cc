// Public faults of readers of Dockerfiles, each with its right answer. BuildKit's own answers stand
// in fixtures/containers (oracle_test.cc); these are about the cases that others missed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "planner/containers/build_reads.h"
#include "planner/containers/ignore_file.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BuildReads ReadsIn(const std::string& text, const ContainerBuild& build = {}) {
  const auto parsed = ParseDockerfile(text);
  EXPECT_TRUE(std::holds_alternative<Dockerfile>(parsed)) << text;
  return ReadsOf(std::get<Dockerfile>(parsed), build,
                 [](const ImageUse&) { return std::vector<Instruction>(); });
}

// Paths of the build's own context; "" is all of it.
std::set<std::string> PathsIn(const std::string& text, const ContainerBuild& build = {}) {
  std::set<std::string> paths;
  const BuildReads reads = ReadsIn(text, build);
  EXPECT_TRUE(reads.undecided.empty()) << text;
  for (const ContextRead& read : reads.reads) {
    const std::string between = read.source.empty() || read.parents.empty() ? "" : "/";
    if (read.context.empty()) paths.insert(read.source + between + read.parents);
  }
  return paths;
}

bool HidesPath(std::string_view rules, std::string_view path) {
  const auto parsed = ParseIgnoreFile(rules);
  return parsed && parsed->Matches(path);
}

// GoogleContainerTools/skaffold#6091
TEST(DockerfileCases, B52_MountsReadTheContext) {
  EXPECT_THAT(PathsIn("FROM a\nRUN --mount=type=bind,source=x,target=/m true\n"), ElementsAre("x"));
  EXPECT_THAT(PathsIn("FROM a\nRUN --mount=source=y,target=/m true\n"), ElementsAre("y"));
  EXPECT_THAT(PathsIn("FROM a\nRUN --mount=target=. true\n"), ElementsAre(""));
  EXPECT_THAT(PathsIn("FROM a\nRUN --mount=type=cache,target=/c true\n"), IsEmpty());
}

// skaffold#9411
TEST(DockerfileCases, B53_CopyWithParentsReadsWhatItsPatternMeans) {
  EXPECT_THAT(PathsIn("FROM a\nCOPY --parents ./**/*.go /d/\n"), ElementsAre("**/*.go"));
}

// skaffold#8160, #9472
TEST(DockerfileCases, B54_HeredocsAreNoSources) {
  EXPECT_THAT(PathsIn("FROM a\nCOPY <<EOF /d/x\nCOPY y /\nEOF\n"), IsEmpty());
  EXPECT_THAT(PathsIn("FROM a\nCOPY <<\"EOF\" gen /d/\n$X\nEOF\n"), ElementsAre("gen"));
  EXPECT_THAT(PathsIn("FROM a\nRUN <<EOF\nCOPY y /\nEOF\n"), IsEmpty());
}

// skaffold#777, #6762
TEST(DockerfileCases, B55_VariablesStandInSources) {
  EXPECT_THAT(PathsIn("FROM a\nARG DIR=a\nENV NAME=\"b\"\nCOPY ${DIR}/x $NAME/y /d/\n"),
              ElementsAre("a/x", "b/y"));
}

// skaffold#1633
TEST(DockerfileCases, B56_StagesThatNothingReachesReadNothing) {
  EXPECT_THAT(PathsIn("FROM a AS one\nCOPY x /\nFROM a AS two\nCOPY y /\n"), ElementsAre("y"));
}

// rcjsuen/dockerfile-ast#26, dependabot/dependabot-core#4744
TEST(DockerfileCases, B57_ArgumentsBeforeFromHoldThereAlone) {
  const std::string begin = "ARG BASE=alpine\nARG DIR=a\nFROM ${BASE}\n";
  EXPECT_EQ(ReadsIn(begin).images.at(0).name, "alpine");
  EXPECT_THAT(PathsIn(begin + "ARG DIR\nCOPY ${DIR}/x /\n"), ElementsAre("a/x"));
  // Not declared again it is empty, unless the environment of alpine has it, which nobody knows.
  EXPECT_EQ(ReadsIn(begin + "COPY ${DIR}/x /\n").undecided.at(0).detail, "DIR");
  EXPECT_THAT(PathsIn("ARG DIR=a\nFROM scratch\nCOPY ${DIR}/x /\n"), ElementsAre("x"));
}

// skaffold#800
TEST(DockerfileCases, B58_OneFileComesBackFromAll) {
  EXPECT_TRUE(HidesPath("**\n!goose/goose.txt\n", "goose/other.txt"));
  EXPECT_FALSE(HidesPath("**\n!goose/goose.txt\n", "goose/goose.txt"));
}

// moby/moby#41433, #30018, #45284
TEST(DockerfileCases, B59_RulesCoverWhatLiesBelow) {
  EXPECT_TRUE(HidesPath("**/c\n!a/b/c/include.txt\n", "a/b/c/exclude.txt"));
  EXPECT_FALSE(HidesPath("**/c\n!a/b/c/include.txt\n", "a/b/c/include.txt"));
  for (const char* path : {"a/b", "a/b/c", "x/b"}) {
    EXPECT_EQ(HidesPath("a/*/\n", path), HidesPath("a/*\n", path)) << path;
  }
}

// containers/podman#10908: docker knows .dockerignore alone.
TEST(DockerfileCases, B60_EachBuilderHasItsIgnoreFile) {
  EXPECT_THAT(IgnoreFileNames("Dockerfile", ""),
              ElementsAre("Dockerfile.dockerignore", ".dockerignore"));
  EXPECT_THAT(IgnoreFileNames("Containerfile", ""),
              ElementsAre("Containerfile.containerignore", "Containerfile.dockerignore",
                          ".containerignore", ".dockerignore"));
}

// moby/buildkit#7091: a name that is nearly the context's is an image.
TEST(DockerfileCases, B62_NameThatIsNoContextIsAnImage) {
  ContainerBuild build;
  build.contexts["dep"] = {.kind = NamedContext::Kind::kDirectory, .value = "dep"};
  const BuildReads reads = ReadsIn("FROM a\nCOPY --from=deps /x /\nCOPY --from=dep y /\n", build);
  ASSERT_EQ(reads.images.size(), 2U);
  EXPECT_EQ(reads.images[1].name, "deps");
  EXPECT_EQ(reads.images[1].kind, ImageUse::Kind::kCopy);
  ASSERT_EQ(reads.reads.size(), 1U);
  EXPECT_EQ(reads.reads[0].context, "dep");
}

// moby/buildkit#5596: instructions of a stage that a context replaces do not run.
TEST(DockerfileCases, B63_ContextInThePlaceOfAStageReplacesIt) {
  ContainerBuild build;
  build.contexts["base"] = {.kind = NamedContext::Kind::kImage, .value = "other:1"};
  EXPECT_THAT(PathsIn("FROM a AS base\nCOPY x /\nFROM base\nCOPY y /\n", build), ElementsAre("y"));
  EXPECT_THAT(PathsIn("FROM a AS base\nCOPY x /\nFROM base\nCOPY y /\n"), ElementsAre("x", "y"));
}

}  // namespace
}  // namespace deltaplan::planner
