#include "documents/yaml.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>

namespace deltaplan::documents {
namespace {

Document Read(std::string_view text, YamlReferences references = YamlReferences::kRefused) {
  auto read = ReadYaml(text, references);
  if (const auto* error = std::get_if<ReadError>(&read)) {
    ADD_FAILURE() << error->message << " in line " << error->line;
    return {};
  }
  return std::get<Document>(std::move(read));
}

std::string Canonical(std::string_view text, YamlReferences references = YamlReferences::kRefused) {
  const Document document = Read(text, references);
  return CanonicalText(document.root());
}

ReadError ErrorOf(std::string_view text, YamlReferences references = YamlReferences::kRefused) {
  const auto read = ReadYaml(text, references);
  const auto* error = std::get_if<ReadError>(&read);
  if (error != nullptr) return *error;
  ADD_FAILURE() << "it can be read";
  return {};
}

TEST(Yaml, ScalarsKeepTheirText) {
  const Document document = Read("a: no\nb: 1e3\nc: '5.3'\nd: 5.3\ne:\n");
  const Value root = document.root();
  EXPECT_EQ(root["a"].text(), "no");
  EXPECT_EQ(root["b"].text(), "1e3");
  EXPECT_EQ(root["c"].kind(), Kind::kString);
  EXPECT_EQ(root["d"].kind(), Kind::kPlain);
  EXPECT_EQ(root["e"].text(), "");
  EXPECT_FALSE(root["f"].Exists());
  EXPECT_FALSE(root["f"]["g"]["h"].Exists());
}

TEST(Yaml, MapsAndListsNest) {
  const Document document = Read("os: [darwin, linux]\ndeep:\n  - a: {b: c}\n  - d\n");
  EXPECT_EQ(document.root()["os"].size(), 2U);
  std::string items;
  for (const Value item : document.root()["deep"].items()) items += CanonicalText(item) + ";";
  EXPECT_EQ(items, "{\"a\":{\"b\":\"c\"}};\"d\";");
}

TEST(Yaml, ALongKeyIsAKey) {
  const std::string key(2000, 'k');
  const Document document = Read("? " + key + "\n: value\n");
  EXPECT_EQ(document.root()[key].text(), "value");
}

TEST(Yaml, SeveralDocumentsAreAStream) {
  const auto read =
      ReadYamlStream("---\na: 1\n---\nb: >-\n  folded\n  ---\n", YamlReferences::kRefused);
  const auto& documents = std::get<std::vector<Document>>(read);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[1].root()["b"].text(), "folded ---");
  EXPECT_EQ(ErrorOf("---\na: 1\n---\nb: 2\n").message, "it has several documents");
}

TEST(Yaml, LineEndsMarksCommentsAndOrderDoNotCount) {
  const std::string plain = Canonical("a: 1\nb:\n  c: x\n");
  EXPECT_EQ(Canonical("\xEF\xBB\xBF"
                      "b:\r\n  c: x # why\r\na: 1\r\n"),
            plain);
}

TEST(Yaml, AnchorsAliasesAndTagsAreRefusedInLockfiles) {
  EXPECT_EQ(ErrorOf("a: &x 1\n").message, "it has an anchor");
  EXPECT_EQ(ErrorOf("a: *x\n").message, "it has an alias");
  EXPECT_EQ(ErrorOf("a: !!int 1\n").message, "it has a tag");
}

TEST(Yaml, AliasesAndMergesAreFollowedWhereTheyMayBe) {
  const std::string_view text =
      "base: &base {image: x, ports: [1]}\n"
      "more: &more {user: root}\n"
      "web:\n  <<: [*base, *more]\n  image: web\n"
      "copy: *base\n";
  EXPECT_EQ(Canonical(text, YamlReferences::kFollowed),
            "{\"base\":{\"image\":\"x\",\"ports\":[1]},\"copy\":{\"image\":\"x\",\"ports\":[1]},"
            "\"more\":{\"user\":\"root\"},"
            "\"web\":{\"image\":\"web\",\"ports\":[1],\"user\":\"root\"}}");
}

TEST(Yaml, ABombOfAliasesIsTooLarge) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) text += (j == 0 ? "" : ", ") + before;
    text += "]\n";
  }
  EXPECT_EQ(ErrorOf(text, YamlReferences::kFollowed).cause, ReadError::Cause::kTooLarge);
}

TEST(Yaml, WhatCantBeReadHasItsCause) {
  EXPECT_EQ(ErrorOf("a: 1\n<<<<<<< HEAD\nb: 2\n").cause, ReadError::Cause::kConflict);
  EXPECT_EQ(ErrorOf("a: [1, 2\n").cause, ReadError::Cause::kSyntax);
  EXPECT_EQ(ErrorOf("a: b: c\n").cause, ReadError::Cause::kSyntax);
  EXPECT_EQ(ErrorOf("a: 1\na: 2\n").message, "a map has a key twice");
  EXPECT_EQ(ErrorOf(std::string(200, '[')).cause, ReadError::Cause::kTooLarge);
  EXPECT_EQ(ErrorOf(std::string(kLargestText + 1, ' ')).cause, ReadError::Cause::kTooLarge);
}

TEST(Yaml, AnEmptyTextHasNoRoot) {
  EXPECT_FALSE(Read("").root().Exists());
  EXPECT_FALSE(Read("# nothing\n").root().Exists());
}

}  // namespace
}  // namespace deltaplan::documents
