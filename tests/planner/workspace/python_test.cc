// uv and poetry. Cases B.. are those of public issues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/workspace/ecosystems.h"
#include "planner/workspace/python_requirement.h"
#include "planner/workspace/uv_lock.h"
#include "tests/planner/workspace/side_text.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Project(const std::string& name, const std::string& rest = "") {
  return "[project]\nname = \"" + name + "\"\nversion = \"0.1\"\n" + rest;
}

std::string FromIndex(const std::string& name, const std::string& version,
                      const std::string& rest = "") {
  return "[[package]]\nname = \"" + name + "\"\nversion = \"" + version +
         "\"\nsource = { registry = \"https://example.com/simple\" }\nwheels = [{ url = "
         "\"https://example.com/" +
         name + "-" + version + ".whl\", hash = \"sha256:" + name + version + "\" }]\n" + rest;
}

std::string FromHere(const std::string& name, const std::string& kind, const std::string& path,
                     const std::string& rest = "") {
  return "[[package]]\nname = \"" + name + "\"\nversion = \"0.1\"\nsource = { " + kind + " = \"" +
         path + "\" }\n" + rest;
}

TEST(PythonRequirement, IsNameExtrasUrlAndMarker) {
  const auto read = ParsePythonRequirement(
      "My_Lib.Core [B, a.b] >= 1.0, < 2 ; python_version < '3.12' and extra == 'x'");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->name, "my-lib-core");
  EXPECT_THAT(read->extras, ElementsAre("a-b", "b"));
  EXPECT_EQ(read->marker, "python_version < '3.12' and extra == 'x'");
  const auto direct = ParsePythonRequirement("x@ file:///a;b ; os_name == 'nt'");
  ASSERT_TRUE(direct.has_value());
  EXPECT_EQ(direct->url, "file:///a;b");
  EXPECT_EQ(direct->marker, "os_name == 'nt'");
  EXPECT_FALSE(ParsePythonRequirement("").has_value());
  EXPECT_FALSE(ParsePythonRequirement("-r other.txt").has_value());
  EXPECT_FALSE(ParsePythonRequirement("a[b").has_value());
}

// The root of a workspace, two services of it and a shared library with an extra; one project
// beside the members.
FileMap Python() {
  return {
      {"pyproject.toml",
       Project("root",
               "[tool.uv.workspace]\nmembers = [\"packages/*\"]\nexclude = [\"packages/old\"]\n"
               "[tool.uv.sources]\nlib = { workspace = true }\nout = { path = \"libs/out\" }\n")},
      {"packages/api/pyproject.toml",
       Project(
           "api",
           "dependencies = [\"lib[fast]\", \"out\"]\n[dependency-groups]\ndev = [\"pluggy\"]\n")},
      {"packages/web/pyproject.toml",
       Project("web",
               "dependencies = [\"lib\"]\n[project.optional-dependencies]\nx = [\"six\"]\n")},
      {"packages/lib/pyproject.toml",
       Project("Lib",
               "dependencies = [\"idna\"]\n[project.optional-dependencies]\nfast = [\"certifi\"]\n"
               "[dependency-groups]\ntest = [\"iniconfig\"]\n")},
      {"packages/old/pyproject.toml", Project("old")},
      {"libs/out/pyproject.toml", Project("out", "dependencies = [\"six\"]\n")},
      {"uv.lock",
       "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n" +
           FromHere("api", "editable", "packages/api",
                    "dependencies = [{ name = \"lib\", extra = [\"fast\"] }, { name = \"out\" }]\n"
                    "[package.dev-dependencies]\ndev = [{ name = \"pluggy\" }]\n") +
           FromIndex("certifi", "1.0") + FromIndex("idna", "3.0") + FromIndex("iniconfig", "2.0") +
           FromHere(
               "lib", "editable", "packages/lib",
               "dependencies = [{ name = \"idna\" }]\n[package.optional-dependencies]\nfast = [{ "
               "name = \"certifi\" }]\n[package.dev-dependencies]\ntest = [{ name = \"iniconfig\" "
               "}]\n") +
           FromHere("out", "directory", "libs/out", "dependencies = [{ name = \"six\" }]\n") +
           FromIndex("pluggy", "1.0") + FromHere("root", "virtual", ".") + FromIndex("six", "1.0") +
           FromHere(
               "web", "editable", "packages/web",
               "dependencies = [{ name = \"lib\" }]\n[package.optional-dependencies]\nx = [{ name "
               "= \"six\" }]\n")}};
}

