#include "tfvars/plan/attribute_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

JsonValue Value(std::string_view text) {
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    ADD_FAILURE() << text << ": " << error->message;
    return {};
  }
  return std::get<JsonDocument>(std::move(parsed)).root;
}

struct Values {
  std::string_view before = "null";
  std::string_view after = "null";
  std::string_view unknown = "{}";
  std::string_view before_sensitive = "{}";
  std::string_view after_sensitive = "{}";
  std::string_view replace_paths = "[]";
};

// One line for each change: path: before -> after, with what is said about it.
std::vector<std::string> Changes(const Values& values) {
  ResourceChange change;
  change.before = Value(values.before);
  change.after = Value(values.after);
  change.after_unknown = Value(values.unknown);
  change.before_sensitive = Value(values.before_sensitive);
  change.after_sensitive = Value(values.after_sensitive);
  change.replace_paths = Value(values.replace_paths);
  std::vector<std::string> lines;
  for (const AttributeChange& each : AttributeChanges(change)) {
    std::string line = each.path + ": ";
    line += each.before ? PrintAttribute(*each.before) : "-";
    line += " -> ";
    line += each.is_unknown ? "?" : each.after ? PrintAttribute(*each.after) : "-";
    if (each.before_is_sensitive) line += " was secret";
    if (each.after_is_sensitive) line += " is secret";
    if (each.forces_replacement) line += " forces";
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST(AttributeChangesTest, OnlyWhatDiffersIsNamedAsDeepAsPossible) {
  EXPECT_THAT(
      Changes({.before = R"({"a": 1, "b": {"c": [1, {"d e": "x"}], "same": []}, "n": null})",
               .after = R"({"a": 1, "b": {"c": [2, {"d e": "y"}, 3], "same": []}, "z": ""})"}),
      ElementsAre("b.c[0]: 1 -> 2", R"(b.c[1]["d e"]: "x" -> "y")", "b.c[2]: - -> 3",
                  R"(z: - -> "")"));
  EXPECT_THAT(Changes({.before = R"({"a": null})", .after = "{}"}), IsEmpty());
  EXPECT_THAT(Changes({.before = R"({"a": {}})", .after = R"({"a": []})"}),
              ElementsAre("a: {} -> []"));
}

TEST(AttributeChangesTest, NumbersThatNoFloatTellsApartDiffer) {
  EXPECT_THAT(
      Changes({.before = R"({"n": 9007199254740992})", .after = R"({"n": 9007199254740993})"}),
      ElementsAre("n: 9007199254740992 -> 9007199254740993"));
}

TEST(AttributeChangesTest, CreatedAndDeletedResourcesShowTheirAttributes) {
  EXPECT_THAT(Changes({.after = R"({"a": {"b": 1}, "l": ["x"]})", .unknown = R"({"id": true})"}),
              ElementsAre("a.b: - -> 1", "id: - -> ?", R"(l[0]: - -> "x")"));
  EXPECT_THAT(Changes({.before = R"({"a": {"b": true}})"}), ElementsAre("a.b: true -> -"));
}

TEST(AttributeChangesTest, UnknownValuesAreNoRemovals) {
  EXPECT_THAT(Changes({.before = R"({"id": "i", "l": ["a", "b"], "o": {"x": 1}})",
                       .after = R"({"l": ["a", null], "o": {}})",
                       .unknown = R"({"id": true, "l": [false, true], "o": {"x": true}})"}),
              ElementsAre(R"(id: "i" -> ?)", R"(l[1]: "b" -> ?)", "o.x: 1 -> ?"));
  // Known again after a replacement, or unknown as a whole.
  EXPECT_THAT(Changes({.before = R"({"o": {"x": 1}})", .after = "{}", .unknown = R"({"o": true})"}),
              ElementsAre(R"(o: {"x": 1} -> ?)"));
}

TEST(AttributeChangesTest, AnUnknownItemIsAChangeWhereTheValuesLookAlike) {
  EXPECT_THAT(Changes({.before = R"({"l": ["a", null], "o": {"x": null}})",
                       .after = R"({"l": ["a", null], "o": {"x": null}})",
                       .unknown = R"({"l": [false, true], "o": {"x": false}})"}),
              ElementsAre("l[1]: - -> ?"));
}

TEST(AttributeChangesTest, WhatIsUnknownInsideOfWhatIsNewIsNamedAsDeepAsPossible) {
  EXPECT_THAT(Changes({.after = "{}", .unknown = R"({"l": [true], "o": {"x": true}})"}),
              ElementsAre("l[0]: - -> ?", "o.x: - -> ?"));
}

TEST(AttributeChangesTest, WhatHoldsNothingOrBecomesAnotherKindIsShownWhole) {
  EXPECT_THAT(Changes({.before = "{}", .after = R"({"l": [], "o": {}})"}),
              ElementsAre("l: - -> []", "o: - -> {}"));
  EXPECT_THAT(Changes({.before = R"({"a": {"x": 1}, "b": [1], "c": {"x": 1}})",
                       .after = R"({"a": "s", "b": "s", "c": [1]})"}),
              ElementsAre(R"(a: {"x": 1} -> "s")", R"(b: [1] -> "s")", R"(c: {"x": 1} -> [1])"));
  EXPECT_THAT(Changes({.before = R"({"a": true})", .after = R"({"a": false})"}),
              ElementsAre("a: true -> false"));
}

TEST(AttributeChangesTest, SecretsAreMarkedAndNotTakenApart) {
  EXPECT_THAT(Changes({.before = R"({"p": "1", "o": {"x": 1, "y": 1}, "q": 1})",
                       .after = R"({"p": "2", "o": {"x": 2, "y": 1}, "q": 1})",
                       .before_sensitive = R"({"p": true, "q": true})",
                       .after_sensitive = R"({"o": true, "q": true})"}),
              ElementsAre(R"(o: {"x": 1, "y": 1} -> {"x": 2, "y": 1} is secret)",
                          R"(p: "1" -> "2" was secret)"));
  EXPECT_THAT(Changes({.before = R"({"o": {"x": 1}})",
                       .after = R"({"o": {"x": 2}})",
                       .before_sensitive = R"({"o": true})"}),
              ElementsAre(R"(o: {"x": 1} -> {"x": 2} was secret)"));
  // One that stays is no change.
  EXPECT_THAT(Changes({.before = R"({"n": 1, "o": {"x": "a", "y": ["b"]}})",
                       .after = R"({"n": 2, "o": {"x": "a", "y": ["b"]}})",
                       .before_sensitive = R"({"o": true})",
                       .after_sensitive = R"({"o": true})"}),
              ElementsAre("n: 1 -> 2"));
}

TEST(AttributeChangesTest, JsonInsideOfStringsIsLookedInto) {
  EXPECT_THAT(Changes({.before = R"({"d": "[{\"image\": \"a:1\", \"env\": \"{\\\"k\\\": 1}\"}]"})",
                       .after = R"({"d": "[{\"env\":\"{\\\"k\\\":2}\",\"image\":\"a:2\"}]"})"}),
              ElementsAre("jsondecode(jsondecode(d)[0].env).k: 1 -> 2",
                          R"(jsondecode(d)[0].image: "a:1" -> "a:2")"));
  // Another layout only; no JSON on one side; a doubled key.
  EXPECT_THAT(Changes({.before = R"({"d": "[1, 2]"})", .after = R"({"d": "[1,2]"})"}),
              ElementsAre(R"(d: "[1, 2]" -> "[1,2]")"));
  EXPECT_THAT(Changes({.before = R"({"d": "[1]"})", .after = R"({"d": "x"})"}),
              ElementsAre(R"(d: "[1]" -> "x")"));
  EXPECT_THAT(
      Changes({.before = R"({"d": "{\"a\":1,\"a\":2}"})", .after = R"({"d": "{\"a\":1}"})"}),
      ElementsAre(R"(d: "{\"a\":1,\"a\":2}" -> "{\"a\":1}")"));
}

TEST(AttributeChangesTest, OnlyAnObjectOrAListIsLookedForInAString) {
  EXPECT_THAT(Changes({.before = R"({"a": "1", "b": "", "c": " ", "d": "[1"})",
                       .after = R"({"a": "2", "b": "true", "c": " \"x\"", "d": "[2"})"}),
              ElementsAre(R"(a: "1" -> "2")", R"(b: "" -> "true")", R"(c: " " -> " \"x\"")",
                          R"(d: "[1" -> "[2")"));
  EXPECT_THAT(Changes({.before = R"({"d": " [1]"})", .after = R"({"d": "\n[2]\n"})"}),
              ElementsAre("jsondecode(d)[0]: 1 -> 2"));
}

TEST(AttributeChangesTest, JsonThatSaysNothingElseIsShownAsAString) {
  EXPECT_THAT(Changes({.after = R"({"d": "[]", "e": "{\"a\": null}"})"}),
              ElementsAre("jsondecode(d): - -> []", R"(e: - -> "{\"a\": null}")"));
  EXPECT_THAT(Changes({.before = R"({"d": "{}"})", .after = R"({"d": "{\"a\": null}"})"}),
              ElementsAre(R"(d: "{}" -> "{\"a\": null}")"));
}

TEST(AttributeChangesTest, AValueIsPrintedAsTerraformPrintsIt) {
  constexpr std::string_view kText = R"({"a": [null, true, 1.50, "x\"${y}"], "b c": {}})";
  EXPECT_EQ(PrintAttribute(Value(kText)), R"({"a": [null, true, 1.50, "x\"$${y}"], "b c": {}})");
}

TEST(AttributeChangesTest, EachStringIsVisitedWithTheNameThatItStandsUnder) {
  std::vector<std::string> visited;
  ForEachString("r",
                Value(R"({"a": ["1", {"b": "2"}], "c": 3, "d": "[{\"image\": \"x\"}, \"y\"]"})"),
                [&](const std::string& name, const std::string& text) {
                  visited.push_back(name + "=" + text);
                });
  EXPECT_THAT(visited, ElementsAre("a=1", "b=2", "image=x", "d=y"));
}

TEST(AttributeChangesTest, WhatForcesAReplacementIsMarked) {
  EXPECT_THAT(Changes({.before = R"({"a": {"b": [1, 2]}, "c": 1, "d": 1})",
                       .after = R"({"a": {"b": [1, 3]}, "c": 2, "d": 2})",
                       .replace_paths = R"([["a", "b", 1], ["c"]])"}),
              ElementsAre("a.b[1]: 2 -> 3 forces", "c: 1 -> 2 forces", "d: 1 -> 2"));
}

TEST(AttributeChangesTest, LongValuesAreCutBetweenCharacters) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  for (int i = 0; i < 300; ++i) value.string += "ä";
  const std::string text = PrintAttribute(value);
  EXPECT_LE(text.size(), kMostShownBytes);
  EXPECT_TRUE(text.starts_with("\"ää"));
  EXPECT_TRUE(text.ends_with("ää\""));
  EXPECT_NE(text.find("ä ... ä"), std::string::npos);
}

TEST(AttributeChangesTest, OnlyWhatLiesOnAReplacedPathForcesAReplacement) {
  EXPECT_THAT(Changes({.before = R"({"a": {"b": 1, "c": 1}})",
                       .after = R"({"a": {"b": 2, "c": 2}})",
                       .replace_paths = R"([["a", "b"]])"}),
              ElementsAre("a.b: 1 -> 2 forces", "a.c: 1 -> 2"));
  // A path into a value that is shown as a whole.
  EXPECT_THAT(Changes({.before = R"({"o": {"x": 1}})",
                       .after = "{}",
                       .unknown = R"({"o": true})",
                       .replace_paths = R"([["o", "x"]])"}),
              ElementsAre(R"(o: {"x": 1} -> ? forces)"));
}

TEST(AttributeChangesTest, JsonThatBecomesAnotherKindIsShownWhole) {
  EXPECT_THAT(Changes({.before = R"({"d": "[1]"})", .after = R"({"d": "{\"a\":1}"})"}),
              ElementsAre(R"(d: "[1]" -> "{\"a\":1}")"));
}

TEST(AttributeChangesTest, AValueIsCutOnlyWhenItIsTooLong) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  value.string = std::string(kMostShownBytes - 2, 'x');  // and two quotes
  EXPECT_EQ(PrintAttribute(value), '"' + value.string + '"');
  value.string += 'x';
  EXPECT_LE(PrintAttribute(value).size(), kMostShownBytes);
  EXPECT_NE(PrintAttribute(value).find(" ... "), std::string::npos);
  // Wherever the cuts would fall within a character.
  for (std::size_t before = 0; before < 4; ++before) {
    for (std::size_t behind = 0; behind < 4; ++behind) {
      value.string = std::string(before, 'x');
      for (int i = 0; i < 100; ++i) value.string += "\xF0\x9F\x98\x80";
      value.string += std::string(behind, 'x');
      const std::string text = PrintAttribute(value);
      EXPECT_LE(text.size(), kMostShownBytes);
      EXPECT_GT(text.size(), kMostShownBytes - 8);
      EXPECT_NE(text.find("\x80 ... \xF0"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
