// go.mod, go.work and go.sum. Cases B.. are those of public issues.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/workspace/ecosystems.h"
#include "planner/workspace/go_files.h"
#include "planner/workspace/go_imports.h"
#include "tests/planner/workspace/side_text.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Module(const std::string& name, const std::string& rest = "") {
  return "module example.com/" + name + "\n\ngo 1.22\n" + rest;
}

TEST(GoFiles, AreReadAsGoWritesThem) {
  const auto read = ReadGoMod(
      "// header\nmodule \"example.com/m\" // trailing\n\ngo 1.21\ntoolchain go1.22.1\n"
      "require (\n\texample.com/a v1.0.0\n\texample.com/b v1.2.0 // indirect\n)\n"
      "require example.com/c v0.1.0\nexclude example.com/a v0.9.0\n"
      "replace example.com/a v1.0.0 => ../a\nreplace (\n\texample.com/b => example.com/fork "
      "v1.3.0\n)\n"
      "retract [v1.0.0, v1.1.0] // bad\ntool example.com/c/cmd\ngodebug x=y\nignore ./data\n");
  const GoMod& mod = std::get<GoMod>(read);
  EXPECT_EQ(mod.module, "example.com/m");
  EXPECT_EQ(mod.go, "1.21");
  EXPECT_THAT(mod.requires_, ElementsAre(GoModuleVersion{"example.com/a", "v1.0.0"},
                                         GoModuleVersion{"example.com/b", "v1.2.0"},
                                         GoModuleVersion{"example.com/c", "v0.1.0"}));
  ASSERT_EQ(mod.replaces.size(), 2U);
  EXPECT_TRUE(mod.replaces[0].IsDirectory());
  EXPECT_EQ(mod.replaces[1].new_module, (GoModuleVersion{"example.com/fork", "v1.3.0"}));
  EXPECT_TRUE(mod.ListsAll());
}

TEST(GoFiles, WhatIsNotGoIsAnErrorWithItsLine) {
  const auto line_of = [](std::string_view text) -> std::size_t {
    const auto read = ReadGoMod(text);
    const auto* error = std::get_if<documents::ReadError>(&read);
    return error == nullptr ? 99 : error->line;
  };
  EXPECT_EQ(line_of("module m\nfuture x\n"), 2U);
  EXPECT_EQ(line_of("module m\nrequire a\n"), 2U);
  EXPECT_EQ(line_of("module m\nreplace a => b\n"), 2U);
  EXPECT_EQ(line_of("module \"m\nx\n"), 1U);
  EXPECT_EQ(line_of("module m\nrequire (\n"), 0U);
  EXPECT_EQ(line_of(""), 0U);
}

TEST(GoFiles, VersionsAreOrderedAsGoOrdersThem) {
  const std::vector<std::string> sorted{
      "none",        "v0.0.0-2024-abc", "v0.1.0", "v1.0.0-alpha.2", "v1.0.0-alpha.10",
      "v1.0.0-beta", "v1.0.0",          "v1.2.0", "v1.10.0",        "v2.0.0+incompatible",
      "v10.0.0"};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      const int order = CompareGoVersions(sorted[i], sorted[j]);
      EXPECT_EQ(order < 0, i < j) << sorted[i] << " " << sorted[j];
      EXPECT_EQ(order == 0, i == j) << sorted[i] << " " << sorted[j];
    }
  }
  EXPECT_EQ(CompareGoVersions("v2.0.0+incompatible", "v2.0.0"), 0);
}

TEST(GoFiles, ImportsStandBeforeAllElse) {
  const auto read = ParseGoImports(
      "// Package x.\n/* import \"no/comment\" */\npackage x\n\nimport \"fmt\"\nimport (\n\t_ "
      "\"example.com/lib/a\" // why\n\tother `example.com/other`\n)\nvar s = \"example.com/text\"\n"
      "import \"example.com/late\"\n");
  const GoImports& imports = std::get<GoImports>(read);
  EXPECT_THAT(imports.paths, ElementsAre("example.com/lib/a", "example.com/other", "fmt"));
  EXPECT_TRUE(imports.Names("example.com/lib"));
  EXPECT_TRUE(imports.Names("example.com/other"));
  EXPECT_FALSE(imports.Names("example.com/li"));
  EXPECT_FALSE(imports.Names("example.com/text"));
}