TEST(Uv, FollowsSourcesOfTheMemberAndOfTheRoot) {
  ReadTree tree(Python());
  const Side side = tree.Read(kUvEcosystem);
  EXPECT_THAT(Problems(side), IsEmpty());
  EXPECT_THAT(Directories(side),
              ElementsAre("", "libs/out", "packages/api", "packages/lib", "packages/web"));
  EXPECT_THAT(LocalEdges(side),
              ElementsAre("packages/api -> libs/out", "packages/api -> packages/lib",
                          "packages/web -> packages/lib"));
  EXPECT_TRUE(tree.IsRoot(kUvEcosystem, ""));
  EXPECT_FALSE(tree.IsRoot(kUvEcosystem, "packages/api"));
}

TEST(Uv, ExtraCountsForWhoAsksForIt) {
  ReadTree tree(Python());
  const Side side = tree.Read(kUvEcosystem);
  EXPECT_THAT(Reached(side, "packages/api"), ElementsAre("certifi 1.0", "lib[fast]", "pluggy 1.0"));
  EXPECT_THAT(Reached(side, "packages/api", false), ElementsAre("certifi 1.0", "lib[fast]"));
  EXPECT_THAT(Reached(side, "packages/web"), ElementsAre("six 1.0"));
  // Its own extra and group are no dependencies of who needs it.
  const Member* lib = side.FindMember(graph::RepoPath::FromCanonical("packages/lib"));
  std::vector<std::string> kinds;
  for (const RecordEdge& edge : lib->records) {
    kinds.push_back(std::string(edge.name) + KindText(edge.kind));
  }
  EXPECT_THAT(kinds, ElementsAre("certifi extra", "idna", "iniconfig group"));
}

// A member's source replaces the root's of that name, even where its marker never holds.
TEST(Uv, MemberSourceReplacesTheRootSource) {
  const FileMap files{
      {"pyproject.toml", Project("root",
                                 "[tool.uv.workspace]\nmembers = [\"m\", \"n\", "
                                 "\"tqdm\"]\n[tool.uv.sources]\ntqdm = { git = "
                                 "\"https://h/tqdm\" }\n")},
      {"m/pyproject.toml", Project("m",
                                   "dependencies = [\"tqdm\"]\n[tool.uv.sources]\ntqdm = { path = "
                                   "\"../forks/tqdm\", marker = "
                                   "\"sys_platform == 'win32'\" }\n")},
      {"n/pyproject.toml", Project("n", "dependencies = [\"tqdm\"]\n")},
      {"tqdm/pyproject.toml", Project("tqdm")},
      {"forks/tqdm/pyproject.toml", Project("tqdm")}};
  ReadTree tree(files);
  const Side side = tree.Read(kUvEcosystem);
  EXPECT_THAT(LocalEdges(side), ElementsAre("m -> forks/tqdm"));
  const Member* n = side.FindMember(graph::RepoPath::FromCanonical("n"));
  EXPECT_THAT(n->declared, ElementsAre("tqdm  tqdm"));
  ASSERT_EQ(n->inherited.size(), 1U);
  EXPECT_EQ(n->inherited.front().value, "{\"git\":\"https://h/tqdm\"}");
}

TEST(Uv, NearestProjectAboveDecidesWhoTheRootIs) {
  FileMap files = Python();
  files["packages/api/inner/pyproject.toml"] = Project("inner", "[tool.uv]\n");
  files["packages/old/pyproject.toml"] = Project("old", "[tool.uv]\n");
  files["packages/web/uv.lock"] = "version = 1\n";
  ReadTree tree(files);
  EXPECT_TRUE(tree.IsRoot(kUvEcosystem, "packages/api/inner"));
  EXPECT_TRUE(tree.IsRoot(kUvEcosystem, "packages/old"));
  EXPECT_FALSE(tree.IsRoot(kUvEcosystem, "packages/web"));
  EXPECT_FALSE(tree.IsRoot(kUvEcosystem, "libs/out"));
}

TEST(Uv, UnknownMemberIsSaid) {
  FileMap files = Python();
  files["packages/web/pyproject.toml"] =
      Project("web", "dependencies = [\"gone\"]\n[tool.uv.sources]\ngone = { workspace = true }\n");
  ReadTree tree(files);
  const Side side = tree.Read(kUvEcosystem);
  ASSERT_FALSE(side.warnings.empty());
  const auto* unresolved = std::get_if<warnings::DependencyUnresolved>(&side.warnings.front());
  ASSERT_NE(unresolved, nullptr);
  EXPECT_EQ(unresolved->dependency, "gone");
}

// As `uv add` writes it: each member has its sources.
TEST(Uv, AMemberNamesItsOwnSources) {
  FileMap files = Python();
  files["pyproject.toml"] = Project(
      "root", "[tool.uv.workspace]\nmembers = [\"packages/*\"]\nexclude = [\"packages/old\"]\n");
  for (const char* member : {"api", "web"}) {
    files[std::string("packages/") + member + "/pyproject.toml"] = Project(
        member, "dependencies = [\"lib\"]\n[tool.uv.sources]\nlib = { workspace = true }\n");
  }
  for (const bool has_lockfile : {true, false}) {
    if (!has_lockfile) files.erase("uv.lock");
    ReadTree tree(files);
    const Side side = tree.Read(kUvEcosystem);
    EXPECT_TRUE(side.warnings.empty()) << has_lockfile;
    EXPECT_THAT(LocalEdges(side), Contains("packages/web -> packages/lib")) << has_lockfile;
  }
}

