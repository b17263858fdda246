// Cargo's manifests and lockfiles. Cases B.. are those of public issues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/workspace/cargo_lock.h"
#include "planner/workspace/ecosystems.h"
#include "tests/planner/workspace/side_text.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Crate(const std::string& name, const std::string& rest = "") {
  return "[package]\nname = \"" + name + "\"\nversion = \"0.1.0\"\n" + rest;
}

std::string Locked(const std::string& name, const std::string& version, const std::string& source,
                   const std::vector<std::string>& dependencies = {}) {
  std::string text = "[[package]]\nname = \"" + name + "\"\nversion = \"" + version + "\"\n";
  if (!source.empty()) text += "source = \"" + source + "\"\nchecksum = \"sum-" + name + "\"\n";
  if (dependencies.empty()) return text;
  text += "dependencies = [\n";
  for (const std::string& dependency : dependencies) text += " \"" + dependency + "\",\n";
  return text + "]\n";
}

constexpr const char* kRegistry = "registry+https://example.com/index";

// Two services, a shared crate with a development dependency, one crate outside of the globs that a
// path brings in, one beyond the root.
FileMap Rust() {
  return {
      {"rust/Cargo.toml",
       "[workspace]\nmembers = [\"svc/*\"]\nresolver = \"2\"\n[workspace.package]\nversion = "
       "\"2.0.0\"\n[workspace.dependencies]\nshared = {path = \"lib/shared\"}\nitoa = \"1\"\n"},
      {"rust/svc/api/Cargo.toml",
       "[package]\nname = \"api\"\nversion.workspace = true\n[dependencies]\nshared.workspace = "
       "true\nitoa.workspace = true\n[target.'cfg(unix)'.dependencies]\nout = {package = "
       "\"outside\", path = \"../../../outside\"}\n"},
      {"rust/svc/web/Cargo.toml", Crate("web", "[build-dependencies]\nryu = \"1\"\n")},
      {"rust/lib/shared/Cargo.toml", Crate("shared", "[dev-dependencies]\nmemchr = \"2\"\n")},
      {"outside/Cargo.toml", Crate("outside")},
      {"rust/Cargo.lock",
       "version = 4\n" + Locked("api", "2.0.0", "", {"itoa 1.0.0", "outside", "shared"}) +
           Locked("itoa", "0.4.0", kRegistry) + Locked("itoa", "1.0.0", kRegistry) +
           Locked("memchr", "2.0.0", kRegistry, {"itoa 0.4.0"}) + Locked("outside", "0.1.0", "") +
           Locked("ryu", "1.0.0", kRegistry) + Locked("shared", "0.1.0", "", {"memchr"}) +
           Locked("web", "0.1.0", "", {"ryu"})}};
}

TEST(Cargo, FollowsPathsOfAllKindsAndTargets) {
  ReadTree tree(Rust());
  const Side side = tree.Read(kCargoEcosystem, "rust");
  EXPECT_THAT(Problems(side), IsEmpty());
  EXPECT_THAT(Directories(side),
              ElementsAre("outside", "rust/lib/shared", "rust/svc/api", "rust/svc/web"));
  EXPECT_THAT(LocalEdges(side),
              ElementsAre("rust/svc/api -> outside", "rust/svc/api -> rust/lib/shared"));
  EXPECT_THAT(Reached(side, "rust/svc/api"), ElementsAre("itoa 1.0.0"));
  EXPECT_THAT(Reached(side, "rust/svc/web"), ElementsAre("ryu 1.0.0"));
  EXPECT_THAT(Reached(side, "rust/lib/shared"), ElementsAre("itoa 0.4.0", "memchr 2.0.0"));
  EXPECT_THAT(Reached(side, "rust/lib/shared", false), IsEmpty());
}

