#include "planner/workspace/record_builder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {

RecordId NumberedRecordBuilder::Add(std::uint32_t key) {
  if (key >= by_key_.size()) by_key_.resize(std::max<std::size_t>(key + 1, 2 * by_key_.size()));
  std::optional<RecordId>& id = by_key_[key];
  if (!id) {
    id = static_cast<RecordId>(graph_.records.size());
    graph_.records.emplace_back();
  }
  return *id;
}

std::optional<RecordId> NumberedRecordBuilder::Find(std::uint32_t key) const {
  return key < by_key_.size() ? by_key_[key] : std::nullopt;
}

RecordId NumberedRecordBuilder::FindOrUnknown(std::uint32_t key, std::string_view text,
                                              std::string_view name) {
  const std::size_t known = graph_.records.size();
  const RecordId id = Add(key);
  if (static_cast<std::size_t>(id) == known) {
    Record& record = (*this)[id];
    record.name = Keep(name);
    record.source = Keep(text);
    record.is_unknown = true;
  }
  return id;
}

void NumberedRecordBuilder::SetEdges(RecordId from, std::vector<RecordEdge>& edges) {
  // Programs sort what they write.
  if (!std::ranges::is_sorted(edges)) std::ranges::sort(edges);
  graph::DropDoubles(edges);
  edges_.resize(graph_.records.size());
  edges_[static_cast<std::size_t>(from)] = {graph_.edges.size(), edges.size()};
  graph_.edges.insert(graph_.edges.end(), edges.begin(), edges.end());
}

RecordGraph NumberedRecordBuilder::Take() {
  const std::span<const RecordEdge> edges = graph_.edges;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    graph_.records[i].edges = edges.subspan(edges_[i].first, edges_[i].second);
  }
  edges_.clear();
  by_key_.clear();
  return std::exchange(graph_, RecordGraph());
}

std::optional<RecordId> RecordBuilder::Find(std::string_view key) {
  const std::optional<std::uint32_t> number = keys_.Find(key);
  return number ? records_.Find(*number) : std::nullopt;
}

void RecordBuilder::Reserve(std::size_t count) {
  records_.Reserve(count);
  keys_.Reserve(count);
}

RecordGraph RecordBuilder::Take() {
  keys_ = TextNumbers();
  return records_.Take();
}

}  // namespace deltaplan::planner::workspace