TEST(Uv, FollowsAllVersionsThatMarkersChooseFrom) {
  const auto read = ParseUvLock(
      "version = 1\nrevision = 4\n" +
      FromHere("m", "editable", ".",
               "dependencies = [{ name = \"n\", version = \"1.0\", source = { registry = "
               "\"https://example.com/simple\" }, marker = \"a\" }, { name = \"n\", version = "
               "\"2.0\", source "
               "= { registry = \"https://example.com/simple\" }, marker = \"b\" }]\n") +
      FromIndex("n", "1.0") + FromIndex("n", "2.0") + FromIndex("n", "3.0"));
  const UvLock& lock = std::get<UvLock>(read);
  EXPECT_EQ(lock.local.front().dependencies.records.size(), 2U);
}

TEST(Uv, WhenAFileWasUploadedIsNoPartOfIt) {
  const auto content = [](const std::string& wheels) {
    const auto read = ParseUvLock(
        "version = 1\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { "
        "registry = \"r\" }\nwheels = [" +
        wheels + "]\n");
    return std::string(std::get<UvLock>(read).graph.records.front().content);
  };
  const std::string one = "{ url = \"u\", hash = \"h\" }";
  EXPECT_EQ(content(one),
            content("{ url = \"u\", hash = \"h\", upload-time = \"2026-01-01T00:00:00Z\" }"));
  // A wheel that was uploaded later is.
  EXPECT_NE(content(one), content(one + ", { url = \"v\", hash = \"i\" }"));
}

TEST(Uv, WhatCannotBeReadHasItsCause) {
  const auto problems = [](const std::string& file, const std::string& text) {
    FileMap files = Python();
    files[file] = text;
    ReadTree tree(files);
    return Problems(tree.Read(kUvEcosystem));
  };
  EXPECT_THAT(problems("uv.lock", "version = 2\n"), ElementsAre("uv.lock: version"));
  EXPECT_THAT(problems("uv.lock", "version = 1\nrevision = 6\n"), ElementsAre("uv.lock: version"));
  EXPECT_THAT(problems("uv.lock", "version = 1\n[[distribution]]\nname = \"a\"\n"),
              ElementsAre("uv.lock: version"));
  EXPECT_THAT(problems("uv.lock", "version = 1\n[[package]]\nname = \"a"),
              ElementsAre("uv.lock: syntax"));
  EXPECT_THAT(problems("uv.lock", "<<<<<<< HEAD\n=======\n>>>>>>> b\n"),
              ElementsAre("uv.lock: conflict"));
  EXPECT_THAT(problems("packages/lib/pyproject.toml", "[project\n"),
              ElementsAre("packages/lib/pyproject.toml: syntax"));
}

std::string PoetryPackage(const std::string& name, const std::string& version,
                          const std::string& rest = "") {
  return "[[package]]\nname = \"" + name + "\"\nversion = \"" + version +
         "\"\ndescription = \"\"\noptional = false\ngroups = [\"main\"]\nfiles = [{file = \"" +
         name + ".whl\", hash = \"sha256:" + version + "\"}]\n" + rest;
}

FileMap Poetry() {
  return {
      {"svc/pyproject.toml",
       "[tool.poetry]\nname = \"svc\"\nversion = \"0.1\"\n[tool.poetry.dependencies]\npython = "
       "\"^3.11\"\nsix = \"*\"\nlib = {path = \"../lib\", develop = true, extras = [\"x\"]}\n"
       "[tool.poetry.group.dev.dependencies]\niniconfig = \"*\"\n"},
      {"lib/pyproject.toml",
       "[tool.poetry]\nname = \"lib\"\nversion = \"0.1\"\n[tool.poetry.dependencies]\nidna = "
       "\"*\"\n"
       "deep = {path = \"../deep\"}\n[tool.poetry.group.dev.dependencies]\npluggy = \"*\"\n"},
      {"deep/pyproject.toml", Project("deep")},
      {"svc/poetry.lock",
       PoetryPackage("certifi", "1.0") + PoetryPackage("idna", "3.0") +
           PoetryPackage("iniconfig", "2.0") +
           "[[package]]\nname = \"lib\"\nversion = \"0.1\"\nfiles = []\ndevelop = true\n"
           "[package.dependencies]\nidna = \"*\"\ncertifi = {version = \"*\", optional = true}\n"
           "[package.extras]\nx = [\"certifi (>=1)\"]\n[package.source]\ntype = \"directory\"\nurl "
           "= "
           "\"../lib\"\n" +
           PoetryPackage("six", "1.0") +
           "[metadata]\nlock-version = \"2.1\"\npython-versions = \"^3.11\"\ncontent-hash = "
           "\"c\"\n"}};
}

