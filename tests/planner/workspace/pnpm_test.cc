// pnpm's cases. B and R numbers: known faults of such tools, each with where it was told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/workspace/pnpm_lock.h"
#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::VariantWith;

using Said = std::vector<std::string>;

// Three services, two packages; b alone uses ui.
FileTexts PnpmSample() {
  return {
      {"package.json",
       R"({"name":"root","packageManager":"pnpm@9.1.0","devDependencies":{"turbo":"^2"}})"},
      {"pnpm-workspace.yaml", "packages:\n  - services/*\n  - packages/*\ncatalog:\n  zod: ^3\n"},
      {"services/a/package.json", R"({"name":"a","dependencies":{"lodash":"^4.17.0"}})"},
      {"services/b/package.json",
       R"({"name":"b","dependencies":{"ui":"workspace:*","zod":"catalog:"}})"},
      {"services/c/package.json", R"({"name":"c","devDependencies":{"vitest":"^1"}})"},
      {"packages/ui/package.json",
       R"({"name":"ui","version":"1.0.0","dependencies":{"react":"^18"}})"},
      {"packages/tokens/package.json", R"({"name":"tokens","version":"1.0.0"})"},
      {"pnpm-lock.yaml", R"(lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

catalogs:
  default:
    zod: {specifier: ^3, version: 3.22.0}

importers:

  .:
    devDependencies:
      turbo: {specifier: ^2, version: 2.0.0}

  packages/tokens: {}

  packages/ui:
    dependencies:
      react: {specifier: ^18, version: 18.2.0}

  services/a:
    dependencies:
      lodash: {specifier: ^4.17.0, version: 4.17.20}

  services/b:
    dependencies:
      ui: {specifier: 'workspace:*', version: link:../../packages/ui}
      zod: {specifier: 'catalog:', version: 3.22.0}

  services/c:
    devDependencies:
      vitest: {specifier: ^1, version: 1.0.0(react@18.2.0)}

packages:

  lodash@4.17.20:
    resolution: {integrity: sha512-lodash20}

  react@18.2.0:
    resolution: {integrity: sha512-react}
    engines: {node: '>=0.10.0'}

  turbo@2.0.0:
    resolution: {integrity: sha512-turbo}
    hasBin: true

  vitest@1.0.0:
    resolution: {integrity: sha512-vitest}
    peerDependencies: {react: '*'}

  zod@3.22.0:
    resolution: {integrity: sha512-zod}

snapshots:

  lodash@4.17.20: {}

  react@18.2.0: {}

  turbo@2.0.0: {}

  vitest@1.0.0(react@18.2.0):
    dependencies:
      react: 18.2.0

  zod@3.22.0: {}
)"}};
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Everywhere in the lockfile.
FileTexts Locked(FileTexts files, const std::string& from, const std::string& to) {
  std::string& lock = files.at("pnpm-lock.yaml");
  EXPECT_NE(lock.find(from), std::string::npos) << from;
  lock = Replaced(std::move(lock), from, to);
  return files;
}

TEST(Pnpm, Scenario1_ABumpReachesWhoUsesIt) {
  MemoryForests forests(PnpmSample(), Locked(PnpmSample(), "4.17.20", "4.17.21"));
  EXPECT_THAT(forests.Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; lodash 4.17.20 -> 4.17.21 version"));
  EXPECT_THAT(forests.Said("services/b"), IsEmpty());
  EXPECT_THAT(forests.Said("services/c"), IsEmpty());
  const auto compared = forests.Compare("services/a");
  EXPECT_THAT(compared[0].via, ElementsAre("pnpm-lock.yaml", "services/a"));
}

TEST(Pnpm, APackageOfTheClosureBringsItsOwn) {
  MemoryForests forests(PnpmSample(), Locked(PnpmSample(), "sha512-react", "sha512-other"));
  EXPECT_THAT(forests.Said("services/b"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; react 18.2.0 -> 18.2.0 content"));
  EXPECT_THAT(forests.Compare("services/b")[0].via,
              ElementsAre("pnpm-lock.yaml", "packages/ui", "services/b"));
  // As a peer that is resolved, too; not without what development needs.
  EXPECT_THAT(forests.Said("services/c"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; react 18.2.0 -> 18.2.0 content"));
  EXPECT_THAT(forests.Said("services/c", {.dev = false}), IsEmpty());
  EXPECT_THAT(forests.Said("services/a"), IsEmpty());
  EXPECT_THAT(forests.Said("services/b", {.ignored = {"react"}}), IsEmpty());
}

TEST(Pnpm, TheRootInstallsForAll) {
  MemoryForests forests(PnpmSample(), Locked(PnpmSample(), "2.0.0", "2.0.1"));
  EXPECT_THAT(forests.Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; turbo 2.0.0 -> 2.0.1 version"));
  EXPECT_THAT(forests.Said("services/a", {.root = false}), IsEmpty());
}

TEST(Pnpm, B1_Scenario2_AnEdgeMovesWhileTheInventoryStays) {
  const FileTexts before{
      {"pnpm-workspace.yaml", "packages: [consumer, keep-one, keep-two]\n"},
      {"consumer/package.json", R"({"name":"consumer","dependencies":{"host":"1.0.0"}})"},
      {"keep-one/package.json", R"({"name":"keep-one","dependencies":{"dep":"1.0.0"}})"},
      {"keep-two/package.json", R"({"name":"keep-two","dependencies":{"dep":"2.0.0"}})"},
      {"pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  consumer: {dependencies: {host: {specifier: 1.0.0, version: 1.0.0}}}
  keep-one: {dependencies: {dep: {specifier: 1.0.0, version: 1.0.0}}}
  keep-two: {dependencies: {dep: {specifier: 2.0.0, version: 2.0.0}}}
packages:
  dep@1.0.0: {resolution: {integrity: sha512-a}}
  dep@2.0.0: {resolution: {integrity: sha512-b}}
  host@1.0.0: {resolution: {integrity: sha512-c}}
snapshots:
  dep@1.0.0: {}
  dep@2.0.0: {}
  host@1.0.0: {dependencies: {dep: 1.0.0}}
)"}};
  MemoryForests forests(before,
                        With(before, "pnpm-lock.yaml", "host@1.0.0: {dependencies: {dep: 1.0.0}}",
                             "host@1.0.0: {dependencies: {dep: 2.0.0}}"));
  EXPECT_THAT(forests.Said("consumer"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; dep 1.0.0 -> 2.0.0 version; host 1.0.0 "
                          "-> 1.0.0 edges"));
  EXPECT_THAT(forests.Said("keep-one"), IsEmpty());
  EXPECT_THAT(forests.Said("keep-two"), IsEmpty());
}

TEST(Pnpm, B9_Scenario3_TheFirstOfTwoDocumentsIsTheEnvironment) {
  const std::string environment =
      "---\nlockfileVersion: '9.0'\nimporters:\n  .:\n    packageManagerDependencies:\n      pnpm: "
      "{specifier: 11.0.3, version: 11.0.3}\npackages:\n  pnpm@11.0.3: {resolution: {integrity: "
      "sha512-p}}\nsnapshots:\n  pnpm@11.0.3: {}\n---\n";
  FileTexts before = PnpmSample();
  before["pnpm-lock.yaml"] = environment + before["pnpm-lock.yaml"];
  const FileTexts environment_only = Locked(before, "11.0.3", "11.1.0");
  for (const char* const service : {"services/a", "services/b", "services/c"}) {
    EXPECT_THAT(MemoryForests(before, environment_only).Said(service),
                ElementsAre("settings_changed pnpm-lock.yaml packageManagerDependencies"));
  }
  MemoryForests project(before, Locked(before, "4.17.20", "4.17.21"));
  EXPECT_THAT(project.Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; lodash 4.17.20 -> 4.17.21 version"));
  EXPECT_THAT(project.Said("services/b"), IsEmpty());
  FileTexts windows = before;
  windows["pnpm-lock.yaml"] = "\xEF\xBB\xBF" + Replaced(windows["pnpm-lock.yaml"], "\n", "\r\n");
  EXPECT_THAT(MemoryForests(before, windows).Said("services/a"), IsEmpty());
  // Without the second document there is no lockfile of a project.
  FileTexts alone = before;
  alone["pnpm-lock.yaml"] = environment.substr(0, environment.size() - 4);
  EXPECT_THAT(MemoryForests(before, alone).Said("services/a"),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head missing"));
}

TEST(Pnpm, AnIndentedMarkInsideATextSeparatesNothing) {
  const FileTexts before =
      Locked(PnpmSample(), "  lodash@4.17.20:\n    resolution",
             "  lodash@4.17.20:\n    deprecated: >-\n      see\n      ---\n      "
             "below\n    resolution");
  EXPECT_THAT(MemoryForests(before, PnpmSample()).Said("services/a"), IsEmpty());
}

TEST(Pnpm, Scenario4_ALinkThatBecomesARegistryPackage) {
  FileTexts before = PnpmSample();
  before["services/b/package.json"] =
      R"({"name":"b","dependencies":{"ui":"^1.0.0","zod":"catalog:"}})";
  before["pnpm-workspace.yaml"] += "linkWorkspacePackages: true\n";
  FileTexts after = Locked(before, "version: link:../../packages/ui", "version: 1.4.0");
  after = Locked(after, "packages:\n",
                 "packages:\n\n  ui@1.4.0:\n    resolution: {integrity: sha512-ui}\n");
  after = Locked(after, "snapshots:\n", "snapshots:\n\n  ui@1.4.0: {}\n");
  after["packages/ui/package.json"] =
      R"({"name":"ui","version":"2.0.0","dependencies":{"react":"^18"}})";
  EXPECT_THAT(
      MemoryForests(before, after).Said("services/b"),
      ElementsAre("dependencies_changed packages/ui left",
                  "lockfile_changed pnpm-lock.yaml; react 18.2.0 ->  removed; ui  -> 1.4.0 added"));
  EXPECT_THAT(MemoryForests(before, after).Said("services/a"), IsEmpty());
}

TEST(Pnpm, B23_Scenario5_AnInjectedPackageIsSourcesAndARecord) {
  FileTexts before{
      {"pnpm-workspace.yaml", "packages: [apps/*, packages/*]\n"},
      {"apps/app/package.json",
       R"({"name":"app","dependencies":{"ui":"workspace:*"},"dependenciesMeta":{"ui":{"injected":true}}})"},
      {"apps/other/package.json", R"({"name":"other"})"},
      {"packages/ui/package.json", R"({"name":"ui","version":"1.0.0"})"},
      {"pnpm-lock.yaml", R"(lockfileVersion: '9.0'
importers:
  apps/app:
    dependencies: {ui: {specifier: 'workspace:*', version: 'file:packages/ui(react@18.3.1)'}}
    dependenciesMeta: {ui: {injected: true}}
  apps/other: {}
  packages/ui: {}
packages:
  clsx@2.1.1: {resolution: {integrity: sha512-x}}
  clsx@2.1.2: {resolution: {integrity: sha512-y}}
  react@18.3.1: {resolution: {integrity: sha512-r}}
  ui@file:packages/ui: {resolution: {directory: packages/ui, type: directory}, peerDependencies: {react: '*'}}
snapshots:
  clsx@2.1.1: {}
  clsx@2.1.2: {}
  react@18.3.1: {}
  ui@file:packages/ui(react@18.3.1): {dependencies: {clsx: 2.1.1, react: 18.3.1}}
  ui@file:packages/ui(left@1.0.0): {dependencies: {clsx: 2.1.1}}
)"}};
  MemoryForests record(
      before, With(before, "pnpm-lock.yaml", "{clsx: 2.1.1, react", "{clsx: 2.1.2, react"));
  EXPECT_THAT(record.Said("apps/app"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; clsx 2.1.1 -> 2.1.2 version; ui "
                          "file:packages/ui -> file:packages/ui edges"));
  EXPECT_THAT(record.Said("apps/other"), IsEmpty());
  // A leftover that nobody reaches.
  MemoryForests stale(
      before, With(before, "pnpm-lock.yaml",
                   "  ui@file:packages/ui(left@1.0.0): {dependencies: {clsx: 2.1.1}}\n", ""));
  EXPECT_THAT(stale.Said("apps/app"), IsEmpty());
  // Its sources are part of the closure.
  MemoryForests joined(
      With(before, "pnpm-lock.yaml", "file:packages/ui(react@18.3.1)'}}", "1.0.0'}}"), before);
  EXPECT_THAT(joined.Said("apps/app"),
              ElementsAre("dependencies_changed packages/ui joined",
                          "lockfile_unreadable pnpm-lock.yaml baseline unknown_reference"));
}

TEST(Pnpm, B4_B5_Scenario6_OfACatalogOnlyTheResolutionCounts) {
  const FileTexts range =
      With(Locked(PnpmSample(), "zod: {specifier: ^3, ", "zod: {specifier: ^3.0, "),
           "pnpm-workspace.yaml", "zod: ^3", "zod: ^3.0");
  EXPECT_THAT(MemoryForests(PnpmSample(), range).Said("services/b"), IsEmpty());
  const FileTexts bump = Locked(PnpmSample(), "3.22.0", "3.23.0");  // B5
  EXPECT_THAT(MemoryForests(PnpmSample(), bump).Said("services/b"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; zod 3.22.0 -> 3.23.0 version"));
  EXPECT_THAT(MemoryForests(PnpmSample(), bump).Said("services/a"), IsEmpty());
  const FileTexts dropped = Locked(
      PnpmSample(), "  default:\n    zod: {specifier: ^3, version: 3.22.0}\n", "  default: {}\n");
  EXPECT_THAT(MemoryForests(PnpmSample(), dropped).Said("services/b"), IsEmpty());
}

TEST(Pnpm, B11_B34_Scenario7_APatchIsPartOfWhatItPatches) {
  FileTexts before = PnpmSample();
  before["pnpm-workspace.yaml"] += "patchedDependencies:\n  lodash@4.17.20: patches/lodash.patch\n";
  before["patches/lodash.patch"] = "one";
  before = Locked(before, "catalogs:\n",
                  "patchedDependencies:\n  lodash@4.17.20:\n    hash: aaa\n    path: "
                  "patches/lodash.patch\n\ncatalogs:\n");
  before = Locked(before, "version: 4.17.20}", "version: 4.17.20(patch_hash=aaa)}");
  before = Locked(before, "  lodash@4.17.20: {}", "  lodash@4.17.20(patch_hash=aaa): {}");
  FileTexts edited = Locked(before, "aaa", "bbb");
  edited["patches/lodash.patch"] = "two";
  MemoryForests forests(before, edited);
  EXPECT_THAT(forests.Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; lodash 4.17.20 -> 4.17.20 content"));
  EXPECT_THAT(forests.Compare("services/a")[0].via,
              ElementsAre("patches/lodash.patch", "pnpm-lock.yaml", "services/a"));
  EXPECT_THAT(forests.Said("services/b"), IsEmpty());
  // pnpm 11 writes the hash alone.
  const FileTexts flat =
      Locked(before, "  lodash@4.17.20:\n    hash: aaa\n    path: patches/lodash.patch\n",
             "  lodash@4.17.20: aaa\n");
  EXPECT_THAT(MemoryForests(before, flat).Said("services/a"), IsEmpty());
  // B34: only the file's line ends differ; its bytes do.
  FileTexts ends = before;
  ends["patches/lodash.patch"] = "one\r\n";
  EXPECT_THAT(MemoryForests(before, ends).Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; lodash 4.17.20 -> 4.17.20 content"));
}

TEST(Pnpm, B12_B15_Scenario8_KeysOfAllKinds) {
  const std::string peers(1100, 'p');
  const std::string key = "big@1.0.0(" + peers + "@1.0.0)";
  FileTexts before{
      {"pnpm-workspace.yaml", "packages: [web, buffer]\n"},
      {"web/package.json",
       R"({"name":"web","dependencies":{"buffer":"npm:buffer@6.0.3","y":"npm:@s/y@1","big":"1","tar":"https://e.com/t.tgz","g":"github:o/r","arch":"file:../arch.tgz"}})"},
      {"buffer/package.json", R"({"name":"buffer","version":"1.0.0"})"},
      {"arch.tgz", "bytes"},
      {"pnpm-lock.yaml",
       "lockfileVersion: '9.0'\nimporters:\n  buffer: {}\n  web:\n    dependencies:\n"
       "      buffer: {specifier: npm:buffer@6.0.3, version: 6.0.3}\n"
       "      'y': {specifier: npm:@s/y@1, version: '@s/y@1.0.0(z@1.0.0(q@2.0.0))'}\n"
       "      big: {specifier: '1', version: 1.0.0(" +
           peers +
           "@1.0.0)}\n"
           "      tar: {specifier: https://e.com/t.tgz, version: https://e.com/t.tgz}\n"
           "      g: {specifier: github:o/r, version: https://codeload.github.com/o/r/tar.gz/abc}\n"
           "      arch: {specifier: file:../arch.tgz, version: file:arch.tgz}\n"
           "packages:\n"
           "  '@s/y@1.0.0': {resolution: {integrity: sha512-y}}\n"
           "  arch@file:arch.tgz: {resolution: {integrity: sha512-t, tarball: file:arch.tgz}, "
           "version: 1.0.0}\n"
           "  big@1.0.0: {resolution: {integrity: sha512-big}}\n"
           "  buffer@6.0.3: {resolution: {integrity: sha512-b}}\n"
           "  g@https://codeload.github.com/o/r/tar.gz/abc: {resolution: {tarball: "
           "https://codeload.github.com/o/r/tar.gz/abc}, version: 3.0.0}\n"
           "  tar@https://e.com/t.tgz: {resolution: {integrity: sha512-tar, tarball: "
           "https://e.com/t.tgz}, version: 2.0.0}\n"
           "snapshots:\n"
           "  '@s/y@1.0.0(z@1.0.0(q@2.0.0))': {}\n"
           "  arch@file:arch.tgz: {}\n"
           "  ? " +
           key +
           "\n  : {}\n"
           "  buffer@6.0.3: {}\n"
           "  g@https://codeload.github.com/o/r/tar.gz/abc: {}\n"
           "  tar@https://e.com/t.tgz: {}\n"}};
  const auto changed = [&](const std::string& from, const std::string& to) {
    return MemoryForests(before, Locked(before, from, to)).Said("web");
  };
  EXPECT_THAT(changed("sha512-y", "sha512-z"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; @s/y 1.0.0 -> 1.0.0 content"));
  EXPECT_THAT(changed("sha512-big", "sha512-z"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; big 1.0.0 -> 1.0.0 content"));
  EXPECT_THAT(changed("sha512-b}", "sha512-z}"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; buffer 6.0.3 -> 6.0.3 content"));
  EXPECT_THAT(changed("tar.gz/abc", "tar.gz/def"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; g 3.0.0 -> 3.0.0 source"));
  EXPECT_THAT(changed("sha512-tar", "sha512-z"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; tar 2.0.0 -> 2.0.0 content"));
  FileTexts archive = before;
  archive["arch.tgz"] = "other bytes";
  EXPECT_THAT(MemoryForests(before, archive).Said("web"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; arch 1.0.0 -> 1.0.0 content"));
  // The member that is called like the package of the registry is no part of the closure.
  FileTexts without = before;
  without.erase("buffer/package.json");
  EXPECT_THAT(MemoryForests(before, without).Said("web"), IsEmpty());
}

TEST(Pnpm, B7_Scenario12_WhatInstallsTheSameIsNoChange) {
  FileTexts after = PnpmSample();
  std::string& lock = after["pnpm-lock.yaml"];
  lock = "# comment\n" +
         Replaced(lock, "  lodash@4.17.20:\n    resolution: {integrity: sha512-lodash20}\n\n", "");
  lock = Replaced(lock, "  zod@3.22.0:\n    resolution: {integrity: sha512-zod}\n",
                  "  zod@3.22.0:\n    resolution: {integrity: sha512-zod}\n    deprecated: old\n\n "
                  " lodash@4.17.20:\n    resolution: {integrity: sha512-lodash20}\n");
  lock = "\xEF\xBB\xBF" + Replaced(lock, "\n", "\r\n");
  for (const char* const service : {"services/a", "services/b", "services/c"}) {
    EXPECT_THAT(MemoryForests(PnpmSample(), after).Said(service), IsEmpty()) << service;
  }
  // An empty package that joins the workspace.
  FileTexts more = Locked(PnpmSample(), "  packages/tokens: {}\n",
                          "  packages/new: {}\n\n  packages/tokens: {}\n");
  more["packages/new/package.json"] = R"({"name":"new"})";
  EXPECT_THAT(MemoryForests(PnpmSample(), more).Said("services/a"), IsEmpty());
}

TEST(Pnpm, Scenario13_WhatCantBeReadCountsForAll) {
  const auto all = [](const std::string& lock) {
    FileTexts after = PnpmSample();
    after["pnpm-lock.yaml"] = lock;
    return MemoryForests(PnpmSample(), after).Said("services/c");
  };
  const std::string good = PnpmSample()["pnpm-lock.yaml"];
  EXPECT_THAT(all("<<<<<<< HEAD\n" + good),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head conflict"));
  EXPECT_THAT(all(good.substr(0, good.find("sha512-zod"))),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head syntax"));
  EXPECT_THAT(all("a: &a [x]\nb: *a\n" + good),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head syntax"));
  EXPECT_THAT(all(Replaced(good, "'9.0'", "'13.0'")),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head version"));
  PnpmEntries entries;
  const auto large = ParsePnpmLock(std::string(70'000'000, 'x'), entries);
  EXPECT_EQ(std::get<ReadProblem>(large).cause, ReadCause::kTooLarge);
  FileTexts broken = PnpmSample();
  broken["packages/tokens/package.json"] = "{";
  EXPECT_THAT(MemoryForests(PnpmSample(), broken).Said("services/a"),
              ElementsAre("manifest_unreadable packages/tokens/package.json head syntax"));
  MemoryForests blobless(Locked(PnpmSample(), "4.17.20", "4.17.19"), PnpmSample());
  blobless.Lose(Locked(PnpmSample(), "4.17.20", "4.17.19")["pnpm-lock.yaml"]);
  EXPECT_THAT(blobless.Said("services/b"),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml baseline blob_missing"));
}

TEST(Pnpm, Scenario13_ALockfileMayBeALinkInsideTheRepository) {
  const auto with_link = [](const FileTexts& texts, const std::string& target) {
    std::map<std::string, graph::MemoryFile> files;
    for (const auto& [path, text] : texts) files[path] = {graph::FileMode::kFile, text};
    files["locks/pnpm.yaml"] = files["pnpm-lock.yaml"];
    files["pnpm-lock.yaml"] = {graph::FileMode::kSymlink, target};
    return files;
  };
  const FileTexts after = Locked(PnpmSample(), "4.17.20", "4.17.21");
  MemoryForests inside(with_link(PnpmSample(), "locks/pnpm.yaml"),
                       with_link(after, "locks/pnpm.yaml"));
  EXPECT_THAT(inside.Said("services/a"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; lodash 4.17.20 -> 4.17.21 version"));
  EXPECT_THAT(inside.Said("services/b"), IsEmpty());
  MemoryForests outside(with_link(PnpmSample(), "locks/pnpm.yaml"),
                        with_link(after, "../pnpm.yaml"));
  EXPECT_THAT(outside.Said("services/b"),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml head missing"));
}

TEST(Pnpm, Scenario14_ALockfileThatCameCountsForItsRoot) {
  FileTexts before = PnpmSample();
  before.erase("pnpm-lock.yaml");
  EXPECT_THAT(MemoryForests(before, PnpmSample()).Said("services/a"),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml baseline missing"));
  // The manager changed.
  FileTexts npm = before;
  npm.erase("pnpm-workspace.yaml");
  npm["package.json"] = R"({"name":"root","workspaces":["services/*","packages/*"]})";
  npm["package-lock.json"] = R"({"lockfileVersion":3,"packages":{"":{}}})";
  EXPECT_THAT(MemoryForests(npm, PnpmSample()).Said("services/a"),
              ElementsAre("lockfile_unreadable pnpm-lock.yaml baseline missing"));
}

TEST(Pnpm, Scenario15_RootsDoNotTouchEachOther) {
  FileTexts before = PnpmSample();
  before["tools/x/package.json"] = R"({"name":"x","dependencies":{"ms":"2"}})";
  before["tools/x/package-lock.json"] =
      R"({"lockfileVersion":3,"packages":{"":{"dependencies":{"ms":"2"}},"node_modules/ms":{"version":"2.0.0","integrity":"sha512-m"}}})";
  FileTexts npm = With(before, "tools/x/package-lock.json", "2.0.0", "2.1.0");
  EXPECT_THAT(MemoryForests(before, npm).Said("tools/x"),
              ElementsAre("lockfile_changed tools/x/package-lock.json; ms 2.0.0 -> 2.1.0 version"));
  EXPECT_THAT(MemoryForests(before, npm).Said("services/a"), IsEmpty());
  const FileTexts pnpm = Locked(before, "4.17.20", "4.17.21");
  EXPECT_THAT(MemoryForests(before, pnpm).Said("tools/x"), IsEmpty());
}

TEST(Pnpm, B14_B16_WithoutALockfileManifestsDecideOnTheWideSide) {
  FileTexts files{
      {"pnpm-workspace.yaml", "packages: [web, ui, odd]\nlinkWorkspacePackages: true\n"},
      {"web/package.json", R"({"name":"web","dependencies":{"ui":"^1"}})"},
      {"ui/package.json", R"({"name":"ui","version":"1.2.0"})"},
      {"odd/package.json", R"({"name":"odd"})"}};
  const auto joined = [&](const std::string& range, const std::string& version) {
    FileTexts after = files;
    after["web/package.json"] = R"({"name":"web","dependencies":{"ui":")" + range + "\"}}";
    after["ui/package.json"] = R"({"name":"ui","version":")" + version + "\"}";
    FileTexts before = files;
    before["web/package.json"] = R"({"name":"web"})";
    return MemoryForests(before, after).Said("web");
  };
  const Said is_member{"dependencies_changed ui joined"};
  EXPECT_EQ(joined("^1", "1.2.0"), is_member);
  EXPECT_EQ(joined("^1", "2.0.0"), Said{});
  EXPECT_EQ(joined("*", "1.0.0-beta.1"), is_member);
  EXPECT_EQ(joined("latest", "1.2.0"), is_member);
  EXPECT_EQ(joined("workspace:^", "1.0.0-beta.1"), is_member);
  EXPECT_EQ(joined("npm:ui@1.2.0", "1.2.0"), Said{});
  EXPECT_EQ(joined("link:../ui", "9.0.0"), is_member);
  files["pnpm-workspace.yaml"] = "packages: [web, ui, odd]\nlinkWorkspacePackages: false\n";
  EXPECT_EQ(joined("^1", "1.2.0"), Said{});
  EXPECT_EQ(joined("workspace:^1", "1.2.0"), is_member);
}

TEST(Pnpm, B17_MembershipFollowsThePatterns) {
  FileTexts before = PnpmSample();
  FileTexts after = before;
  after["pnpm-workspace.yaml"] =
      "packages:\n  - services/*\n  - packages/*\n  - '!packages/ui'\ncatalog:\n  zod: ^3\n";
  // The lockfile still has the edge; what that leads to is no member any more.
  EXPECT_THAT(MemoryForests(before, after).Said("services/b"),
              ElementsAre("lockfile_changed pnpm-lock.yaml; react 18.2.0 ->  removed"));
  after =
      Locked(after, "      ui: {specifier: 'workspace:*', version: link:../../packages/ui}\n", "");
  EXPECT_THAT(MemoryForests(before, after).Said("services/b"),
              Contains("dependencies_changed packages/ui left"));
}

TEST(Pnpm, B31_SettingsThatNoRecordShowsCountForAll) {
  FileTexts after = PnpmSample();
  after["pnpm-workspace.yaml"] += "nodeLinker: hoisted\n";
  after[".npmrc"] = "# hoist\nshamefully-hoist = true\n";
  after["package.json"] =
      R"({"name":"other","packageManager":"pnpm@9.2.0","devDependencies":{"turbo":"^2"}})";
  EXPECT_THAT(MemoryForests(PnpmSample(), after).Said("services/a"),
              ElementsAre("settings_changed .npmrc shamefully-hoist",
                          "settings_changed package.json packageManager",
                          "settings_changed pnpm-workspace.yaml nodeLinker"));
}

TEST(Pnpm, B32_WhereManifestAndLockfileDisagreeBothCount) {
  FileTexts after = PnpmSample();
  after["services/a/package.json"] =
      R"({"name":"a","dependencies":{"lodash":"^4.17.0","left-pad":"1","tokens":"workspace:*"}})";
  MemoryForests forests(PnpmSample(), after);
  EXPECT_THAT(forests.Said("services/a"),
              ElementsAre("dependencies_changed packages/tokens joined"));
  EXPECT_THAT(forests.warnings(),
              Contains(VariantWith<warnings::LockfileStale>(warnings::LockfileStale{
                  "pnpm-lock.yaml", "services/a/package.json", "left-pad"})));
}

TEST(Pnpm, B33_ProjectsMayHaveALockfileEach) {
  const auto lock = [](const std::string& version) {
    return "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      ms: {specifier: "
           "'2', version: " +
           version +
           "}\n      ui: {specifier: 'workspace:*', version: link:../ui}\npackages:\n  ms@" +
           version + ": {resolution: {integrity: sha512-m}}\nsnapshots:\n  ms@" + version +
           ": {}\n";
  };
  FileTexts before{
      {"package.json", R"({"name":"root"})"},
      {"pnpm-workspace.yaml", "packages: ['*']\nsharedWorkspaceLockfile: false\n"},
      {"web/package.json", R"({"name":"web","dependencies":{"ms":"2","ui":"workspace:*"}})"},
      {"web/pnpm-lock.yaml", lock("2.0.0")},
      {"ui/package.json", R"({"name":"ui","version":"1.0.0"})"},
      {"ui/pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .: {}\n"}};
  FileTexts after = before;
  after["web/pnpm-lock.yaml"] = lock("2.1.0");
  EXPECT_THAT(MemoryForests(before, after).Said("web"),
              ElementsAre("lockfile_changed web/pnpm-lock.yaml; ms 2.0.0 -> 2.1.0 version"));
  EXPECT_THAT(MemoryForests(before, after).Said("ui"), IsEmpty());
  FileTexts unlinked = With(before, "web/pnpm-lock.yaml",
                            "      ui: {specifier: 'workspace:*', version: link:../ui}\n", "");
  unlinked["web/package.json"] = R"({"name":"web","dependencies":{"ms":"2"}})";
  EXPECT_THAT(MemoryForests(before, unlinked).Said("web"),
              ElementsAre("dependencies_changed ui left"));
}

TEST(Pnpm, OlderVersionsOfTheLockfile) {
  const auto files = [](const std::string& lock) {
    return FileTexts{{"pnpm-workspace.yaml", "packages: [web]\n"},
                     {"web/package.json", R"({"name":"web","dependencies":{"@s/a":"1","b":"1"}})"},
                     {"pnpm-lock.yaml", lock}};
  };
  const std::string five =
      "lockfileVersion: 5.4\nimporters:\n  web:\n    specifiers: {'@s/a': '1', b: '1'}\n    "
      "dependencies:\n      '@s/a': "
      "1.0.0_c@2.0.0\n      b: 1.0.0\npackages:\n  /@s/a/1.0.0_c@2.0.0:\n    resolution: "
      "{integrity: sha512-a}\n    "
      "dependencies:\n      c: 2.0.0\n    dev: false\n  /b/1.0.0:\n    resolution: {integrity: "
      "sha512-b}\n  /c/2.0.0:\n    "
      "resolution: {integrity: sha512-c}\n";
  const std::string six =
      "lockfileVersion: '6.0'\nimporters:\n  web:\n    dependencies:\n      '@s/a': {specifier: "
      "'1', version: "
      "1.0.0(c@2.0.0)}\n      b: {specifier: '1', version: 1.0.0}\npackages:\n  "
      "/@s/a@1.0.0(c@2.0.0):\n    resolution: "
      "{integrity: sha512-a}\n    dependencies:\n      c: 2.0.0\n  /b@1.0.0:\n    resolution: "
      "{integrity: sha512-b}\n  "
      "/c@2.0.0:\n    resolution: {integrity: sha512-c}\n";
  const std::string twelve =
      "lockfileVersion: '12.0'\nimporters:\n  web:\n    dependencies:\n      '@s/a': {specifier: "
      "'1', version: "
      "work:1.0.0(c@2.0.0)}\n      b: {specifier: '1', version: 1.0.0}\npackages:\n  "
      "'@s/a@work:1.0.0':\n    resolution: "
      "{integrity: sha512-a}\n  b@1.0.0:\n    resolution: {integrity: sha512-b}\n  c@2.0.0:\n    "
      "resolution: {integrity: "
      "sha512-c}\nsnapshots:\n  '@s/a@work:1.0.0(c@2.0.0)':\n    dependencies:\n      c: 2.0.0\n  "
      "b@1.0.0: {}\n  c@2.0.0: {}\n";
  for (const std::string& lock : {five, six, twelve}) {
    const auto changed = [&](const std::string& from, const std::string& to) {
      return MemoryForests(files(lock), files(Replaced(lock, from, to))).Said("web");
    };
    EXPECT_THAT(changed("sha512-c", "sha512-d"),
                ElementsAre("lockfile_changed pnpm-lock.yaml; c 2.0.0 -> 2.0.0 content"))
        << lock;
    EXPECT_THAT(changed("sha512-a", "sha512-d"),
                ElementsAre("lockfile_changed pnpm-lock.yaml; @s/a 1.0.0 -> 1.0.0 content"))
        << lock;
    EXPECT_THAT(changed("sha512-b", "sha512-b"), IsEmpty());
  }
  // From one version to the next: all or none. Here the keys differ, and what they hold does not.
  EXPECT_THAT(MemoryForests(files(five), files(six)).Said("web").size(), ::testing::Le(1U));
}

TEST(Pnpm, BranchLockfilesAreSaid) {
  FileTexts after = PnpmSample();
  after["pnpm-lock.feature!x.yaml"] = "x";
  MemoryForests forests(PnpmSample(), after);
  EXPECT_THAT(forests.Said("services/a"), IsEmpty());
  EXPECT_THAT(forests.warnings(), Contains(VariantWith<warnings::BranchLockfile>(
                                      warnings::BranchLockfile{"pnpm-lock.feature!x.yaml"})));
}

TEST(Pnpm, B29_PathsMayHoldAnyBytes) {
  FileTexts before = PnpmSample();
  before["packages/한글 [x]/package.json"] = R"({"name":"h","version":"1.0.0"})";
  FileTexts after = before;
  after["services/a/package.json"] =
      R"({"name":"a","dependencies":{"lodash":"^4.17.0","h":"workspace:*"}})";
  EXPECT_THAT(MemoryForests(before, after).Said("services/a"),
              ElementsAre("dependencies_changed packages/한글 [x] joined"));
}

TEST(Pnpm, CirclesOfMembersAreFollowedOnce) {
  FileTexts before = PnpmSample();
  before["packages/ui/package.json"] =
      R"({"name":"ui","version":"1.0.0","dependencies":{"react":"^18","tokens":"workspace:*"}})";
  before["packages/tokens/package.json"] =
      R"({"name":"tokens","version":"1.0.0","dependencies":{"ui":"workspace:*"}})";
  EXPECT_THAT(MemoryForests(before, before).Said("services/b"), IsEmpty());
  EXPECT_THAT(MemoryForests(PnpmSample(), before).Said("services/b"),
              ElementsAre("dependencies_changed packages/tokens joined"));
}

}  // namespace
}  // namespace deltaplan::planner::workspace