TEST(Cargo, RootIsTheNearestWorkspaceThatHasTheCrate) {
  FileMap files = Rust();
  files["rust/fuzz/Cargo.toml"] = Crate("fuzz", "[workspace]\n");
  files["rust/Cargo.toml"] += "exclude = [\"old\"]\n";
  files["rust/Cargo.toml"] = "[workspace]\nmembers = [\"svc/*\"]\nexclude = [\"old\"]\n";
  files["rust/old/one/Cargo.toml"] = Crate("one");
  files["tool/Cargo.toml"] = Crate("tool", "workspace = \"../rust\"\n");
  files["alone/Cargo.toml"] = Crate("alone");
  ReadTree tree(files);
  EXPECT_TRUE(tree.IsRoot(kCargoEcosystem, "rust"));
  EXPECT_FALSE(tree.IsRoot(kCargoEcosystem, "rust/svc/api"));
  EXPECT_TRUE(tree.IsRoot(kCargoEcosystem, "rust/fuzz"));
  EXPECT_TRUE(tree.IsRoot(kCargoEcosystem, "rust/old/one"));
  EXPECT_FALSE(tree.IsRoot(kCargoEcosystem, "tool"));
  EXPECT_TRUE(tree.IsRoot(kCargoEcosystem, "alone"));
  EXPECT_FALSE(tree.IsRoot(kCargoEcosystem, ""));
}

// cargo#6745, #11362: a member that is listed by name beats an excluded prefix, one that a pattern
// finds does not.
TEST(Cargo, B37ExcludesByPrefix) {
  const FileMap files{
      {"Cargo.toml",
       "[workspace]\nmembers = [\"crates/*\", \"crates/a/inner\"]\nexclude = [\"crates/a\"]\n"},
      {"crates/a/Cargo.toml", Crate("a")},
      {"crates/a/inner/Cargo.toml", Crate("inner")},
      {"crates/ab/Cargo.toml", Crate("ab")},
      {"crates/b/Cargo.toml", Crate("b")}};
  ReadTree tree(files);
  EXPECT_THAT(Directories(tree.Read(kCargoEcosystem)),
              ElementsAre("crates/a/inner", "crates/ab", "crates/b"));
}

// turborepo#13343: one name and version from a registry and from git are two packages. An edge
// names the repository without its commit.
TEST(Cargo, B35TellsSourcesApart) {
  const auto files = [](const std::string& commit) {
    return FileMap{
        {"Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n"},
        {"a/Cargo.toml", Crate("a", "[dependencies]\nx = \"1\"\n")},
        {"b/Cargo.toml", Crate("b", "[dependencies]\nx = {git = \"https://h/x\"}\n")},
        {"Cargo.lock",
         "version = 3\n" + Locked("a", "0.1.0", "", {"x 1.0.0 (" + std::string(kRegistry) + ")"}) +
             Locked("b", "0.1.0", "", {"x 1.0.0 (git+https://h/x)"}) +
             Locked("x", "1.0.0", "git+https://h/x#" + commit) + Locked("x", "1.0.0", kRegistry)}};
  };
  ReadTree tree(files("aaa"));
  const Side side = tree.Read(kCargoEcosystem);
  const auto source_of = [&](const std::string& member) {
    const Member* found = side.FindMember(graph::RepoPath::FromCanonical(member));
    return (*side.records)[found->records.front().record].source;
  };
  EXPECT_EQ(source_of("a"), kRegistry);
  EXPECT_EQ(source_of("b"), "git+https://h/x#aaa");
}

TEST(Cargo, TakesTheDefaultBranchAsVersionTwoWritesIt) {
  const auto read = ParseCargoLock(Locked("b", "0.1.0", "", {"x 1.0.0 (git+https://h/x)"}) +
                                   Locked("x", "1.0.0", "git+https://h/x?branch=master#aaa") +
                                   Locked("x", "1.0.0", "git+https://h/x?rev=1#bbb"));
  const CargoLock& lock = std::get<CargoLock>(read);
  EXPECT_EQ(lock.version, "2");
  ASSERT_EQ(lock.local.front().records.size(), 1U);
  EXPECT_EQ(lock.graph[lock.local.front().records.front().record].source,
            "git+https://h/x?branch=master#aaa");
}