// poetry#8633, #7209, #5111: the lockfile does not follow the manifests of paths.
TEST(Poetry, B46FollowsTheManifestsOfPaths) {
  ReadTree tree(Poetry());
  const Side side = tree.Read(kPoetryEcosystem, "svc");
  EXPECT_THAT(Problems(side), IsEmpty());
  EXPECT_THAT(Directories(side), ElementsAre("deep", "lib", "svc"));
  EXPECT_THAT(LocalEdges(side), ElementsAre("lib -> deep", "svc -> lib"));
  EXPECT_THAT(Reached(side, "svc"),
              ElementsAre("certifi 1.0", "iniconfig 2.0", "lib[x]", "six 1.0"));
  EXPECT_THAT(Reached(side, "svc", false), ElementsAre("certifi 1.0", "lib[x]", "six 1.0"));
  EXPECT_THAT(Reached(side, "lib", false), ElementsAre("idna 3.0"));
}

TEST(Poetry, ContentHashAloneIsNoChange) {
  FileMap files = Poetry();
  FileMap other = files;
  other["svc/poetry.lock"].replace(other["svc/poetry.lock"].find("content-hash = \"c\""), 18,
                                   "content-hash = \"d\"");
  ReadTree before(files);
  ReadTree after(other);
  const Side one = before.Read(kPoetryEcosystem, "svc");
  const Side two = after.Read(kPoetryEcosystem, "svc");
  EXPECT_THAT(ChangedSettings(one, two), IsEmpty());
  ASSERT_EQ(one.records->records.size(), two.records->records.size());
  for (std::size_t i = 0; i < one.records->records.size(); ++i) {
    EXPECT_EQ(one.records->records[i].content, two.records->records[i].content);
  }
}

TEST(Poetry, IsARootWithItsLockfileOrItsTable) {
  FileMap files = Poetry();
  files["plain/pyproject.toml"] = Project("plain");
  ReadTree tree(files);
  EXPECT_TRUE(tree.IsRoot(kPoetryEcosystem, "svc"));
  EXPECT_TRUE(tree.IsRoot(kPoetryEcosystem, "lib"));
  EXPECT_FALSE(tree.IsRoot(kPoetryEcosystem, "plain"));
  EXPECT_FALSE(tree.IsRoot(kUvEcosystem, "svc"));
}

TEST(Poetry, AnArchiveOutsideOfTheRepositoryIsSaid) {
  FileMap files = Poetry();
  std::string& lock = files["svc/poetry.lock"];
  lock.insert(lock.find("[metadata]"),
              PoetryPackage("wheel", "1.0",
                            "[package.source]\ntype = \"file\"\nurl = \"../../wheel.whl\"\n"));
  const Side side = ReadTree(files).Read(kPoetryEcosystem, "svc");
  ASSERT_EQ(side.warnings.size(), 1U);
  const auto* outside = std::get_if<warnings::DependencyOutside>(&side.warnings.front());
  ASSERT_NE(outside, nullptr);
  EXPECT_EQ(outside->manifest, "svc/poetry.lock");
  EXPECT_EQ(outside->dependency, "wheel");
}

TEST(Poetry, WhatCannotBeReadHasItsCause) {
  const auto problems = [](const std::string& text) {
    FileMap files = Poetry();
    files["svc/poetry.lock"] = text;
    ReadTree tree(files);
    return Problems(tree.Read(kPoetryEcosystem, "svc"));
  };
  EXPECT_THAT(problems("[metadata]\nlock-version = \"3.0\"\n"),
              ElementsAre("svc/poetry.lock: version"));
  EXPECT_THAT(problems("[metadata"), ElementsAre("svc/poetry.lock: syntax"));
  EXPECT_THAT(problems("<<<<<<< a\n=======\n>>>>>>> b\n"),
              ElementsAre("svc/poetry.lock: conflict"));
}

TEST(Python, DependenciesThatABuildComputesAreSaid) {
  FileMap files = Python();
  files["packages/web/pyproject.toml"] = Project("web", "dynamic = [\"dependencies\"]\n");
  ReadTree tree(files);
  bool is_said = false;
  for (const Warning& warning : tree.Read(kUvEcosystem).warnings) {
    const auto* dynamic = std::get_if<warnings::DynamicDependencies>(&warning);
    is_said = is_said || (dynamic != nullptr && dynamic->manifest == "packages/web/pyproject.toml");
  }
  EXPECT_TRUE(is_said);
}

}  // namespace
}  // namespace deltaplan::planner::workspace