// go2nix#125, rancher-desktop#10700: under a go.work one list of requirements is built from all.
FileMap Workspace(const std::string& version, bool with_work) {
  FileMap files{
      {"api/go.mod", Module("api", "require example.com/g " + version + "\n")},
      {"api/go.sum", "example.com/g " + version + " h1:" + version + "=\n"},
      {"web/go.mod",
       Module("web",
              "require example.com/g v1.9.0\nreplace example.com/g => example.com/g v1.9.1\n")},
      {"web/go.sum", "example.com/g v1.9.1 h1:one=\n"}};
  if (with_work) files["go.work"] = "go 1.22\nuse (\n\t./api\n\t./web\n)\n";
  return files;
}

TEST(Go, B44WorkBuildsOneListForAll) {
  FileMap files = Workspace("v1.12.0", true);
  files["web/go.mod"] = Module("web", "require example.com/g v1.9.0\n");
  ReadTree tree(files);
  const Side side = tree.Read(kGoEcosystem);
  EXPECT_THAT(Problems(side), IsEmpty());
  EXPECT_THAT(Directories(side), ElementsAre("api", "web"));
  EXPECT_THAT(Reached(side, "web"), ElementsAre("example.com/g v1.12.0"));
  EXPECT_FALSE(tree.IsRoot(kGoEcosystem, "web"));
}

TEST(Go, WithoutWorkEachModuleIsItsOwnRoot) {
  ReadTree tree(Workspace("v1.12.0", false));
  EXPECT_TRUE(tree.IsRoot(kGoEcosystem, "api"));
  EXPECT_TRUE(tree.IsRoot(kGoEcosystem, "web"));
  EXPECT_THAT(Reached(tree.Read(kGoEcosystem, "web"), "web"), ElementsAre("example.com/g v1.9.1"));
  EXPECT_THAT(Reached(tree.Read(kGoEcosystem, "api"), "api"), ElementsAre("example.com/g v1.12.0"));
}

TEST(Go, B45_ReplacedDirectoryIsAnEdgeWhereItIsRequired) {
  const FileMap files{
      {"svc/go.mod",
       Module("svc",
              "require (\n\texample.com/lib v0.0.0\n\texample.com/x v1.0.0\n)\n"
              "replace example.com/lib => ../lib\nreplace example.com/unused => ../unused\n"
              "replace example.com/deep => ../deep\n")},
      {"lib/go.mod",
       Module("lib", "require example.com/deep v0.0.0\nreplace example.com/deep => ../other\n")},
      {"deep/go.mod", Module("deep")},
      {"unused/go.mod", Module("unused")},
      {"other/go.mod", Module("deep")}};
  ReadTree tree(files);
  const Side side = tree.Read(kGoEcosystem, "svc");
  EXPECT_THAT(Problems(side), IsEmpty());
  // B45, williamh/get-ego-vendor#1; of what is required only the main module's replacements count.
  EXPECT_THAT(LocalEdges(side), ElementsAre("lib -> deep", "svc -> lib"));
  EXPECT_THAT(Reached(side, "svc"), ElementsAre("example.com/x v1.0.0"));
}

TEST(Go, ModuleInsideIsNoPartOfTheOuterOne) {
  const FileMap files{{"go.mod", Module("outer")},
                      {"main.go", "package main\n"},
                      {"tools/lint/go.mod", Module("lint")},
                      {"tools/lint/deeper/go.mod", Module("deeper")}};
  ReadTree tree(files);
  const Side side = tree.Read(kGoEcosystem);
  EXPECT_THAT(Directories(side), ElementsAre(""));
  EXPECT_THAT(side.members.front().without,
              ElementsAre(graph::RepoPath::FromCanonical("tools/lint")));
  EXPECT_TRUE(tree.IsRoot(kGoEcosystem, "tools/lint"));
}

