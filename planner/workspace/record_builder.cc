#include "planner/workspace/record_builder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {

void RecordBuilder::Reserve(std::size_t count) {
  graph_.records.reserve(count);
  by_key_.Reserve(count);
}

RecordId RecordBuilder::Add(std::string_view key) {
  const std::uint32_t number = by_key_.Of(key);
  if (number == graph_.records.size()) graph_.records.emplace_back();
  return static_cast<RecordId>(number);
}

std::optional<RecordId> RecordBuilder::Find(std::string_view key) const {
  const std::optional<std::uint32_t> number = by_key_.Find(key);
  if (!number) return std::nullopt;
  return static_cast<RecordId>(*number);
}

RecordId RecordBuilder::FindOrUnknown(std::string_view key, std::string_view name) {
  const std::size_t known = graph_.records.size();
  const RecordId id = Add(key);
  if (static_cast<std::size_t>(id) == known) {
    Record& record = (*this)[id];
    record.name = name;
    record.source = key;
    record.is_unknown = true;
  }
  return id;
}

RecordGraph RecordBuilder::Take() {
  for (Record& record : graph_.records) {
    // Programs sort what they write.
    if (!std::ranges::is_sorted(record.edges)) std::ranges::sort(record.edges);
    graph::DropDoubles(record.edges);
  }
  by_key_ = TextNumbers();
  return std::exchange(graph_, RecordGraph());
}

}  // namespace deltaplan::planner::workspace
