#include "graph/dependency_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deltaplan::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DependencyGraphTest, EdgesAreSeenFromBothEndsSortedById) {
  GraphBuilder builder;
  const NodeId a = builder.AddNode(NodeKind::kService, "a");
  const NodeId b = builder.AddNode(NodeKind::kService, "b");
  const NodeId p = builder.AddNode(NodeKind::kPackage, "p");
  const NodeId q = builder.AddNode(NodeKind::kPackage, "q");
  builder.AddDependency(b, q);
  builder.AddDependency(a, q);
  builder.AddDependency(b, p);
  const DependencyGraph graph = builder.Build();
  EXPECT_THAT(graph.Dependencies(a), ElementsAre(q));
  EXPECT_THAT(graph.Dependencies(b), ElementsAre(p, q));
  EXPECT_THAT(graph.Dependents(q), ElementsAre(a, b));
  EXPECT_THAT(graph.Dependents(p), ElementsAre(b));
  EXPECT_THAT(graph.Dependencies(q), IsEmpty());
  EXPECT_THAT(graph.Dependents(a), IsEmpty());
}

TEST(DependencyGraphTest, NodesOfOneKindAndNameAreOne) {
  GraphBuilder builder;
  const NodeId service = builder.AddNode(NodeKind::kService, "auth");
  const NodeId package = builder.AddNode(NodeKind::kPackage, "auth");
  EXPECT_EQ(builder.AddNode(NodeKind::kService, "auth"), service);
  EXPECT_NE(service, package);
  const DependencyGraph graph = builder.Build();
  EXPECT_EQ(graph.size(), 2U);
  EXPECT_EQ(graph[package].name, "auth");
  EXPECT_EQ(graph[package].kind, NodeKind::kPackage);
  EXPECT_EQ(graph.Find(NodeKind::kPackage, "auth"), package);
  EXPECT_EQ(graph.Find(NodeKind::kBuildInput, "auth"), std::nullopt);
  EXPECT_EQ(graph.Find(NodeKind::kPackage, "auth-client"), std::nullopt);
}

TEST(DependencyGraphTest, DoubledEdgesCountOnceAndSelfEdgesNotAtAll) {
  GraphBuilder builder;
  const NodeId a = builder.AddNode(NodeKind::kService, "a");
  const NodeId p = builder.AddNode(NodeKind::kPackage, "p");
  builder.AddDependency(a, p);
  builder.AddDependency(a, p);
  builder.AddDependency(p, p);
  const DependencyGraph graph = builder.Build();
  EXPECT_THAT(graph.Dependencies(a), ElementsAre(p));
  EXPECT_THAT(graph.Dependencies(p), IsEmpty());
  EXPECT_THAT(graph.Dependents(p), ElementsAre(a));
}

TEST(DependencyGraphTest, TheBuilderIsEmptyAfterwards) {
  GraphBuilder builder;
  const NodeId a = builder.AddNode(NodeKind::kService, "a");
  builder.AddDependency(a, builder.AddNode(NodeKind::kPackage, "p"));
  builder.Build();
  EXPECT_EQ(builder.Build().size(), 0U);
}

}  // namespace
}  // namespace deltaplan::graph