TEST(Go, OnlyHashesOfWhatIsRequiredCount) {
  const auto content = [](const std::string& sums) {
    FileMap files{{"go.mod", Module("m", "require example.com/a v1.0.0\n")}, {"go.sum", sums}};
    ReadTree tree(files);
    return std::string(tree.Read(kGoEcosystem).records->records.front().content);
  };
  const std::string sum = "example.com/a v1.0.0 h1:a=\nexample.com/a v1.0.0/go.mod h1:m=\n";
  EXPECT_EQ(content(sum),
            content(sum + "example.com/a v0.9.0 h1:old=\nexample.com/z v1.0.0/go.mod h1:z=\n"));
  EXPECT_NE(content(sum), content("example.com/a v1.0.0 h1:other=\n"));
}

// A build under a go.work finds what it imports in all of its modules, required or not.
TEST(Go, ImportWithoutRequirementIsAnEdgeUnderAWork) {
  const FileMap files{{"go.work", "go 1.22\nuse ./app\nuse ./lib\nuse ./other\n"},
                      {"app/go.mod", Module("app")},
                      {"app/cmd/main.go", "package main\nimport \"example.com/lib/sub\"\n"},
                      {"lib/go.mod", Module("lib")},
                      {"lib/sub/l.go", "package sub\n"},
                      {"other/go.mod", Module("other")},
                      {"other/o.go", "package other // example.com/lib\n"}};
  ReadTree tree(files);
  EXPECT_THAT(LocalEdges(tree.Read(kGoEcosystem)), ElementsAre("app -> lib"));
}

TEST(Go, VendoredModulesAreBytes) {
  FileMap files{{"go.mod", Module("m", "require example.com/a v1.0.0\n")},
                {"vendor/modules.txt", "# example.com/a v1.0.0\n"}};
  ReadTree tree(files);
  const Side side = tree.Read(kGoEcosystem);
  EXPECT_EQ(side.records, nullptr);
  EXPECT_FALSE(side.lockfile.has_value());
}

TEST(Go, BeforeVersion117TheSumCountsAsAWhole) {
  FileMap files{{"go.mod", "module m\ngo 1.16\nrequire example.com/a v1.0.0\n"},
                {"go.sum", "example.com/a v1.0.0 h1:a=\n"}};
  ReadTree tree(files);
  EXPECT_TRUE(tree.Read(kGoEcosystem).lockfile_is_opaque);
}

TEST(Go, WhatCannotBeReadHasItsCause) {
  const auto problems = [](const std::string& file, const std::string& text) {
    FileMap files = Workspace("v1.12.0", true);
    files[file] = text;
    ReadTree tree(files);
    return Problems(tree.Read(kGoEcosystem));
  };
  EXPECT_THAT(problems("go.work", "use (\n./api\n"), ElementsAre("go.work: syntax"));
  EXPECT_THAT(problems("go.work", "use ./api\nuse ./gone\n"), ElementsAre("gone/go.mod: missing"));
  EXPECT_THAT(problems("api/go.mod", "<<<<<<< HEAD\nmodule a\n=======\nmodule b\n>>>>>>> other\n"),
              ElementsAre("api/go.mod: conflict"));
  EXPECT_THAT(problems("web/go.sum", "example.com/g v1.9.1\n"), ElementsAre("web/go.sum: syntax"));
}

TEST(Go, WorkShapesEveryBuild) {
  FileMap before = Workspace("v1.12.0", true);
  FileMap after = before;
  after["go.work"] =
      "go 1.23\nuse (\n\t./api\n\t./web\n)\nreplace example.com/h => example.com/i v1.0.0\n";
  ReadTree old_tree(before);
  ReadTree new_tree(after);
  EXPECT_THAT(ChangedSettings(old_tree.Read(kGoEcosystem), new_tree.Read(kGoEcosystem)),
              ElementsAre("go.work go", "go.work replace"));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