TEST(Cargo, VersionOneSaysTheSameAsVersionTwo) {
  const std::string source(kRegistry);
  const auto old = ParseCargoLock(
      "[root]\nname = \"b\"\nversion = \"0.1.0\"\ndependencies = [\"x 1.0.0 (" + source +
      ")\"]\n[[package]]\nname = \"x\"\nversion = \"1.0.0\"\n" + "source = \"" + source +
      "\"\n[metadata]\n\"checksum x 1.0.0 (" + source + ")\" = \"sum-x\"\n");
  const auto later = ParseCargoLock(Locked("b", "0.1.0", "", {"x"}) + Locked("x", "1.0.0", source));
  const CargoLock& one = std::get<CargoLock>(old);
  const CargoLock& two = std::get<CargoLock>(later);
  EXPECT_EQ(one.graph.records.front().content, two.graph.records.front().content);
  EXPECT_EQ(one.local.front().records, two.local.front().records);
  EXPECT_EQ(one.version, two.version);
}

// turborepo#13339: a lockfile that does not know a crate of the workspace says nothing of it.
TEST(Cargo, B36LockfileWithoutAMemberIsUnreadable) {
  FileMap files = Rust();
  files["rust/svc/new/Cargo.toml"] = Crate("new");
  ReadTree tree(files);
  EXPECT_THAT(Problems(tree.Read(kCargoEcosystem, "rust")),
              ElementsAre("rust/Cargo.lock: unknown_reference"));
}

// bomly#407: a member and a package of a registry with one name.
TEST(Cargo, B40MemberIsNoPackageOfItsName) {
  const FileMap files{{"Cargo.toml", "[workspace]\nmembers = [\"log\", \"svc\"]\n"},
                      {"log/Cargo.toml", Crate("log")},
                      {"svc/Cargo.toml", Crate("svc", "[dependencies]\nlog = \"0.4\"\n")},
                      {"Cargo.lock", "version = 4\n" + Locked("log", "0.1.0", "") +
                                         Locked("log", "0.4.0", kRegistry) +
                                         Locked("svc", "0.1.0", "", {"log 0.4.0"})}};
  ReadTree tree(files);
  const Side side = tree.Read(kCargoEcosystem);
  EXPECT_THAT(LocalEdges(side), IsEmpty());
  EXPECT_THAT(Reached(side, "svc"), ElementsAre("log 0.4.0"));
}

TEST(Cargo, PatchLeadsIntoTheRepository) {
  const FileMap files{
      {"Cargo.toml",
       "[workspace]\nmembers = [\"svc\", \"other\"]\n[patch.crates-io]\ndeep = {path = "
       "\"patched/deep\"}\n"},
      {"svc/Cargo.toml", Crate("svc", "[dependencies]\ntop = \"1\"\n")},
      {"other/Cargo.toml", Crate("other", "[dependencies]\ndeep = \"1\"\n")},
      {"patched/deep/Cargo.toml", Crate("deep")},
      {"Cargo.lock",
       "version = 4\n" + Locked("deep", "0.1.0", "") + Locked("other", "0.1.0", "", {"deep"}) +
           Locked("svc", "0.1.0", "", {"top"}) + Locked("top", "1.0.0", kRegistry, {"deep"})}};
  ReadTree tree(files);
  const Side side = tree.Read(kCargoEcosystem);
  EXPECT_THAT(Problems(side), IsEmpty());
  EXPECT_THAT(LocalEdges(side), ElementsAre("other -> patched/deep", "svc -> patched/deep"));
  ASSERT_EQ(side.local_content.size(), 1U);
  EXPECT_EQ((*side.records)[side.local_content.front().record].name, "top");
  EXPECT_THAT(side.local_content.front().directories,
              ElementsAre(graph::RepoPath::FromCanonical("patched/deep")));
}

TEST(Cargo, ToolchainAndProfilesShapeEveryBuild) {
  FileMap before = Rust();
  before["rust-toolchain.toml"] = "[toolchain]\nchannel = \"1.80\"\n";
  FileMap after = before;
  after["rust-toolchain.toml"] = "[toolchain]\nchannel = \"1.81\"\n";
  after["rust/Cargo.toml"] += "[profile.release]\nlto = true\n";
  after["rust/.cargo/config.toml"] = "[build]\nrustflags = [\"-g\"]\n";
  ReadTree old_tree(before);
  ReadTree new_tree(after);
  EXPECT_THAT(
      ChangedSettings(old_tree.Read(kCargoEcosystem, "rust"),
                      new_tree.Read(kCargoEcosystem, "rust")),
      ElementsAre("rust-toolchain.toml", "rust/.cargo/config.toml", "rust/Cargo.toml profile"));
}

