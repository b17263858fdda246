#include "documents/yaml_lines.h"

#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "documents/yaml.h"

namespace deltaplan::documents {
namespace {

// All of it, with kinds and lines.
void Print(const Value& value, std::string& to) {
  to += std::to_string(static_cast<int>(value.kind())) + "@" + std::to_string(value.line());
  if (value.IsScalar()) to += "=" + value.str();
  for (const auto& [name, member] : value.members()) {
    to += " " + std::string(name) + ":";
    Print(member, to);
  }
  for (const Value item : value.items()) {
    to += " -";
    Print(item, to);
  }
  to += ";";
}

std::string Printed(const Document& document) {
  std::string text;
  Print(document.root(), text);
  return text;
}

// What libyaml has: no text of these tests has an anchor that would be followed.
std::string ByEvents(const std::string& text) {
  const auto read = ReadYaml(text, YamlReferences::kFollowed);
  const auto* document = std::get_if<Document>(&read);
  return document == nullptr ? "an error" : Printed(*document);
}

TEST(YamlLines, LockfilesAreReadLineByLine) {
  for (const char* text :
       {"lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\nimporters:\n\n  .: {}\n\n"
        "  packages/ui:\n    dependencies:\n      '@scope/a':\n        specifier: workspace:*\n"
        "        version: link:../a\n\npackages:\n\n  '@babel/x@7.1.0(react@18)':\n"
        "    resolution: {integrity: sha512-a/b+c==, tarball: https://r.example/x.tgz}\n"
        "    engines: {node: '>=18', npm: \"*\"}\n    cpu: [x64, arm64]\n    hasBin: true\n"
        "    deprecated: it's old, don't\n\nsnapshots:\n\n  a@1.0.0:\n    optional: true\n"
        "    transitivePeerDependencies:\n      - supports-color\n      - 'x''y'\n",
        "# This file is generated\n\n__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"
        "\"@a/b@npm:^1, @a/b@npm:^2\":\n  version: 1.0.0\n  resolution: \"@a/b@npm:1.0.0\"\n"
        "  checksum: 10c0/abc\n  languageName: node\n  linkType: hard\n",
        "a:\nb:\n- x\n- y\nc: {}\nd: []\ne: [[1, 2], {f: g}]\n", "a: b"}) {
    const std::optional<Document> document = ReadYamlLines(text);
    ASSERT_TRUE(document) << text;
    EXPECT_EQ(Printed(*document), ByEvents(text)) << text;
  }
}

TEST(YamlLines, WhatElseThereIsIsForLibyaml) {
  for (const char* text : {"",
                           "\n",
                           "- a\n",
                           "---\na: b\n",
                           "a: b\n...\n",
                           "a: &x b\n",
                           "a: *x\n",
                           "a: !t b\n",
                           "a: |\n  b\n",
                           "a: >-\n  b\n",
                           "a: b # c\n",
                           "a: b\n c\n",
                           "a:\n  b\n",
                           "a: \"\\n\"\n",
                           "a: 'b\n  c'\n",
                           "a: {b: c,\n  d: e}\n",
                           "? a\n: b\n",
                           "a: b: c\n",
                           "a: b\na: c\n",
                           "a: {b: 1, b: 2}\n",
                           "a:\tb\n",
                           "a: \xC3\xA4\n",
                           "a: b\r\n",
                           "  a: b\n",
                           "a: b \n",
                           "a:\n    b: c\n  d: e\n",
                           "a: [b, c\n",
                           "a: {b}\n",
                           "a: [b: c]\n",
                           "a: [b, ]\n",
                           "a: [,]\n",
                           "a: - b\n",
                           "a:\n  - b: c\n",
                           "a: @b\n",
                           "a: b:\n",
                           "a\n",
                           "a: 'b'c\n",
                           "'a: b\n"}) {
    EXPECT_FALSE(ReadYamlLines(text)) << text;
  }
}

TEST(YamlLines, NothingLiesDeeperThanADocumentMay) {
  const auto nested = [](std::size_t lists) {
    return "a:\n  b: " + std::string(lists, '[') + std::string(lists, ']') + "\n";
  };
  EXPECT_TRUE(ReadYamlLines(nested(kDeepestValue - 2)));
  EXPECT_FALSE(ReadYamlLines(nested(kDeepestValue - 1)));
}

// Lines made of what matters to the syntax: what is read is what libyaml reads.
TEST(YamlLines, SaysWhatLibyamlSays) {
  const std::vector<std::string> starts{"",    "  ",    "    ",      "- ",      "  - ", "    - ",
                                        "a: ", "  b: ", "    c: ",   "a:",      "  b:", "    c:",
                                        "d: ", "e:",    "  'f g': ", "\"h\": ", "# ",   "  - - "};
  const std::vector<std::string> ends{"x",         "1.0",
                                      "'y'",       "'it''s'",
                                      "\"z\"",     "{}",
                                      "[]",        "{a: b}",
                                      "[a, 'b']",  "{a: {b: c}, d: [e]}",
                                      "link:../x", "a: b",
                                      "x # y",     "x#y",
                                      "-1",        "~",
                                      "&a x",      "http://h/p:1",
                                      "{a:b}",     "[a:b, c]",
                                      "{a: b:c}",  "x:",
                                      "{'a': b}",  "['a'b]",
                                      "{a: }",     "[a , b]",
                                      "{a : b}",   "a , b",
                                      "a ] b",     "[a?b]",
                                      "[x #y]",    "x ",
                                      "",          "=",
                                      "a'b\"c"};
  std::mt19937 random(20261129);
  const auto pick = [&](const std::vector<std::string>& words) -> const std::string& {
    return words[random() % words.size()];
  };
  std::size_t read = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    for (std::size_t lines = 1 + random() % 5; lines > 0; --lines) {
      const std::string& start = pick(starts);
      text += start;
      if (!start.ends_with(':')) text += pick(ends);
      text += '\n';
    }
    const std::optional<Document> document = ReadYamlLines(text);
    if (!document) continue;
    ++read;
    ASSERT_EQ(Printed(*document), ByEvents(text)) << text;
  }
  EXPECT_GT(read, 3000U);
}

}  // namespace
}  // namespace deltaplan::documents
