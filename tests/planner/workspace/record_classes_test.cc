#include "planner/workspace/record_classes.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

struct Line {
  std::string key;
  std::string name;
  std::string version;
  std::vector<std::string> edges;
};

RecordGraph Graph(const std::vector<Line>& lines) {
  RecordBuilder builder;
  for (const Line& line : lines) {
    const RecordId id = builder.Add(line.key);
    builder[id].name = builder.Keep(line.name);
    builder[id].version = builder.Keep(line.version);
  }
  for (const Line& line : lines) {
    std::vector<RecordEdge> edges;
    for (const std::string& edge : line.edges) {
      edges.push_back(
          {builder.Keep(edge.substr(0, 1)), EdgeKind::kNormal, builder.FindOrUnknown(edge, edge)});
    }
    builder.SetEdges(*builder.Find(line.key), edges);
  }
  return builder.Take();
}

bool Nothing(std::string_view /*name*/) { return false; }

TEST(RecordClasses, PositionIsNoIdentity) {
  RecordClasses classes(Nothing);
  const RecordGraph nested =
      Graph({{"node_modules/a", "a", "1", {"b/deep"}}, {"b/deep", "b", "1", {}}});
  const RecordGraph hoisted =
      Graph({{"x", "b", "2", {}}, {"b", "b", "1", {}}, {"a", "a", "1", {"b"}}});
  EXPECT_EQ(classes.Classify(nested, {}).classes[0], classes.Classify(hoisted, {}).classes[2]);
}

TEST(RecordClasses, AnEdgeThatMovesIsAnotherRecord) {
  RecordClasses classes(Nothing);
  const std::vector<Line> lines{
      {"h", "host", "1", {"d1"}}, {"d1", "dep", "1", {}}, {"d2", "dep", "2", {}}};
  std::vector<Line> moved = lines;
  moved[0].edges = {"d2"};
  const ClassifiedRecords before = classes.Classify(Graph(lines), {});
  const ClassifiedRecords after = classes.Classify(Graph(moved), {});
  EXPECT_NE(before.classes[0], after.classes[0]);
  EXPECT_EQ(before.own[0], after.own[0]);
  EXPECT_EQ(before.classes[1], after.classes[1]);
}

TEST(RecordClasses, CirclesAreComparedByTheirStructure) {
  RecordClasses classes(Nothing);
  const std::vector<Line> lines{{"a", "a", "1", {"b"}},
                                {"b", "b", "1", {"c"}},
                                {"c", "c", "1", {"a", "d"}},
                                {"d", "d", "1", {}}};
  std::vector<Line> turned{lines[2], lines[3], lines[0], lines[1]};
  const ClassifiedRecords before = classes.Classify(Graph(lines), {});
  const ClassifiedRecords after = classes.Classify(Graph(turned), {});
  EXPECT_EQ(before.classes[0], after.classes[2]);
  EXPECT_EQ(before.classes[2], after.classes[0]);
  std::vector<Line> changed = lines;
  changed[3].version = "2";
  const ClassifiedRecords other = classes.Classify(Graph(changed), {});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NE(before.classes[i], other.classes[i]) << i;
}

TEST(RecordClasses, EqualRecordsInACircleArePartedByWhatTheyLeadTo) {
  RecordClasses classes(Nothing);
  // p uses the x that leads to d1; then the one that leads to d2. All are in one circle.
  const auto lines = [](const std::string& first) {
    return std::vector<Line>{{"p", "p", "1", {first, "q"}}, {"x1", "x", "1", {"d1", "p"}},
                             {"x2", "x", "1", {"d2", "p"}}, {"q", "q", "1", {"x1", "x2"}},
                             {"d1", "d", "1", {}},          {"d2", "d", "2", {}}};
  };
  EXPECT_NE(classes.Classify(Graph(lines("x1")), {}).classes[0],
            classes.Classify(Graph(lines("x2")), {}).classes[0]);
}

TEST(RecordClasses, WhatIsMissingIsFoundThroughOthers) {
  RecordClasses classes(Nothing);
  const ClassifiedRecords known = classes.Classify(
      Graph({{"a", "a", "1", {"b"}}, {"b", "b", "1", {"gone"}}, {"c", "c", "1", {}}}), {});
  EXPECT_TRUE(known.reaches_unknown[0]);
  EXPECT_TRUE(known.reaches_unknown[1]);
  EXPECT_FALSE(known.reaches_unknown[2]);
}

TEST(RecordClasses, IgnoredRecordsAreAllTheSame) {
  RecordClasses classes([](std::string_view name) { return name == "eslint"; });
  const ClassifiedRecords before =
      classes.Classify(Graph({{"e", "eslint", "8", {"f"}}, {"f", "f", "1", {}}}), {});
  const ClassifiedRecords after =
      classes.Classify(Graph({{"e", "eslint", "9", {"f"}}, {"f", "f", "2", {}}}), {});
  EXPECT_EQ(before.classes[0], after.classes[0]);
  EXPECT_NE(before.classes[1], after.classes[1]);
}

TEST(RecordClasses, FilesOfTheRepositoryBelongToTheirRecord) {
  RecordClasses classes(Nothing);
  const RecordGraph graph = Graph({{"a", "a", "1", {}}});
  EXPECT_NE(classes.Classify(graph, {{0, "blob one"}}).classes[0],
            classes.Classify(graph, {{0, "blob two"}}).classes[0]);
}

}  // namespace
}  // namespace deltaplan::planner::workspace