TEST(Cargo, WhatAMemberInheritsIsItsOwn) {
  ReadTree tree(Rust());
  const Side side = tree.Read(kCargoEcosystem, "rust");
  std::vector<std::string> keys;
  for (const Setting& setting :
       side.FindMember(graph::RepoPath::FromCanonical("rust/svc/api"))->inherited) {
    keys.push_back(setting.key);
  }
  EXPECT_THAT(keys, ElementsAre("workspace.dependencies.itoa", "workspace.dependencies.shared",
                                "workspace.package.version"));
  EXPECT_THAT(side.FindMember(graph::RepoPath::FromCanonical("rust/svc/web"))->inherited,
              IsEmpty());
}

TEST(Cargo, WhatCannotBeReadHasItsCause) {
  const auto problems = [](const std::string& file, const std::string& text) {
    FileMap files = Rust();
    files[file] = text;
    ReadTree tree(files);
    return Problems(tree.Read(kCargoEcosystem, "rust"));
  };
  EXPECT_THAT(problems("rust/Cargo.lock", "version = 5\n"),
              ElementsAre("rust/Cargo.lock: version"));
  EXPECT_THAT(problems("rust/Cargo.lock", "version = 4\n[[package]\nname"),
              ElementsAre("rust/Cargo.lock: syntax"));
  EXPECT_THAT(problems("rust/Cargo.lock", "version = 4\n<<<<<<< HEAD\n=======\n>>>>>>> other\n"),
              ElementsAre("rust/Cargo.lock: conflict"));
  EXPECT_THAT(problems("rust/svc/web/Cargo.toml", "[package\n"),
              ElementsAre("rust/svc/web/Cargo.toml: syntax"));
  EXPECT_THAT(problems("rust/svc/api/Cargo.toml",
                       Crate("api", "[dependencies]\nx = {path = \"../../nowhere\"}\n")),
              ElementsAre("rust/nowhere/Cargo.toml: missing"));
}

TEST(Cargo, ReferenceToNothingIsUnknownForWhoReachesIt) {
  FileMap files = Rust();
  std::string& lock = files["rust/Cargo.lock"];
  lock.replace(lock.rfind("\"ryu\""), 5, "\"zzz\"");
  lock += Locked("zzz", "1.0.0", kRegistry, {"gone"});
  ReadTree tree(files);
  const Side side = tree.Read(kCargoEcosystem, "rust");
  EXPECT_THAT(Reached(side, "rust/svc/web"), ElementsAre("gone unknown", "zzz 1.0.0"));
}

TEST(Cargo, CyclesEnd) {
  const FileMap files{{"Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n"},
                      {"a/Cargo.toml", Crate("a", "[dependencies]\nb = {path = \"../b\"}\n")},
                      {"b/Cargo.toml", Crate("b", "[dev-dependencies]\na = {path = \"../a\"}\n")},
                      {"Cargo.lock", "version = 4\n" + Locked("a", "0.1.0", "", {"b"}) +
                                         Locked("b", "0.1.0", "", {"a"})}};
  ReadTree tree(files);
  EXPECT_THAT(LocalEdges(tree.Read(kCargoEcosystem)), ElementsAre("a -> b", "b -> a dev"));
}

TEST(Cargo, SourcesOutsideOfTheCrateAreInputs) {
  const FileMap files{{"Cargo.toml", "[workspace]\nmembers = [\"crates/a\", \"crates/b\"]\n"},
                      {"crates/a/Cargo.toml", Crate("a", "[lib]\npath = \"../../src/lib.rs\"\n")},
                      {"crates/b/Cargo.toml", Crate("b", "build = \"../build.rs\"\n")},
                      {"crates/build.rs", ""},
                      {"src/lib.rs", ""}};
  ReadTree tree(files);
  const Side side = tree.Read(kCargoEcosystem);
  EXPECT_THAT(LocalEdges(side), ElementsAre("crates/a -> src"));
  EXPECT_THAT(side.FindMember(graph::RepoPath::FromCanonical("crates/b"))->files,
              ElementsAre(graph::RepoPath::FromCanonical("crates/build.rs")));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
